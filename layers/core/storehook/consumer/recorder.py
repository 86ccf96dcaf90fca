"""Recorder of outcomes: store a run's next version, then send the messages that follow from it.

The effects of each method are in an order such that a process may die between any two of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from storehook.actions.action import Action
from storehook.consumer.holds import Holds
from storehook.consumer.outcome import Outcome, Result, dead_letter_attributes
from storehook.consumer.resource_locks import ResourceLocks
from storehook.queues.lanes import MAX_DELAY
from storehook.queues.ports import Lanes
from storehook.runs import run as runs
from storehook.runs.ports import RunRepository
from storehook.runs.run import Run
from storehook.saves import Conflict


@dataclass(frozen=True, slots=True)
class Recorder:
    """Recorder of outcomes."""

    repository: RunRepository
    lanes: Lanes
    clock: Callable[[], float]
    resource_locks: ResourceLocks
    holds: Holds

    def end(self, result: Result, run: Run, action: Action) -> Outcome:
        """Record the end of a run."""
        return self.release_lock(self.record(result, run), action)

    def fail(self, run: Run, action: Action) -> Outcome:
        """Record a run as failed, and send its dead letter."""
        outcome = self.record("failed", run)
        return outcome if outcome.run is None else self.release_lock(self.dead_letter(outcome.run), action)

    def release_lock(self, outcome: Outcome, action: Action) -> Outcome:
        """Release the resource lock of an outcome's run, and return the outcome."""
        if outcome.run is not None:
            self.pass_lock_on(outcome.run, action)
        return outcome

    def pass_lock_on(self, run: Run, action: Action) -> None:
        """Release the resource lock of a run that has ended or been deferred, and wake the next run that waits for it.

        If the process dies in between, the message of an ended run is delivered again. The lock is then released once
        more, or the run that got it is woken. A deferred run keeps the lock until it ends.
        """
        if action.one_at_a_time:
            self.wake(self.resource_locks.release(run))

    def hold(self, run: Run, by: str) -> Outcome:
        """Record that a run is held. The attempt that just started doesn't count."""
        self.holds.note(by)
        return self.record("held", runs.hold(run, by, self.clock()))

    def defer(self, result: Result, run: Run, *, until: float, faults: int = 0) -> Outcome:
        """Record that a run is deferred to a time. The attempt that just started doesn't count."""
        return self.wait(result, runs.defer(run, self.clock(), until=until, faults=faults))

    def suspend(self, run: Run, waits_for: str, action: Action, *, until: float) -> Outcome:
        """Record that a run is suspended until a time, and release its resource lock.

        If the process dies in between, the message is delivered again, and the lock is then released.
        """
        suspended = runs.suspend(run, waits_for, self.clock(), until=until)
        return self.release_lock(self.wait("suspended", suspended), action)

    def ask(self, run: Run, step: str, error: BaseException, action: Action) -> Outcome:
        """Record that a run is held because of a step, and release its resource lock."""
        return self.release_lock(self.record("held", runs.ask(run, step, error, self.clock())), action)

    def wait(self, result: Result, waiting: Run) -> Outcome:
        """Record that a run waits, and send its wake-up if SQS can delay it for that long."""
        outcome = self.record(result, waiting)
        if outcome.run is not None:
            self.send_wake_up(waiting, waiting.updated_at)
        return outcome

    def send_wake_up(self, run: Run, now: float) -> None:
        """Send the wake-up of a run whose row already says that it waits. A longer wait is left to the timer."""
        if (delay := run.next_attempt_at - now) <= MAX_DELAY:
            self.lanes.send([(run.lane, run.key)], delay)

    def wake(self, run: Run | None) -> None:
        """Send a wake-up now, if there is a run to wake."""
        if run is not None:
            self.lanes.send([(run.lane, run.key)])

    def record(self, result: Result, run: Run) -> Outcome:
        """Record the next version of a run. The result is `fenced` if another worker has written one."""
        if isinstance(self.repository.save(run), Conflict):
            # The lease expired and another worker went on, so this result no longer counts.
            return Outcome("fenced", run.message)
        return Outcome(result, run.message, run)

    def dead_letter(self, run: Run) -> Outcome:
        """Send the dead letter of a run that is recorded as failed, and record that it was sent."""
        # The order is: failed, dead letter, note. If the process dies in between, the next delivery of the message
        # finds a failed run without the note, and sends the dead letter (again).
        self.lanes.dead_letter(run.message.redriven(), dead_letter_attributes(run))
        noted = runs.dead_lettered(run)
        self.repository.save(noted)
        return Outcome("failed", run.message, noted)
