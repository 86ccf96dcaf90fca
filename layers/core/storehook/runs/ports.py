"""What is asked of the table of runs. `aws/runs.py` asks DynamoDB; `testing/memory.py` keeps it in memory."""

from collections.abc import Sequence
from typing import Protocol

from storehook.runs.loops import WriteMark
from storehook.runs.run import Run, RunKey


class RunRepository(Protocol):
    """The table of runs."""

    def get(self, key: RunKey) -> Run | None:
        """The run as it is stored now, or None."""
        ...

    def latest(self, key: RunKey) -> Run | None:
        """The run of the highest generation of that store, event and action, or None."""
        ...

    def save(self, run: Run) -> Run | None:
        """Store a run as the successor of the version before it, or where nothing is stored.

        Returns None once it is stored, else the version that is there instead: then nothing was written. Saving one run
        twice is saving it once, so an answer that got lost on the way can be asked for again.
        """
        ...


class LastEvents(Protocol):
    """Where events of one resource contend for being the last of their window."""

    def is_last(self, window: str, rank: str, ends_at: float) -> bool:
        """Enter an event, and tell whether no event of a higher rank has been entered.

        Args:
            window: names the store, the action, the resource and the window.
            rank: the event's place in the window; the highest is the last.
            ends_at: when the window ends, in unix seconds; the entry may be forgotten some hours later.
        """
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
