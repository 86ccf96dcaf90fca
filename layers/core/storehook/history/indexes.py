"""Protocol of the indexes of the table of runs. `aws/run_indexes.py` implements it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.history.key_ranges import KeyRange
from storehook.history.rows import Filter, IndexPosition, RunRow


@dataclass(frozen=True, slots=True)
class Slice:
    """Result of one read of a key range.

    Args:
        rows: the matching runs among the rows that were read.
        last: the last position that was read. None at the end of the key range.
        unreadable: keys of rows that are not runs as storehook writes them.
    """

    rows: tuple[RunRow, ...]
    last: IndexPosition | None
    rows_read: int
    unreadable: tuple[str, ...] = ()


MOST_COUNTED = 1_000
"""Runs of one partition that are counted, at most."""


class RunIndexes(Protocol):
    """The indexes of the table of runs. A run that has just changed may be missing."""

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
        """Read the next rows of a key range in the order of its index, and return those that match.

        Args:
            after: the last position of the read before. None at first.
            brief: read only what a brief row has, which is faster. The filter then must not need more.
                Not for the index `open`.
        """
        ...

    def count(self, partition: str) -> int:
        """Count the runs in a partition of the index `open`, up to `MOST_COUNTED`."""
        ...

    def of_event(self, store_hash: str, event_id: str) -> Sequence[RunRow]:
        """Return at most 100 runs of one event, sorted by action."""
        ...
