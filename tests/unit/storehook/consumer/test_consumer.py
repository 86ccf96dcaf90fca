"""The consumer's way with one message: whom it is for, and how its run begins and ends."""

import pytest
from tests.support.deployment import Deployment, declared, queued
from tests.support.signed_deliveries import DELIVERY_ID, STORE, event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.queues.message import decode
from storehook.queues.run_key import MAX_EVENT_ID
from storehook.runs.run import IGNORED, UNREADABLE

calls: list[tuple[Params, Context]] = []


@pytest.fixture(autouse=True)
def no_calls() -> None:
    calls.clear()


def sync_order(params: Params, ctx: Context) -> None:
    calls.append((params, ctx))


def tell_warehouse(params: Params, ctx: Context) -> None:
    calls.append((params, ctx))


def test_the_one_action_that_wants_an_event_runs_at_once() -> None:
    deployment = Deployment(declared(sync_order), declared(tell_warehouse, "store/cart/*"))
    deployment.post(queued())

    outcome = deployment.work()

    assert (outcome.result, outcome.acknowledged) == ("completed", True)
    assert [params for params, _ in calls] == [{"type": "order", "id": 250, "storeHash": STORE}]
    assert deployment.queues["default"].messages == []


def test_a_completed_run_is_kept_under_its_store_event_and_action() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued())

    deployment.work()

    run = deployment.run()
    assert str(run.key) == f"{STORE}/{DELIVERY_ID}/sync_order"
    assert (run.state, run.attempt, run.lease_until, run.scope) == ("completed", 1, 0.0, "store/order/updated")
    assert [(attempt.number, attempt.failure) for attempt in run.attempts] == [(1, None)]
    assert run.attempts[0].ended_at == run.updated_at == deployment.clock.now
    assert run.message == queued(action="sync_order", event_id=DELIVERY_ID)


def test_each_generation_of_an_event_is_a_run_of_its_own() -> None:
    deployment = Deployment(declared(sync_order))
    for generation in (0, 1):
        deployment.post(queued(action="sync_order", generation=generation))

    assert [deployment.work().result for _ in range(2)] == ["completed", "completed"]
    assert [key.generation for key in deployment.repository.rows] == [0, 1]


def test_a_run_says_what_its_event_is_about_and_when_it_happened() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued(event_body(created_at=1_786_447_000)))

    deployment.work()

    assert (deployment.run().resource, deployment.run().happened_at) == ("order/250", 1_786_447_000)


def test_an_ignored_run_says_so_too() -> None:
    deployment = Deployment()
    deployment.post(queued())

    deployment.work()

    assert (deployment.run().resource, deployment.run().state) == ("order/250", "ignored")


def test_a_run_whose_event_does_not_say_when_it_happened_is_no_proof_of_any_time() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued(event_body(created_at=None)))

    deployment.work()

    assert deployment.run().happened_at == 0.0


def test_a_run_that_was_enqueued_is_about_no_resource_whatever_its_params() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued(b'{"type":"order","id":250}', action="sync_order", kind="action"))

    deployment.work()

    assert (deployment.run().resource, deployment.run().happened_at) == (None, 0.0)


def test_two_deliveries_of_one_event_are_one_run_whatever_their_ids() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued(event_body(hash="event-7"), delivery_id="delivery-1"))
    deployment.post(queued(event_body(hash="event-7"), delivery_id="delivery-2"))

    assert [deployment.work().result for _ in range(2)] == ["completed", "duplicate"]
    assert deployment.run().key.event_id == "event-7"


def test_an_event_without_a_hash_is_named_by_its_delivery() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued(event_body(hash=None), delivery_id="delivery-7"))

    deployment.work()

    assert deployment.run().key.event_id == "delivery-7"


@pytest.mark.parametrize(
    "names", [{"hash": "x" * 200}, {"hash": None, "delivery_id": "x" * 200}], ids=["event", "delivery"]
)
def test_an_event_with_a_long_name_has_a_run_with_a_short_one(names: dict[str, str | None]) -> None:
    found = Deployment(declared(sync_order))
    delivery_id = names.pop("delivery_id", None) or DELIVERY_ID
    for _ in range(2):
        found.post(queued(event_body(**names), delivery_id=delivery_id))

    assert [found.work().result, found.work().result] == ["completed", "duplicate"]
    (key,) = found.repository.rows
    assert len(key.event_id) <= MAX_EVENT_ID


def test_an_event_that_two_actions_want_is_split_into_a_message_for_each() -> None:
    deployment = Deployment(declared(sync_order), declared(tell_warehouse, "store/order/*"))
    deployment.post(queued())

    outcomes = [deployment.work() for _ in range(3)]

    assert [outcome.result for outcome in outcomes] == ["split", "completed", "completed"]
    assert [outcome.message.action for outcome in outcomes] == [None, "sync_order", "tell_warehouse"]
    assert len(calls) == len(deployment.repository.rows) == 2
    assert deployment.queues["default"].messages == []


def test_an_event_for_an_action_of_another_lane_goes_there_and_runs_there() -> None:
    deployment = Deployment(declared(sync_order, lane="long"))
    deployment.post(queued())

    assert deployment.work().result == "split"
    assert calls == deployment.queues["default"].messages == []
    assert deployment.work("long").result == "completed"
    assert deployment.run().lane == "long"


def test_a_message_for_one_action_runs_that_one_only() -> None:
    deployment = Deployment(declared(sync_order), declared(tell_warehouse))
    deployment.post(queued(action="tell_warehouse"))

    deployment.work()

    assert deployment.run().key.action == "tell_warehouse"


def test_an_event_that_no_action_wants_is_noted_as_ignored() -> None:
    deployment = Deployment(declared(sync_order, "store/cart/*"))
    deployment.post(queued())

    outcome = deployment.work()

    assert (outcome.result, outcome.acknowledged) == ("ignored", True)
    run = deployment.run()
    assert (run.key.action, run.state, run.attempt) == (IGNORED, "ignored", 0)


def test_an_ignored_event_that_comes_again_is_a_duplicate() -> None:
    deployment = Deployment()
    deployment.post(queued())
    deployment.post(queued())

    assert [deployment.work().result for _ in range(2)] == ["ignored", "duplicate"]


def test_an_ignored_event_that_comes_again_runs_if_an_action_wants_it_by_now() -> None:
    deployment = Deployment()
    deployment.post(queued())
    deployment.work()
    later = Deployment(declared(sync_order))
    later.repository = deployment.repository
    later.post(queued())

    assert later.work().result == "completed"


def test_a_second_delivery_of_a_completed_event_is_acknowledged_and_not_run() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued())
    deployment.post(queued(received_at=7.0))

    outcomes = [deployment.work() for _ in range(2)]

    assert [outcome.result for outcome in outcomes] == ["completed", "duplicate"]
    assert outcomes[1].acknowledged
    assert len(calls) == 1


def test_the_same_event_of_another_store_is_another_run() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued())
    deployment.post(queued(event_body(producer="stores/other"), store_hash="other"))

    assert [deployment.work().result for _ in range(2)] == ["completed", "completed"]


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"\xff", b"{}", event_body(scope=None), event_body(data=7)])
def test_an_unreadable_event_fails_without_a_retry_and_is_dead_lettered_byte_for_byte(body: bytes) -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued(body))

    outcome = deployment.work()

    assert (outcome.result, outcome.acknowledged) == ("failed", True)
    (letter,) = deployment.dead_letters["default"].messages
    assert decode(letter.text).payload == body
    assert (letter.attributes["action"], letter.attributes["error_type"]) == (UNREADABLE, "ContentUnreadable")


@pytest.mark.parametrize("minutes", [0, 5, 14])
def test_a_run_of_an_action_that_is_deployed_within_fifteen_minutes_completes_at_its_first_attempt(
    minutes: int,
) -> None:
    deployment = Deployment()
    deployment.post(queued(action="sync_order"))

    assert deployment.work_through(*[60.0] * minutes) == ["unknown"] * (minutes + 1)
    deployment.registry = Registry([declared(sync_order)])
    deployment.clock.now += 60

    assert deployment.work().result == "completed"
    assert [attempt.number for attempt in deployment.run().attempts] == [1]


def test_a_message_for_an_action_that_is_gone_is_dead_lettered_after_fifteen_minutes_with_the_way_out() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(queued(action="sync_orders"))
    start = deployment.clock.now

    assert deployment.drain() == ["unknown"] * 15 + ["failed"]
    assert deployment.clock.now - start == 900.0
    run = deployment.run()
    assert run.failure is not None
    assert (run.key.action, run.failure.error_type) == ("sync_orders", "UnknownAction")
    assert run.failure.error.startswith("No action is named 'sync_orders'")
    assert "Did you mean 'sync_order'?" in run.failure.error
    assert "restore the file, deploy, and retry the run" in run.failure.error


@pytest.mark.parametrize("text", ["", "garbage", "{}", "[1]", '{"version":1}', "\ud800", "\x00"])
def test_a_message_that_is_not_ours_is_dead_lettered_under_the_queues_name_for_it(text: str) -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(text)

    assert deployment.work().result == "failed"
    assert str(deployment.run().key) == f"unknown/message-0/{UNREADABLE}"
    (letter,) = deployment.dead_letters["default"].messages
    assert decode(letter.text).payload == text.encode(errors="surrogatepass")


def test_a_body_that_ingest_did_not_put_into_the_queue_is_not_run_not_even_when_it_is_redriven() -> None:
    deployment = Deployment(declared(sync_order))
    deployment.post(event_body().decode())

    assert deployment.work().result == "failed"
    (letter,) = deployment.dead_letters["default"].messages
    deployment.post(letter.text)
    assert deployment.work().result == "failed"
    assert calls == []
