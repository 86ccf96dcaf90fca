"""A run that ends its process takes no other with it."""

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import STEADY, Deployment, Died, declared, queued
from tests.support.runs import run
from tests.support.signed_deliveries import event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.batch import handle_batch
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.errors import AttemptLost
from storehook.runs.failure import describe
from storehook.runs.run import Attempt, Run

KILLER = 7
VISIBILITY = 360.0


@dataclass
class Process:
    """A process that works on a batch, and that one of its messages may end."""

    deployment: Deployment
    is_dead: threading.Event = field(default_factory=threading.Event)

    def work(self, batch: list[ReceivedMessage]) -> None:
        """Work on a batch; what is acknowledged when the process dies is not, as nobody can say so any more."""
        try:
            outcomes = handle_batch(batch, self.handle)
        except Died:
            self.deployment.clock.now += VISIBILITY
            return
        for received, outcome in zip(batch, outcomes, strict=True):
            if outcome and outcome.acknowledged:
                self.deployment.queues["default"].delete(received.receipt)

    def handle(self, received: ReceivedMessage) -> Outcome | None:
        return self.deployment.consumer().handle(received)


class Shop:
    """Ten events, of which one ends the process that works on it."""

    def __init__(self, seed: int) -> None:
        self.process: Process | None = None
        self.deployment = Deployment(declared(self.act, retries=STEADY))
        numbers = random.Random(seed).sample(range(10), 10)  # noqa: S311 - a shuffle
        for number in numbers:
            body = event_body(hash=f"event-{number}", data={"type": "order", "id": number})
            self.deployment.post(queued(body, delivery_id=f"event-{number}"))

    def act(self, params: Params, _ctx: Context) -> None:
        assert self.process
        if params.id == KILLER:
            self.process.is_dead.set()
            raise Died
        # Beside the killer, nobody gets to the end.
        if self.process.is_dead.wait(0.05 if len(self.deployment.queues["default"].messages) == 10 else 0.0):
            raise Died

    def work_through(self) -> None:
        for _ in range(20):
            if not (batch := self.batch()):
                return
            self.process = Process(self.deployment)
            self.process.work(batch)
        pytest.fail("the queue does not become empty")

    def batch(self) -> list[ReceivedMessage]:
        found: list[ReceivedMessage] = []
        while len(found) < 10 and any(
            message.visible_at <= self.deployment.clock.now for message in self.deployment.queues["default"].messages
        ):
            found.append(self.deployment.receive())
        return found

    def runs(self) -> dict[str, Run]:
        return {key.event_id: run for key, run in self.deployment.repository.rows.items()}


@pytest.mark.parametrize("seed", range(20))
def test_nine_neighbours_of_a_killer_complete_and_nothing_is_counted_against_them(seed: int) -> None:
    shop = Shop(seed)

    shop.work_through()

    runs = shop.runs()
    killer = runs.pop(f"event-{KILLER}")
    assert {(run.state, run.attempt, len(run.attempts)) for run in runs.values()} == {("completed", 1, 1)}
    assert all(run.attempts[0].failure is None for run in runs.values())
    assert (killer.state, [each.failure and each.failure.error_type for each in killer.attempts]) == (
        "failed",
        ["AttemptLost"] * 3,
    )


def received(number: int) -> ReceivedMessage:
    return ReceivedMessage("", f"message-{number}", f"receipt-{number}", 60.0)


def test_who_is_alone_in_its_batch_is_told_so() -> None:
    seen: list[tuple[str, bool]] = []

    def work(each: ReceivedMessage) -> None:
        seen.append((each.id, each.alone))

    handle_batch([received(1)], work)
    handle_batch([received(2), received(3)], work)

    assert sorted(seen) == [("message-1", True), ("message-2", False), ("message-3", False)]


def suspect(number: int, *lost: Exception, alone: bool = False) -> Outcome:
    """Return the outcome of a run that lost processes, or failed otherwise, and maybe ended its last one."""
    attempts = tuple(Attempt(1, 0, NOW, NOW, describe(error)) for error in lost)
    return Outcome("suspect", queued(), replace(run(number, state="running"), attempts=attempts, alone=alone))


def handled_again(outcomes: Sequence[Outcome]) -> list[ReceivedMessage]:
    """Handle a batch with these first outcomes, and return the messages that are then handled again, in order."""
    first = {received(number).id: outcome for number, outcome in enumerate(outcomes)}
    again: list[ReceivedMessage] = []

    def work(message: ReceivedMessage) -> Outcome:
        if outcome := first.pop(message.id, None):
            return outcome
        again.append(message)
        return Outcome("completed", queued())

    handle_batch([replace(received(number), alone=False) for number in range(len(outcomes))], work)
    return again


def test_suspects_are_handled_again_alone_and_the_one_that_ended_most_processes_last() -> None:
    fails_itself = suspect(0, KeyError(), KeyError(), KeyError())
    outcomes = [suspect(1, AttemptLost(), alone=True), suspect(2, AttemptLost()), fails_itself, suspect(3, alone=False)]

    again = handled_again([Outcome("completed", queued()), *outcomes])

    assert [message.id for message in again] == ["message-3", "message-4", "message-2", "message-1"]
    assert all(message.alone and message.seconds_left == 60.0 for message in again)


def test_beside_code_that_timed_out_a_suspect_is_told_that_no_time_is_left() -> None:
    (again,) = handled_again([Outcome("failed", queued(), timed_out=True), suspect(1)])

    assert again.seconds_left == 0.0


def test_a_message_that_meets_a_fault_is_kept_and_the_others_are_not() -> None:
    done = Outcome("completed", queued())

    assert handle_batch([received(1), received(2)], lambda each: None if each.id == "message-1" else done) == [
        None,
        done,
    ]


def test_an_empty_batch_is_handled_without_work() -> None:
    assert handle_batch([], Process(Deployment()).handle) == []
