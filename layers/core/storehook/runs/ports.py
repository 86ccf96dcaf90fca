"""What is asked of the table of runs. `aws/runs.py` asks DynamoDB; `testing/memory.py` keeps it in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.queues.run_key import RunKey
from storehook.runs.loops import WriteMark
from storehook.runs.run import Lease, Run
from storehook.saves import Conflict, Saved


class RunRepository(Protocol):
    """The table of runs."""

    def get(self, key: RunKey) -> Run | None:
        """The run as it is stored now, or None."""
        ...

    def claim_due(self, key: RunKey, lease: Lease) -> Run | None:
        """Begin the next attempt of a run that waits and is due, in one write, and give it as `next_attempt` would.

        None if it does not wait, is not due, or is not there: then nothing was written. Claiming twice with one lease
        is claiming once.
        """
        ...

    def latest(self, key: RunKey) -> Run | None:
        """The run of the highest generation of that store, event and action, or None."""
        ...

    def save(self, run: Run) -> Saved | Conflict[Run]:
        """Store a run as the successor of the version before it. The first version is stored if there is no row.

        Saving a run twice is saving it once, so a save whose answer was lost can be repeated. If the row is gone
        because the store was purged, the conflict carries the run itself.
        """
        ...

    def delete(self, key: RunKey) -> None:
        """Forget a run, whatever its state. One that is not there is let be."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """A run that the timer is to look at.

    Args:
        key: its name.
        due_at: since when, in unix seconds.
        next_attempt_at: when it goes on, in unix seconds.
        lane: its lane.
    """

    key: RunKey
    due_at: float
    next_attempt_at: float
    lane: str


class DueRuns(Protocol):
    """The runs that wait, by when the timer is to look at them."""

    def of_partition(self, partition: str, until: float) -> Iterator[Due]:
        """Those of one partition of the index `open` that stand at a time or before, the earliest first.

        One of the last moments may be missing.

        Args:
            partition: the partition.
            until: unix seconds.
        """
        ...

    def move_check(self, due: Due, until: float) -> None:
        """Look at it again then, unless it has been written since; in unix seconds."""
        ...

    def release(self, holder: str, due: Due, now: float) -> None:
        """Let a run that is held go on now, in unix seconds, if that holds it still."""
        ...


class WriteMarks(Protocol):
    """What is remembered of our own writes to a store's resources, to tell an echo from news."""

    def between(self, store_hash: str, resource: str, since: float, until: float) -> Sequence[WriteMark]:
        """The marks of the writes made within a time, or of the last hundred of them.

        Args:
            store_hash: the store.
            resource: what was written to.
            since: the earliest, in unix seconds.
            until: the latest, in unix seconds.
        """
        ...

    def put(self, store_hash: str, resource: str, mark: WriteMark) -> None:
        """Remember a write, besides the others."""
        ...
