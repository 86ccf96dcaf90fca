"""What became of a run is recorded, and what follows from it is sent.

Each method has its effects in an order such that a process may die between any two of them.
"""

from dataclasses import dataclass

from storehook.actions.action import Action
from storehook.consumer.context_factory import ContextFactory
from storehook.consumer.holds import Holds
from storehook.consumer.outcome import Outcome, Result, dead_letter_attributes
from storehook.consumer.resource_locks import ResourceLocks
from storehook.queues.lanes import MAX_DELAY
from storehook.runs import run as runs
from storehook.runs.run import Run


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records what became of runs.

    Args:
        context_factory: the table of runs, the queues, and the clock.
        resource_locks: tells whose turn it is, where runs come one at a time.
        holds: notes what holds runs.
    """

    context_factory: ContextFactory
    resource_locks: ResourceLocks
    holds: Holds

    def end(self, result: Result, run: Run, action: Action) -> Outcome:
        """Record a run's end."""
        return self.pass_on(self.record(result, run), action)

    def fail(self, run: Run, action: Action) -> Outcome:
        """Record a run as failed, and send its dead letter."""
        outcome = self.record("failed", run)
        return outcome if outcome.run is None else self.pass_on(self.dead_letter(outcome.run), action)

    def pass_on(self, outcome: Outcome, action: Action) -> Outcome:
        """Wake the run whose turn it is, now that one has ended."""
        if outcome.run is not None and action.one_at_a_time and (following := self.resource_locks.release(outcome.run)):
            self.context_factory.lanes.send([(outcome.run.lane, following.wake_up)])
        return outcome

    def hold(self, run: Run, by: str) -> Outcome:
        """Record that the attempt which has begun does not count, and that something holds its run."""
        self.holds.note(by)
        return self.record("held", runs.hold(run, by, self.context_factory.clock()))

    def defer(self, result: Result, run: Run, *, until: float, faults: int = 0) -> Outcome:
        """Record that the attempt which has begun does not count, and begins again at a time in unix seconds."""
        return self.wait(result, runs.defer(run, self.context_factory.clock(), until=until, faults=faults))

    def wait(self, result: Result, waiting: Run) -> Outcome:
        """Record that a run waits, and send its wake-up if SQS can delay that for so long."""
        outcome = self.record(result, waiting)
        if outcome.run is not None:
            self.wake_later(waiting, waiting.updated_at)
        return outcome

    def wake_later(self, run: Run, now: float) -> None:
        """Send the wake-up of a run whose row says already that it waits. Without it, the timer does."""
        if (delay := run.next_attempt_at - now) <= MAX_DELAY:
            self.context_factory.lanes.send([(run.lane, run.key.wake_up)], delay)

    def record(self, result: Result, run: Run) -> Outcome:
        """Record the next version of a run; `fenced` if somebody else has."""
        if self.context_factory.repository.save(run) is None:
            return Outcome(result, run.message, run)
        # The lease ran out and another worker went on: what we found out counts for nothing.
        return Outcome("fenced", run.message)

    def dead_letter(self, run: Run) -> Outcome:
        """Send the dead letter of a run that is recorded as failed, and note that."""
        # Failed first, then the dead letter, then the note that it was sent: whoever dies in between, the next
        # delivery of the message finds a failed run without that note and sends the dead letter (again).
        self.context_factory.lanes.dead_letter(run.message.redriven(), dead_letter_attributes(run))
        noted = runs.dead_lettered(run)
        self.context_factory.repository.save(noted)
        return Outcome("failed", run.message, noted)
