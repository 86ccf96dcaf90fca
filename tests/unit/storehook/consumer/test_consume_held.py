"""A pause holds runs: they wait in their rows, none fails, and none is forgotten."""

from dataclasses import replace

import pytest
from tests.support.deployment import Deployment, Died, Script, Step, declared, deploy, queued
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.holds import NOTED, TTL
from storehook.errors import StorePaused, Unauthorized
from storehook.runs.open import held_by, open_entry, open_partition, open_place
from storehook.runs.pauses import HeldName
from storehook.runs.run import Run
from storehook.stores.store import Pause
from storehook.testing.memory_waits import MemoryHeldNames

HOLDERS = [f"store/{STORE}", "action/scripted", "lane/default"]
EACH = pytest.mark.parametrize("holder", HOLDERS)


class NoNames(MemoryHeldNames):
    """Names of holders in a table that is away."""

    def note(self, holder: str, at: float) -> None:  # noqa: ARG002
        raise ConnectionError


def pause(deployment: Deployment, holder: str) -> None:
    kind, _, name = holder.partition("/")
    if kind == "store":
        deployment.paused.add(name)
    else:
        deployment.pauses.pause(holder, Pause("me", deployment.clock.now))


def resume(deployment: Deployment, holder: str) -> None:
    deployment.paused.clear()
    deployment.pauses.resume(holder)


def paused(holder: str, *steps: Step) -> tuple[Deployment, Script]:
    """A deployment with one message, which something holds."""
    deployment, script = deploy(*steps)
    pause(deployment, holder)
    return deployment, script


def is_held(run: Run, by: str) -> bool:
    return (run.state, run.held_by, run.due_at, run.lease_until) == ("held", by, 0.0, 0.0)


@EACH
def test_a_message_becomes_a_run_that_is_held_and_is_acknowledged(holder: str) -> None:
    deployment, script = paused(holder)

    outcome = deployment.work()

    assert (outcome.result, outcome.acknowledged) == ("held", True)
    assert is_held(deployment.run(), holder)
    assert (deployment.run().version, deployment.run().attempt, deployment.run().attempts) == (1, 0, ())
    assert script.contexts == deployment.queues["default"].messages == []


@EACH
def test_it_stands_in_the_index_under_what_holds_it_at_when_it_was_created(holder: str) -> None:
    deployment, _ = paused(holder)
    deployment.work()

    run = deployment.run()
    partition = open_partition(held_by(holder), run.key)
    assert open_entry(run) == (partition, open_place(partition, run.created_at, run.key.store_hash))


@EACH
def test_a_retry_that_is_due_is_held_and_what_went_wrong_before_is_kept(holder: str) -> None:
    deployment, script = deploy(ValueError("why"))
    deployment.work()
    deployment.clock.now += 10
    pause(deployment, holder)

    assert deployment.work().result == "held"
    assert is_held(deployment.run(), holder)
    assert (deployment.run().attempt, len(deployment.run().attempts), len(script.contexts)) == (1, 1, 1)


@EACH
def test_a_run_whose_process_died_is_held_once_its_lease_has_ended(holder: str) -> None:
    deployment, _ = deploy(Died())
    with pytest.raises(Died):
        deployment.work()
    pause(deployment, holder)
    deployment.clock.now += 400

    assert deployment.work().result == "held"
    assert [attempt.failure.error_type for attempt in deployment.run().attempts if attempt.failure] == ["AttemptLost"]


def test_a_redriven_dead_letter_is_held() -> None:
    deployment, _ = deploy(ValueError("why"), retry_count=0)
    deployment.work()
    deployment.post(deployment.dead_letters["default"].messages.pop().text)
    deployment.paused.add(STORE)

    assert deployment.work().result == "held"
    assert (deployment.run().state, deployment.run().message.redrives) == ("held", 1)


def test_a_failed_run_whose_dead_letter_was_never_sent_gets_it_all_the_same() -> None:
    deployment, _ = deploy(ValueError("why"), retry_count=0)
    deployment.work()
    run = deployment.run()
    deployment.repository.rows[run.key] = replace(run, dead_lettered=False, lease_until=0.0)
    deployment.paused.add(STORE)
    deployment.post(queued())

    assert deployment.work().result == "failed"


def test_a_second_delivery_of_what_is_held_is_forgotten() -> None:
    deployment, _ = paused(HOLDERS[0])
    deployment.work()
    held = deployment.run()
    deployment.post(queued())

    assert deployment.work().acknowledged
    assert deployment.run() == held


def test_a_wake_up_of_what_is_held_is_forgotten_even_once_nothing_holds_it() -> None:
    deployment, script = paused(HOLDERS[0])
    deployment.work()
    resume(deployment, HOLDERS[0])
    deployment.consumer().lanes.send([("default", deployment.run().key)])

    assert deployment.work().result == "early"
    assert script.contexts == []


def test_what_another_store_action_or_lane_waits_for_holds_nothing() -> None:
    deployment, _ = deploy(None)
    deployment.paused.add("another")
    for holder in ("action/another", "lane/long"):
        pause(deployment, holder)

    assert deployment.work().result == "completed"


def test_an_attempt_that_meets_a_pause_does_not_count_and_is_held() -> None:
    deployment, script = deploy(StorePaused("another"))

    assert deployment.work().result == "held"
    assert is_held(deployment.run(), "store/another")
    assert deployment.run().updated_at == deployment.clock.now
    assert (deployment.run().attempt, deployment.run().attempts, len(script.contexts)) == (0, (), 1)
    assert deployment.dead_letters["default"].messages == []


def test_an_attempt_that_meets_a_pause_is_not_held_if_the_note_cannot_be_made() -> None:
    deployment, _ = deploy(StorePaused("another"))
    deployment.holds.names = NoNames()

    with pytest.raises(ConnectionError):
        deployment.work()
    assert deployment.run().state == "running"


def fine(_params: Params, _ctx: Context) -> None: ...


def test_later_events_go_into_a_window_that_is_held() -> None:
    deployment = Deployment(declared(fine, coalesce=30))
    deployment.post(queued())
    deployment.work()
    deployment.paused.add(STORE)
    deployment.clock.now += 31
    assert deployment.work().result == "held"

    deployment.post(queued(event_body(hash="later", created_at=int(deployment.clock.now)), delivery_id="later"))
    assert deployment.work().result == "coalesced"

    (window,) = [run for run in deployment.repository.rows.values() if run.state == "held"]
    assert b"later" in window.message.payload


@EACH
def test_a_run_that_had_begun_when_its_action_was_deployed_to_coalesce_is_held_too(holder: str) -> None:
    deployment, script = deploy(Died())
    with pytest.raises(Died):
        deployment.work()
    deployment.registry = Registry([declared(script, coalesce=30)])
    deployment.clock.now += 400
    pause(deployment, holder)

    assert deployment.work().result == "held"


# --- What is remembered -----------------------------------------------------------------------------------------------


def test_that_nothing_is_paused_is_remembered_for_ten_seconds() -> None:
    deployment, _ = deploy(None, None)
    deployment.work()
    pause(deployment, "lane/default")
    deployment.post(queued(event_body(hash="2"), delivery_id="2"))
    deployment.clock.now += TTL - 0.1

    assert deployment.work().result == "completed"
    assert deployment.pauses.reads == 1


def test_a_pause_is_noticed_after_that_time() -> None:
    deployment, _ = deploy(None, None)
    deployment.work()
    pause(deployment, "lane/default")
    deployment.post(queued(event_body(hash="2"), delivery_id="2"))
    deployment.clock.now += TTL

    assert deployment.work().result == "held"


@EACH
def test_that_it_is_over_is_noticed_at_once(holder: str) -> None:
    deployment, _ = paused(holder, None)
    deployment.work()
    resume(deployment, holder)
    deployment.post(queued(event_body(hash="2"), delivery_id="2"))

    assert deployment.work().result == "completed"


def test_what_holds_runs_is_noted_before_a_row_says_so_and_once_a_minute() -> None:
    deployment, _ = paused(HOLDERS[0])
    for number in range(5):
        deployment.post(queued(event_body(hash=str(number)), delivery_id=str(number)))
    start = deployment.clock.now
    deployment.work_through(NOTED / 2, NOTED / 2 - 1, 1, 1)

    assert deployment.held_names.notes == [HeldName(HOLDERS[0], start), HeldName(HOLDERS[0], start + NOTED)]


def test_a_run_whose_note_cannot_be_made_is_not_held() -> None:
    deployment, _ = paused(HOLDERS[0])
    deployment.holds.names = NoNames()

    with pytest.raises(ConnectionError):
        deployment.work()
    assert list(deployment.repository.rows) == []
    assert len(deployment.queues["default"].messages) == 1


def refused() -> Unauthorized:
    return Unauthorized("No", store_hash=STORE, method="GET", path="/v2/orders/1", status=401)


def test_a_run_that_meets_a_refused_token_is_held_once_the_store_is_paused_and_loses_no_attempt() -> None:
    deployment, script = deploy(refused(), refused(), None, retry_count=0)
    assert deployment.work_through(300) == ["throttled", "throttled"]

    pause(deployment, f"store/{STORE}")
    deployment.clock.now += 600
    assert deployment.drain() == ["held"]
    assert is_held(deployment.run(), f"store/{STORE}")

    resume(deployment, f"store/{STORE}")
    deployment.releases().tick()
    assert deployment.drain() == ["completed"]
    assert ([ctx.trigger.attempt for ctx in script.contexts], len(deployment.run().attempts)) == ([1, 1, 1], 1)
    assert deployment.dead_letters["default"].messages == []
