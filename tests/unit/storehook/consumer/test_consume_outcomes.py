"""The consumer's outcome of a message: in the log, and in the attributes of a dead letter."""

import pytest
from tests.support.deployment import Deployment, declared, deploy, queued
from tests.support.signed_deliveries import DELIVERY_ID, STORE, event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.outcome import ReceivedMessage, dead_letter_attributes
from storehook.errors import Fail, LoopSuspected
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey


def broken(_params: Params, _ctx: Context) -> None:
    raise Fail("canary-message")


def fine(_params: Params, _ctx: Context) -> None: ...


def test_a_message_is_read_from_what_lambda_received_from_sqs() -> None:
    record = {
        "messageId": "message-1",
        "receiptHandle": "receipt-1",
        "body": "text",
        "attributes": {"ApproximateReceiveCount": "3"},
    }

    assert ReceivedMessage.of(record, 42.0) == ReceivedMessage("text", "message-1", "receipt-1", 42.0, receives=3)


def test_a_dead_letter_can_be_sorted_without_being_opened() -> None:
    deployment = Deployment(declared(broken))
    deployment.post(queued())

    deployment.work()

    (letter,) = deployment.dead_letters["default"].messages
    run = deployment.run()
    assert run.failure is not None
    assert letter.attributes == {
        "action": "broken",
        "store": STORE,
        "scope": "store/order/updated",
        "attempts": "1",
        "error_type": "Fail",
        "fingerprint": run.failure.fingerprint,
    }


def test_a_run_that_may_continue_a_loop_is_throttled() -> None:
    deployment, _ = deploy(LoopSuspected(5.0))

    assert deployment.work().result == "throttled"
    assert deployment.run().next_attempt_at == deployment.clock.now + 5


def test_a_dead_letter_of_a_run_without_an_error_has_placeholders() -> None:
    deployment = Deployment(declared(fine))
    deployment.post(queued())
    outcome = deployment.work()
    assert outcome.run is not None

    attributes = dead_letter_attributes(outcome.run)

    assert (attributes["error_type"], attributes["fingerprint"]) == ("-", "-")


@pytest.mark.parametrize(
    "message",
    [
        queued(event_body(data={"id": "canary-payload"})),
        queued(event_body("store/cart/created", data={"id": "canary-payload"})),
        queued(b"canary-payload"),
    ],
    ids=["failed", "ignored", "unreadable"],
)
def test_a_summary_names_the_run_and_says_nothing_of_its_content(message: Message) -> None:
    deployment = Deployment(declared(broken))
    deployment.post(message)

    summary = deployment.work().summary()

    assert (summary["store_hash"], summary["delivery_id"]) == (STORE, DELIVERY_ID)
    assert "canary" not in repr(summary)


def test_a_summary_of_a_failure_tells_its_type_and_fingerprint() -> None:
    deployment = Deployment(declared(broken))
    deployment.post(queued())

    summary = deployment.work().summary()

    run = deployment.run()
    assert run.failure is not None
    assert summary == {
        "store_hash": STORE,
        "delivery_id": DELIVERY_ID,
        "action": "broken",
        "event": DELIVERY_ID,
        "attempt": 1,
        "error_type": "Fail",
        "fingerprint": run.failure.fingerprint,
    }


def came_of(deployment: Deployment) -> tuple[str, Message | RunKey, str | None]:
    """Handle the next message. Return the outcome's result, its message, and the state of its run."""
    outcome = deployment.work()
    return outcome.result, outcome.message, outcome.run.state if outcome.run else None


def test_an_outcome_names_the_message_and_the_run_that_it_made() -> None:
    deployment = Deployment(declared(fine))
    deployment.post(queued())
    deployment.post(queued())
    deployment.post(queued(event_body("store/cart/created", hash="cart")))

    assert [came_of(deployment) for _ in range(3)] == [
        ("completed", queued(action="fine", event_id=DELIVERY_ID), "completed"),
        ("duplicate", queued(), None),
        ("ignored", queued(event_body("store/cart/created", hash="cart")), "ignored"),
    ]


def test_an_outcome_of_what_waits_for_its_window_or_is_held_names_both_too() -> None:
    coalescing, held = Deployment(declared(fine, coalesce=30)), Deployment(declared(fine))
    held.paused.add(STORE)
    for deployment in (coalescing, held):
        deployment.post(queued())

    assert came_of(coalescing) == ("coalesced", queued(action="fine"), "coalesced")
    assert came_of(held) == ("held", queued(), "held")
