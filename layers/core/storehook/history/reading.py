"""Queries for runs, answered from the indexes: a page, everything up to a bound, or the number of held runs."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.history import cursors
from storehook.history.indexes import MOST_COUNTED, RunIndexes
from storehook.history.key_ranges import plan, with_time_range
from storehook.history.rows import Filter, RunRow
from storehook.history.searching import BUDGET, Search, SearchPage, SearchProgress
from storehook.queues.ports import ParallelMap
from storehook.runs.open import held_by, open_partitions

PAGE_BUDGET = 2_000
"""Rows that are read for a page. Each is read from the table itself, so some thousands take most of a second."""


@dataclass(frozen=True, slots=True)
class RunPage:
    """Result of a query.

    Args:
        rows: the runs, newest first.
        next: the cursor for more; None if there are no more.
        searched_until: all newer runs, by the time that sorts the index, have been read; unix seconds.
        rows_read: how many rows were read.
    """

    rows: tuple[RunRow, ...]
    next: str | None
    searched_until: float
    rows_read: int


@dataclass(frozen=True, slots=True)
class HeldCount:
    """Number of held runs. `capped` if there may be more."""

    count: int
    capped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHistory:
    """Answers queries for runs. Each reads a bounded number of rows of one index. Nothing is scanned."""

    indexes: RunIndexes
    clock: Callable[[], float] = time.time
    parallel_map: ParallelMap = map

    def page(self, query: Filter, cursor: str | None = None, limit: int = 50, budget: int = PAGE_BUDGET) -> RunPage:
        """Return the next runs, newest first. A page may have few runs, or none, and still a `next`.

        Args:
            cursor: the `next` of the page before; None at first.
            budget: how many rows to read.

        Raises:
            CursorInvalid: the cursor is invalid, or belongs to another query.
            QueryTooBroad: the range of time is too long.
        """
        if cursor is None:
            where = with_time_range(query, self.clock())
            key_ranges, start = plan(where), SearchProgress()
        else:
            where, key_ranges, start = cursors.decode(cursor, query)
        search = Search(
            indexes=self.indexes,
            plan=key_ranges,
            where=where,
            limit=limit,
            budget=budget,
            parallel_map=self.parallel_map,
        )
        return _run_page(search.page(start), query, where)

    def held(self, holder: str) -> HeldCount:
        """Count the runs that a paused store, action or lane holds, such as `store/abc123`, up to a bound."""
        counts = list(self.parallel_map(self.indexes.count, open_partitions(held_by(holder))))
        return HeldCount(sum(counts), capped=max(counts) >= MOST_COUNTED)

    def all(self, query: Filter, budget: int = BUDGET, *, brief: bool = False) -> RunPage:
        """Return all runs, as far as one request may read.

        Args:
            budget: how many rows to read.
            brief: read only the runs' keys, states and times.

        Raises:
            QueryTooBroad: the range of time is too long.
        """
        where = with_time_range(query, self.clock())
        search = Search(
            indexes=self.indexes,
            plan=plan(where),
            where=where,
            limit=budget,
            budget=budget,
            parallel_map=self.parallel_map,
            brief=brief,
        )
        return _run_page(search.page(SearchProgress()), query, where)


def _run_page(page: SearchPage, query: Filter, where: Filter) -> RunPage:
    cursor = cursors.encode(query, where, page.next) if page.next else None
    return RunPage(page.rows, cursor, page.searched_until, page.rows_read)
