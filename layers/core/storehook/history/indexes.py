"""The indexes of the table of runs, as a protocol: `aws/run_indexes.py` has the real ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.history.key_ranges import KeyRange
from storehook.history.rows import Filter, IndexPosition, RunRow


@dataclass(frozen=True, slots=True)
class Slice:
    """What one read of a key range gave.

    Args:
        rows: the runs that were asked for, among those that were looked at.
        last: where to go on; None at the key range's end.
        looked_at: how many rows were looked at.
    """

    rows: tuple[RunRow, ...]
    last: IndexPosition | None
    looked_at: int


MOST_COUNTED = 1_000
"""Runs of one partition that are counted."""


class RunIndexes(Protocol):
    """The indexes of the table of runs. A run that changed in the last moments may be missing."""

    def read(
        self,
        key_range: KeyRange,
        where: Filter,
        after: IndexPosition | None,
        limit: int,
        *,
        oldest_first: bool = False,
        brief: bool = False,
    ) -> Slice:
        """Look at the next runs of a key range, in the order of its index, and give those that match.

        Args:
            key_range: the part of an index.
            where: which runs to give.
            after: the last place of the read before; None to begin.
            limit: how many rows to look at, at most.
            oldest_first: whether to begin at the oldest.
            brief: whether to tell only the runs' names, states and times, which takes less long; the filter then must
                not ask for more. Not of the index `open`.
        """
        ...

    def count(self, partition: str) -> int:
        """How many runs are in a partition of the index `open`, of which at most `MOST_COUNTED` are counted."""
        ...

    def of_event(self, store_hash: str, event_id: str) -> Sequence[RunRow]:
        """The runs of one event, at most 100, by action."""
        ...
