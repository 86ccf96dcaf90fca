"""A delivery for a store that has uninstalled the app is recorded as ignored, and nothing else happens."""

from dataclasses import replace

import pytest
from tests.support.deployment import Deployment, Died, Script, Step, declared, deploy, queued
from tests.support.signed_deliveries import DELIVERY_ID, STORE, event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.queues.message import Kind, decode
from storehook.runs.run import IGNORED

SENT = pytest.mark.parametrize("kind", ["webhook", "catch-up"])


def fine(_params: Params, _ctx: Context) -> None: ...


def well(_params: Params, _ctx: Context) -> None: ...


def uninstalled(*steps: Step, kind: Kind = "webhook") -> tuple[Deployment, Script]:
    """A deployment with one message, of a store that has uninstalled the app."""
    deployment, script = deploy(*steps)
    deployment.queues["default"].messages.clear()
    deployment.post(queued(kind=kind))
    deployment.uninstalled.add(STORE)
    return deployment, script


@SENT
def test_its_webhook_is_recorded_as_ignored_under_the_action_which_does_not_run(kind: Kind) -> None:
    deployment, script = uninstalled(kind=kind)

    outcome = deployment.work()

    run = deployment.run()
    assert (outcome.result, outcome.acknowledged) == ("ignored", True)
    assert (str(run.key), run.state) == (f"{STORE}/{DELIVERY_ID}/scripted", "ignored")
    assert (run.attempt, run.attempts, run.lease_until, run.version) == (0, (), 0.0, 2)
    assert run.updated_at == deployment.clock.now
    assert script.contexts == deployment.queues["default"].messages == []


@pytest.mark.parametrize("kind", ["action", "manual"])
def test_what_an_action_or_an_operator_asked_for_runs_all_the_same(kind: Kind) -> None:
    deployment, _ = uninstalled(None, kind=kind)
    deployment.queues["default"].messages.clear()
    deployment.post(queued(kind=kind, action="scripted"))

    assert deployment.work().result == "completed"


def test_the_webhook_of_another_store_runs() -> None:
    deployment, _ = deploy(None)
    deployment.uninstalled.add("another")

    assert deployment.work().result == "completed"


def test_a_webhook_that_no_action_wants_is_ignored_as_it_always_is() -> None:
    deployment, _ = uninstalled()
    later = Deployment()
    later.queues = deployment.queues

    assert later.work().result == "ignored"
    assert later.run().key.action == IGNORED


def test_each_action_that_wants_the_event_has_an_ignored_run() -> None:
    deployment = Deployment(declared(fine), declared(well, lane="long"))
    deployment.uninstalled.add(STORE)
    deployment.post(queued())

    assert deployment.drain() == ["split", "ignored", "ignored"]
    assert {key.action for key in deployment.repository.rows} == {"fine", "well"}


def test_a_webhook_that_waits_for_others_of_its_window_is_ignored_at_once() -> None:
    deployment = Deployment(declared(fine, coalesce=30))
    deployment.uninstalled.add(STORE)
    deployment.post(queued())

    assert deployment.work().result == "ignored"


def test_a_second_delivery_is_a_duplicate() -> None:
    deployment, _ = uninstalled()
    deployment.post(queued())

    assert [deployment.work().result for _ in range(2)] == ["ignored", "duplicate"]


def test_a_webhook_that_comes_after_a_new_install_runs() -> None:
    deployment, _ = uninstalled(None)
    deployment.work()
    deployment.uninstalled.clear()
    deployment.post(queued(event_body(hash="event-2")))

    assert deployment.work().result == "completed"


def test_a_run_between_two_attempts_is_ignored_when_the_next_is_due_and_keeps_what_went_wrong() -> None:
    deployment, script = deploy(ValueError("why"))
    assert deployment.work().result == "retrying"
    deployment.uninstalled.add(STORE)

    deployment.clock.now += 10
    assert deployment.work().result == "ignored"

    run = deployment.run()
    assert (run.state, run.attempt, len(run.attempts), len(script.contexts)) == ("ignored", 1, 1, 1)


def test_a_run_whose_process_died_is_ignored_once_its_lease_has_ended() -> None:
    deployment, script = deploy(Died())
    with pytest.raises(Died):
        deployment.work()
    deployment.uninstalled.add(STORE)

    assert deployment.drain()[-1] == "ignored"
    run = deployment.run()
    assert (run.state, len(script.contexts)) == ("ignored", 1)
    assert [attempt.failure.error_type for attempt in run.attempts if attempt.failure] == ["AttemptLost"]


def test_a_redriven_dead_letter_is_ignored_so_that_the_row_says_failed_no_longer() -> None:
    deployment, script = deploy(ValueError("why"), retry_count=0)
    assert deployment.work().result == "failed"
    letter = deployment.dead_letters["default"].messages.pop()
    deployment.uninstalled.add(STORE)
    deployment.post(letter.text)

    assert deployment.work().result == "ignored"
    run = deployment.run()
    assert (run.state, run.message.redrives, len(script.contexts)) == ("ignored", 1, 1)
    assert deployment.dead_letters["default"].messages == []


def test_the_second_copy_of_a_failed_runs_message_leaves_row_and_dead_letter_as_they_are() -> None:
    deployment, _ = deploy(ValueError("why"), retry_count=0)
    deployment.work()
    deployment.uninstalled.add(STORE)
    deployment.post(queued())

    assert deployment.work().result == "duplicate"
    assert deployment.run().state == "failed"
    assert len(deployment.dead_letters["default"].messages) == 1


def test_a_failed_run_whose_dead_letter_was_never_sent_gets_it_all_the_same() -> None:
    deployment, _ = deploy(ValueError("why"), retry_count=0)
    deployment.work()
    deployment.dead_letters["default"].messages.clear()
    run = deployment.run()
    deployment.repository.rows[run.key] = replace(run, dead_lettered=False, lease_until=0.0)
    deployment.uninstalled.add(STORE)
    deployment.post(queued())

    assert deployment.work().result == "failed"
    assert decode(deployment.dead_letters["default"].messages[0].text).redrives == 1


def test_an_unreadable_webhook_is_dead_lettered_with_the_reason_as_always() -> None:
    deployment = Deployment(declared(fine))
    deployment.uninstalled.add(STORE)
    deployment.post(queued(b"not json"))

    assert deployment.work().result == "failed"
    assert len(deployment.dead_letters["default"].messages) == 1


def test_a_status_that_cannot_be_read_leaves_the_message_in_the_queue() -> None:
    deployment, script = deploy(None)

    class Away(set[str]):
        def __contains__(self, _store: object) -> bool:
            raise ConnectionError("the table is away")

    deployment.uninstalled = Away()

    with pytest.raises(ConnectionError):
        deployment.work()
    assert len(deployment.queues["default"].messages) == 1
    assert script.contexts == list(deployment.repository.rows) == []
