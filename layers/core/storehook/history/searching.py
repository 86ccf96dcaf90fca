"""Searches: reading the key ranges of a plan, newest first, until a page is full or the budget is spent."""

import math
from collections import deque
from dataclasses import dataclass, field
from itertools import repeat

from storehook.history.indexes import RunIndexes
from storehook.history.key_ranges import KeyRange, SearchPlan
from storehook.history.rows import Filter, IndexPosition, RunRow
from storehook.queues.ports import ParallelMap
from storehook.queues.run_key import RunKey

BUDGET = 5_000
"""Rows that one request reads, plus at most one for each key range of the current group."""

CHUNK = 1_000
"""Rows of one read, at most."""

ROUND = 4_000
"""Rows that are read at the same time, at most."""

READ_COST = 15
"""Rows that a read counts for at least. A search through days without runs ends, too."""

END = IndexPosition(-1.0, RunKey("", "", ""))
"""Position after every run: the key range has been read to its end."""


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """Progress through a plan.

    Args:
        group: the current group of key ranges.
        positions: the last position that was read in each of them; None, or no positions, before the first read.
    """

    group: int = 0
    positions: tuple[IndexPosition | None, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage[Next]:
    """Page of runs, newest first.

    Args:
        next: start of the next page. None if there are no more.
        searched_until: all newer runs, by the time that sorts the index, have been read. Unix seconds.
        rows_read: number of rows that were read for it.
    """

    rows: tuple[RunRow, ...]
    next: Next | None
    searched_until: float
    rows_read: int


@dataclass(slots=True)
class Reader:
    """Reader of one key range, in chunks that grow: the fewer rows match, the more are read.

    Args:
        position: the last position that was taken out of the buffer.
        chunk: number of rows to read next.
        behind: the last position that was read.
    """

    indexes: RunIndexes
    key_range: KeyRange
    where: Filter
    position: IndexPosition | None
    chunk: int
    largest: int
    brief: bool = False
    behind: IndexPosition = END
    rows_read: int = 0
    cost: int = 0
    buffer: deque[RunRow] = field(default_factory=deque[RunRow])

    def fill(self, most: int) -> None:
        """Read at most so many rows into the empty buffer."""
        limit = min(self.chunk, most)
        part = self.indexes.read(self.key_range, self.where, self.position, limit, brief=self.brief)
        self.rows_read += part.rows_read
        self.cost += max(part.rows_read, READ_COST)
        self.chunk = min(self.largest, self.chunk * 2) if part.rows else self.largest
        self.buffer.extend(part.rows)
        self.behind = part.last or END
        if not self.buffer:
            self.position = self.behind

    def take(self) -> RunRow:
        """Take the next row out of the buffer."""
        row = self.buffer.popleft()
        self.position = self.key_range.position(row) if self.buffer else self.behind
        return row

    def bound(self) -> float:
        """Return a time, in unix seconds, that no later row of this reader exceeds."""
        if self.buffer:
            return self.key_range.position(self.buffer[0]).at
        return math.inf if self.position is None else self.position.at


@dataclass(frozen=True, slots=True)
class Search:
    """Search through a plan.

    Args:
        limit: most rows in a page.
        budget: number of rows to read.
        brief: read only the runs' keys, states and times.
    """

    indexes: RunIndexes
    plan: SearchPlan
    where: Filter
    limit: int
    budget: int
    parallel_map: ParallelMap
    brief: bool

    def page(self, start: SearchProgress) -> SearchPage[SearchProgress]:
        """Return the runs from a point of the plan on."""
        rows: list[RunRow] = []
        budget, rows_read = self.budget, 0
        for number in range(start.group, len(self.plan)):
            if number > start.group and (budget <= 0 or len(rows) == self.limit):
                return SearchPage(tuple(rows), SearchProgress(number), self.plan[number][0].until, rows_read)
            readers = self._readers(number, start if number == start.group else SearchProgress())
            self._merge(readers, rows, budget)
            budget -= sum(reader.cost for reader in readers)
            rows_read += sum(reader.rows_read for reader in readers)
            if any(reader.position != END for reader in readers):
                progress = SearchProgress(number, tuple(reader.position for reader in readers))
                return SearchPage(tuple(rows), progress, max(reader.bound() for reader in readers), rows_read)
        return SearchPage(tuple(rows), None, self.plan[-1][0].since if self.plan else 0.0, rows_read)

    def _readers(self, number: int, start: SearchProgress) -> list[Reader]:
        group = self.plan[number]
        positions = start.positions or (None,) * len(group)
        largest = min(CHUNK, ROUND // len(group))
        # Keys are spread evenly. With twice its share of a page, hardly any key range has to be read again.
        chunk = min(largest, self.limit, math.ceil(2 * self.limit / len(group)))
        return [
            Reader(self.indexes, key_range, self.where, position, chunk, largest, self.brief)
            for key_range, position in zip(group, positions, strict=True)
        ]

    def _merge(self, readers: list[Reader], rows: list[RunRow], budget: int) -> None:
        while len(rows) < self.limit:
            first = max(readers, key=lambda reader: (reader.bound(), len(reader.buffer)))
            if first.buffer:
                rows.append(first.take())
                continue
            newest = max((reader.bound() for reader in readers if reader.buffer), default=END.at)
            pending = [reader for reader in readers if not reader.buffer and reader.bound() > newest]
            left = budget - sum(reader.cost for reader in readers)
            if not pending or left <= 0:
                return
            share = max(1, left // len(pending))
            for _ in self.parallel_map(Reader.fill, pending, repeat(share)):
                pass
