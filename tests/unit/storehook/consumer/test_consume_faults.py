"""The consumer's way with processes that die, workers that come too late, and queues that are away."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
from tests.support.aws_errors import failing_call, refused
from tests.support.deployment import Deployment, Died, Step, declared, deploy, queued
from tests.support.memory import MemoryDeadLetters
from tests.support.signed_deliveries import DELIVERY_ID, STORE

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.consumer import CONTENDED_WAIT
from storehook.errors import Fail, Throttled
from storehook.queues.message import Message, decode, encode
from storehook.queues.redrive import redrive
from storehook.queues.run_key import WINDOW, RunKey
from storehook.runs.run import Run
from storehook.saves import Conflict, Saved
from storehook.testing.memory import MemoryLanes, MemoryRunRepository


def send_back_dead_letters(deployment: Deployment) -> int:
    return redrive(MemoryDeadLetters(deployment.dead_letters["default"], deployment.queues["default"]))


def test_a_message_that_meets_a_live_lease_waits_for_its_end() -> None:
    def meanwhile() -> None:
        outcome = deployment.work()
        met.append((outcome.result, outcome.message))

    deployment, _ = deploy(meanwhile)
    deployment.post(queued(delivery_id="delivery-2"))
    met: list[tuple[str, object]] = []

    assert deployment.work().result == "completed"
    assert met == [("postponed", queued(delivery_id="delivery-2"))]
    assert deployment.waits() == [60]


def test_a_lease_lasts_as_long_as_the_process_may_run() -> None:
    deployment, _ = deploy(lambda: leases.append(deployment.run().lease_until - deployment.clock.now))
    leases: list[float] = []

    deployment.consumer().handle(deployment.receive(seconds_left=42.5))

    assert leases == [42.5]


def lose(deployment: Deployment) -> None:
    """Work on the next message in a process that does not survive it."""
    with pytest.raises(Died):
        deployment.work()
    deployment.clock.now += 360


def test_an_attempt_whose_process_died_is_counted_once_its_lease_has_ended() -> None:
    deployment, script = deploy(Died(), None)
    began = deployment.clock.now
    lose(deployment)

    assert deployment.work().result == "completed"
    assert [ctx.trigger.attempt for ctx in script.contexts] == [1, 2]
    lost, good = deployment.run().attempts
    assert lost.failure is not None
    assert (lost.failure.error_type, lost.ended_at, good.failure) == ("AttemptLost", began + 60, None)


def test_a_run_whose_process_died_is_suspected_where_others_are_worked_on_too() -> None:
    deployment, script = deploy(Died())
    lose(deployment)

    outcome = deployment.consumer().handle(replace(deployment.receive(), alone=False))

    assert (outcome.result, outcome.message, outcome.run) == ("suspect", queued(), deployment.run())
    assert len(script.contexts) == 1


def test_a_run_whose_processes_all_died_fails_and_is_dead_lettered() -> None:
    deployment, script = deploy(Died(), Died(), retry_count=1)
    lose(deployment)
    lose(deployment)

    assert deployment.work().result == "failed"
    assert len(script.contexts) == 2
    (letter,) = deployment.dead_letters["default"].messages
    assert (letter.attributes["error_type"], letter.attributes["attempts"]) == ("AttemptLost", "2")


def test_a_run_whose_process_died_is_not_tried_again_if_its_action_is_gone() -> None:
    def gone(_params: Params, _ctx: Context) -> None:
        raise Died

    deployment = Deployment(declared(gone))
    deployment.post(queued(action="gone"))
    lose(deployment)
    deployment.registry = Registry([])

    assert deployment.work().result == "failed"
    failure = deployment.run().failure
    assert failure is not None
    assert failure.error_type == "AttemptLost"


@pytest.mark.parametrize("late", [None, KeyError("late"), Fail("late"), Throttled(5)], ids=repr)
def test_a_worker_whose_lease_ran_out_cannot_record_what_it_found_out(late: Step) -> None:
    def meanwhile() -> None:
        deployment.clock.now += 61
        assert deployment.work().result == "completed"
        if isinstance(late, BaseException):
            raise late

    deployment, _ = deploy(meanwhile, None)
    deployment.post(queued())

    outcome = deployment.work()

    assert (outcome.result, outcome.acknowledged, outcome.run) == ("fenced", False, None)
    assert outcome.message == deployment.run().message
    assert (deployment.run().state, deployment.run().attempt) == ("completed", 2)
    assert deployment.dead_letters["default"].messages == []


def test_a_worker_whose_lease_ran_out_releases_no_resource_lock() -> None:
    def meanwhile() -> None:
        deployment.clock.now += 61
        deployment.work()

    deployment, script = deploy(meanwhile, None)
    deployment.registry = Registry([declared(script, one_at_a_time=True)])
    deployment.post(queued())

    assert deployment.work().result == "fenced"


def test_a_wake_up_of_a_failed_run_does_not_start_it_again() -> None:
    deployment, script = deploy(Fail("once"))
    deployment.work()
    deployment.post(encode(deployment.run().key))

    assert deployment.work().result == "duplicate"
    assert len(script.contexts) == 1


def test_a_redriven_run_gets_a_fresh_budget_and_keeps_its_history() -> None:
    deployment, script = deploy(KeyError(), KeyError(), KeyError(), None, retry_count=1)
    deployment.work_through(10)

    assert send_back_dead_letters(deployment) == 1
    assert deployment.work_through(10) == ["retrying", "completed"]
    assert [ctx.trigger.attempt for ctx in script.contexts] == [1, 2, 1, 2]
    assert [(attempt.redrives, attempt.number) for attempt in deployment.run().attempts] == [
        (0, 1),
        (0, 2),
        (1, 1),
        (1, 2),
    ]


def test_a_redriven_run_that_fails_again_is_dead_lettered_again() -> None:
    deployment, _ = deploy(Fail("once"), Fail("twice"))
    deployment.work()
    send_back_dead_letters(deployment)

    deployment.work()

    (letter,) = deployment.dead_letters["default"].messages
    assert decode(letter.text).redrives == 2


def test_an_old_copy_of_a_failed_message_is_a_duplicate() -> None:
    deployment, _ = deploy(Fail("once"))
    deployment.work()
    deployment.post(queued())

    assert deployment.work().result == "duplicate"
    assert len(deployment.dead_letters["default"].messages) == 1


@dataclass(slots=True)
class BrokenLanes(MemoryLanes):
    """Queues whose dead-letter queue is away."""

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - the port's
        raise ConnectionError("the dead-letter queue is away")


def test_a_dead_letter_that_could_not_be_sent_is_sent_when_the_message_comes_again() -> None:
    deployment, script = deploy(Fail("once"))
    lanes = BrokenLanes("default", deployment.queues, deployment.dead_letters)
    wired = deployment.consumer()
    broken = replace(wired, lanes=lanes, recorder=replace(wired.recorder, lanes=lanes))
    with pytest.raises(ConnectionError):
        broken.handle(deployment.receive())
    deployment.clock.now += 360

    assert deployment.work().result == "failed"
    assert len(script.contexts) == len(deployment.dead_letters["default"].messages) == 1


class RestlessRepository(MemoryRunRepository):
    """A table in which another worker is always a version ahead, its lease just ended."""

    def save(self, run: Run) -> Saved | Conflict[Run]:
        return Conflict(replace(run, version=run.version + 1, owner="another", state="retrying", next_attempt_at=0.0))


def test_a_claim_that_others_keep_overtaking_is_put_back() -> None:
    deployment, script = deploy(None)

    outcome = deployment.consumer(repository=RestlessRepository()).handle(deployment.receive())

    assert (outcome.result, deployment.waits(), script.contexts) == ("postponed", [CONTENDED_WAIT], [])


class RestlessWindows(MemoryRunRepository):
    """A table in which another worker is always a version ahead in every window."""

    def save(self, run: Run) -> Saved | Conflict[Run]:
        return Conflict(run) if run.key.event_id.startswith(WINDOW) else super().save(run)


def test_an_event_whose_window_others_keep_overtaking_is_put_back_and_not_called_coalesced() -> None:
    deployment, script = deploy()
    deployment.registry = Registry([declared(script, coalesce=30)])

    outcome = deployment.consumer(repository=RestlessWindows(deployment.repository.rows)).handle(deployment.receive())

    assert (outcome.result, deployment.waits()) == ("postponed", [CONTENDED_WAIT])
    assert deployment.repository.rows == {}


class UnreadRepository(MemoryRunRepository):
    """A table in which no run can be read."""

    def get(self, key: RunKey) -> Run | None:
        raise ConnectionError(f"{key} cannot be read")


class UnwrittenRepository(MemoryRunRepository):
    """A table in which no run can be written."""

    def save(self, run: Run) -> Saved | Conflict[Run]:
        raise ConnectionError(f"{run.key} cannot be written")


def test_a_wake_up_begins_a_run_that_is_due_without_reading_it_first() -> None:
    deployment, _ = deploy(KeyError(), None)
    deployment.work()
    deployment.clock.now += 10

    outcome = deployment.consumer(repository=UnreadRepository(deployment.repository.rows)).handle(deployment.receive())

    assert outcome.result == "completed"


@dataclass(slots=True)
class NotedReads(MemoryRunRepository):
    """A table that keeps what was read."""

    reads: list[RunKey] = field(default_factory=list[RunKey])

    def get(self, key: RunKey) -> Run | None:
        self.reads.append(key)
        return self.rows.get(key)


@pytest.mark.parametrize(("receives", "reads"), [(1, []), (2, [RunKey(STORE, DELIVERY_ID, "scripted")])])
def test_only_for_a_message_that_was_received_before_the_run_is_read_before_it_is_written(
    receives: int, reads: list[RunKey]
) -> None:
    deployment, _ = deploy(None)
    repository = NotedReads()

    deployment.consumer(repository=repository).handle(replace(deployment.receive(), receives=receives))

    assert repository.reads == reads


def test_a_message_of_a_completed_run_that_comes_again_is_not_written_once_more() -> None:
    deployment, _ = deploy(None)
    received = deployment.receive()
    deployment.consumer().handle(received)

    outcome = deployment.consumer(repository=UnwrittenRepository(deployment.repository.rows)).handle(
        replace(received, receives=2)
    )

    assert outcome.result == "duplicate"


def test_a_wake_up_begins_a_run_anew_whose_process_died() -> None:
    deployment, _ = deploy(Died(), None)
    lose(deployment)
    deployment.queues["default"].messages.clear()
    deployment.post(encode(deployment.run().key))

    assert deployment.work().result == "completed"


def test_a_fault_of_ours_leaves_no_trace_and_is_waited_for_ever_longer_until_an_attempt_ends_by_itself() -> None:
    away = partial(failing_call, refused("ThrottlingException"))
    deployment, _ = deploy(away, away, away, KeyError("why"), away)
    waits: list[float] = []
    for _ in range(5):
        deployment.work()
        waits += deployment.waits()
        deployment.clock.now += waits[-1]

    assert waits == [5, 10, 20, 10, 5]
    assert [attempt.number for attempt in deployment.run().attempts] == [1]


@pytest.mark.parametrize(("receives", "seconds"), [(1, 5.0), (2, 10.0), (5, 80.0), (99, 900.0)])
def test_a_message_that_a_fault_of_ours_kept_from_work_comes_back_soon_and_then_ever_later(
    receives: int, seconds: float
) -> None:
    deployment, _ = deploy()

    deployment.consumer().return_message(replace(deployment.receive(), receives=receives))

    assert deployment.waits() == [seconds]


def test_a_message_that_cannot_even_be_put_back_comes_back_by_itself() -> None:
    deployment, _ = deploy()
    received = deployment.receive()
    deployment.queues.clear()

    deployment.consumer().return_message(received)
