"""Ports to the table of runs. `aws/runs.py` uses DynamoDB, `testing/memory.py` keeps the table in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.queues.run_key import RunKey
from storehook.runs.loops import WriteMark
from storehook.runs.run import Lease, Run
from storehook.saves import Conflict, Saved


class RunRepository(Protocol):
    """Table of runs."""

    def get(self, key: RunKey) -> Run | None:
        """Return the stored run, if any."""
        ...

    def claim_due(self, key: RunKey, lease: Lease) -> Run | None:
        """Start the next attempt of a waiting run that is due, in one write. Return it as `next_attempt` would.

        Return None, without a write, if the run doesn't wait, isn't due or isn't there. Claiming twice with one lease
        is claiming once.
        """
        ...

    def latest(self, key: RunKey) -> Run | None:
        """Return the run with the highest generation of that store, event and action, if any."""
        ...

    def save(self, run: Run) -> Saved | Conflict[Run]:
        """Store a run as the successor of the version before it. The first version is stored if there is no row.

        Saving a run twice is saving it once, so a save whose answer was lost can be repeated. If the row is gone
        because the store was purged, the conflict carries the run itself.
        """
        ...

    def delete(self, key: RunKey) -> None:
        """Delete a run in any state. Do nothing if it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """Run that the timer checks.

    Args:
        due_at: time of the check, or the creation of a held run, in unix seconds.
        next_attempt_at: time of its next attempt, in unix seconds.
    """

    key: RunKey
    due_at: float
    next_attempt_at: float
    lane: str


class DueRuns(Protocol):
    """Waiting and held runs, by partitions of the index `open`."""

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
        """Return the first runs of a partition that are after a run or a place, and not after another place.

        Fewer than `limit` are returned only at the end. A run that was written in the last moments may be missing.
        """
        ...

    def move_check(self, due: Due, until: float) -> None:
        """Move a run's next check to a time in unix seconds, unless the run was written since."""
        ...

    def release(self, holder: str, due: Due, now: float) -> None:
        """Let a held run continue now, in unix seconds, if that pause still holds it."""
        ...


class WriteMarks(Protocol):
    """Marks of our own writes to a store's resources, which tell an echo from news."""

    def between(self, store_hash: str, resource: str, since: float, until: float) -> Sequence[WriteMark]:
        """Return the marks of the writes between two times in unix seconds, or the last 100 of them."""
        ...

    def put(self, store_hash: str, resource: str, mark: WriteMark) -> None:
        """Add the mark of a write."""
        ...
