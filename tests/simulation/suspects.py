"""Suspects of a lost process: check the order in which a batch starts them, and the time that they get."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.simulation.deployment import LIMITS
from tests.simulation.violations import Promise, Violation

from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.runs.run import Run


@dataclass(frozen=True, slots=True)
class Suspects:
    """The suspects of one batch that have not started yet, by the ID of their message.

    Args:
        report: takes violations.
    """

    report: Callable[[Violation], None]
    runs: dict[str, Run] = field(default_factory=dict[str, Run])

    def ended(self, received: ReceivedMessage, outcome: Outcome | None) -> None:
        """Take the outcome of a message."""
        if outcome and outcome.result == "suspect" and outcome.run and not received.alone:
            self.runs[received.id] = outcome.run

    def starts(self, received: ReceivedMessage) -> None:
        """Check that a suspect which starts has ended no more processes than those that wait for it."""
        if (run := self.runs.pop(received.id, None)) is None:
            return
        for other in self.runs.values():
            if _ended_processes(other) < _ended_processes(run):
                detail = f"{run.key} starts before {other.key}, which has ended fewer processes"
                self.report(Violation(Promise.KILLERS_LAST, detail))


def check_time(run: Run, report: Callable[[Violation], None]) -> None:
    """Check that a suspect which starts has the full time of an attempt left."""
    seconds = run.lease_until - run.started_at
    if seconds < LIMITS[run.lane] * 0.9:
        report(Violation(Promise.FULL_TIME, f"{run.key} starts with {seconds:.1f} s left"))


def _ended_processes(run: Run) -> int:
    failures = [attempt.failure for attempt in run.attempts if attempt.failure]
    return sum(failure.error_type == "AttemptLost" for failure in failures) + run.alone
