"""Queries for runs, answered from the indexes: a page, everything up to a bound, or the number of held runs."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.history import cursors
from storehook.history.indexes import MOST_COUNTED, RunIndexes
from storehook.history.key_ranges import plan, with_time_range
from storehook.history.rows import Filter
from storehook.history.searching import BUDGET, Search, SearchPage, SearchProgress
from storehook.queues.ports import ParallelMap
from storehook.runs.open import held_by, open_partitions

PAGE_BUDGET = 2_000
"""Rows that are read for a page. Each is read from the table itself, so some thousands take most of a second."""


type RunPage = SearchPage[str]
"""Page of runs. `next` is the cursor for more."""


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
            cursor: the `next` of the page before. None at first.
            budget: number of rows to read.

        Raises:
            CursorInvalid: the cursor is invalid, or belongs to another query.
            QueryTooBroad: the range of time is too long.
        """
        where, start = with_time_range(query, self.clock()), SearchProgress()
        if cursor is not None:
            where, start = cursors.decode(cursor, query)
        page = self._search(where, limit, budget).page(start)
        return _run_page(page, query, where)

    def held(self, holder: str) -> HeldCount:
        """Count the runs that a paused store, action or lane holds, such as `store/abc123`, up to a bound."""
        counts = list(self.parallel_map(self.indexes.count, open_partitions(held_by(holder))))
        return HeldCount(sum(counts), capped=max(counts) >= MOST_COUNTED)

    def all(self, query: Filter, budget: int = BUDGET, *, brief: bool = False) -> RunPage:
        """Return all runs, as far as one request may read.

        Args:
            budget: number of rows to read.
            brief: read only the runs' keys, states and times.

        Raises:
            QueryTooBroad: the range of time is too long.
        """
        where = with_time_range(query, self.clock())
        page = self._search(where, budget, budget, brief=brief).page(SearchProgress())
        return _run_page(page, query, where)

    def _search(self, where: Filter, limit: int, budget: int, *, brief: bool = False) -> Search:
        return Search(self.indexes, plan(where), where, limit, budget, self.parallel_map, brief)


def _run_page(page: SearchPage[SearchProgress], query: Filter, where: Filter) -> RunPage:
    cursor = cursors.encode(query, where, page.next) if page.next else None
    return SearchPage(page.rows, cursor, page.searched_until, page.rows_read)
