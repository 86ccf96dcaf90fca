"""Reading the key ranges of a plan, newest first, until a page is full or enough has been looked at."""

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
"""Rows that one request looks at, and at most one more of each key range that is read at the time."""

CHUNK = 1_000
"""Rows that are looked at in one read, at most."""

ROUND = 4_000
"""Rows that are looked at side by side, at most."""

READ_COST = 15
"""Rows that a read counts for at least: days without a run come to an end, too."""

END = IndexPosition(-1.0, RunKey("", "", ""))
"""Behind every run: what has been read to here has been read to its end."""


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """How far a plan has been read.

    Args:
        group: the group of key ranges to go on with.
        positions: up to where each of them has been read; None, or no positions at all, if it has not.
    """

    group: int = 0
    positions: tuple[IndexPosition | None, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some of the runs that were asked for.

    Args:
        rows: newest first.
        next: where to go on; None if there are no more.
        searched_until: whatever is newer, by what the index sorts by, has been looked at; in unix seconds.
        looked_at: how many rows were looked at for it.
    """

    rows: tuple[RunRow, ...]
    next: SearchProgress | None
    searched_until: float
    looked_at: int


@dataclass(slots=True)
class Reader:
    """One key range, read in chunks that grow: the fewer rows match, the more are looked at.

    Args:
        key_range: what to read.
        position: how far it has been read, but for what is in the buffer.
        chunk: how many rows to look at next.
        largest: how many at most.
        brief: whether only the rows' names, states and times are wanted.
    """

    indexes: RunIndexes
    key_range: KeyRange
    where: Filter
    position: IndexPosition | None
    chunk: int
    largest: int
    brief: bool = False
    behind: IndexPosition = END
    looked_at: int = 0
    cost: int = 0
    buffer: deque[RunRow] = field(default_factory=deque[RunRow])

    def fill(self, most: int) -> None:
        """Read on, once the buffer is empty; so many rows at most."""
        limit = min(self.chunk, most)
        found = self.indexes.read(self.key_range, self.where, self.position, limit, brief=self.brief)
        self.looked_at += found.looked_at
        self.cost += max(found.looked_at, READ_COST)
        self.chunk = min(self.largest, self.chunk * 2) if found.rows else self.largest
        self.buffer.extend(found.rows)
        self.behind = found.last or END
        if not self.buffer:
            self.position = self.behind

    def take(self) -> RunRow:
        """The next row of the buffer."""
        row = self.buffer.popleft()
        self.position = self.key_range.position(row) if self.buffer else self.behind
        return row

    def bound(self) -> float:
        """No row that is still to come is newer; in unix seconds."""
        if self.buffer:
            return self.key_range.position(self.buffer[0]).at
        return math.inf if self.position is None else self.position.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search through a plan.

    Args:
        indexes: the indexes of the table of runs.
        plan: what to read.
        where: which runs.
        limit: how many rows a page has at most.
        budget: how many rows to look at.
        parallel_map: fills several readers.
        brief: whether only the rows' names, states and times are wanted.
    """

    indexes: RunIndexes
    plan: SearchPlan
    where: Filter
    limit: int
    budget: int = BUDGET
    parallel_map: ParallelMap = map
    brief: bool = False

    def page(self, start: SearchProgress) -> SearchPage:
        """The runs from some point on."""
        rows: list[RunRow] = []
        budget, looked_at = self.budget, 0
        for number in range(start.group, len(self.plan)):
            if number > start.group and (budget <= 0 or len(rows) == self.limit):
                return SearchPage(tuple(rows), SearchProgress(number), self.plan[number][0].until, looked_at)
            readers = self._readers(number, start if number == start.group else SearchProgress())
            self._merge(readers, rows, budget)
            budget -= sum(reader.cost for reader in readers)
            looked_at += sum(reader.looked_at for reader in readers)
            if any(reader.position != END for reader in readers):
                progress = SearchProgress(number, tuple(reader.position for reader in readers))
                return SearchPage(tuple(rows), progress, max(reader.bound() for reader in readers), looked_at)
        return SearchPage(tuple(rows), None, self.plan[-1][0].since if self.plan else 0.0, looked_at)

    def _readers(self, number: int, start: SearchProgress) -> list[Reader]:
        group = self.plan[number]
        positions = start.positions or (None,) * len(group)
        largest = min(CHUNK, ROUND // len(group))
        # The names are spread evenly: with twice its share of a page, hardly a key range has to be read again.
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
            waited_for = [reader for reader in readers if not reader.buffer and reader.bound() > newest]
            left = budget - sum(reader.cost for reader in readers)
            if not waited_for or left <= 0:
                return
            share = max(1, left // len(waited_for))
            for _ in self.parallel_map(Reader.fill, waited_for, repeat(share)):
                pass
