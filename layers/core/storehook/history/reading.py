"""Questions about runs, answered from the indexes: a page, everything up to a bound, failures by cause, the picture."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.history import cursors
from storehook.history.indexes import MOST_COUNTED, RunIndexes
from storehook.history.key_ranges import bounded, plan
from storehook.history.rows import Filter, RunRow
from storehook.history.searching import BUDGET, Search, SearchPage, SearchProgress
from storehook.queues.ports import ParallelMap
from storehook.runs.open import held_by, open_partitions

LOOK = 2_000
"""Rows that a page looks at: each is read from the table, so that some thousands take most of a second."""


@dataclass(frozen=True, slots=True)
class RunPage:
    """An answer.

    Args:
        rows: the runs, newest first.
        next: what asks for more; None if that was all.
        searched_until: every newer run has been looked at, in unix seconds; whatever the index sorts by.
        looked_at: how many runs were looked at for this answer.
    """

    rows: tuple[RunRow, ...]
    next: str | None
    searched_until: float
    looked_at: int


@dataclass(frozen=True, slots=True)
class HeldCount:
    """How many runs something holds.

    Args:
        count: at least so many.
        capped: whether there may be more.
    """

    count: int
    capped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHistory:
    """What has run. Every answer looks at a bounded number of rows of one index; there is no scan.

    Args:
        indexes: the indexes of the table of runs.
        clock: gives unix seconds.
    """

    indexes: RunIndexes
    clock: Callable[[], float] = time.time
    parallel_map: ParallelMap = map

    def page(self, asked: Filter, cursor: str | None = None, limit: int = 50, budget: int = LOOK) -> RunPage:
        """The next runs, newest first. There may be few, or none, and yet more behind them: see `next`.

        Args:
            asked: which runs.
            cursor: the `next` of the answer before; None to begin.
            limit: how many at most.
            budget: how many rows to look at.

        Raises:
            CursorInvalid: the cursor belongs to another question, or to none.
            QueryTooBroad: the range of time is too long.
        """
        if cursor is None:
            where = bounded(asked, self.clock())
            key_ranges, start = plan(where), SearchProgress()
        else:
            where, key_ranges, start = cursors.decode(cursor, asked)
        search = Search(
            indexes=self.indexes,
            plan=key_ranges,
            where=where,
            limit=limit,
            budget=budget,
            parallel_map=self.parallel_map,
        )
        return _found(search.page(start), asked, where)

    def held(self, holder: str) -> HeldCount:
        """How many runs a store, an action or a lane holds, such as `store/abc123`; counted up to a bound."""
        counts = list(self.parallel_map(self.indexes.count, open_partitions(held_by(holder))))
        return HeldCount(sum(counts), capped=max(counts) >= MOST_COUNTED)

    def all(self, asked: Filter, budget: int = BUDGET, *, brief: bool = False) -> RunPage:
        """All runs, as far as one request may look.

        Args:
            asked: which runs.
            budget: how many rows to look at.
            brief: whether only their names, states and times are wanted.

        Raises:
            QueryTooBroad: the range of time is too long.
        """
        where = bounded(asked, self.clock())
        search = Search(
            indexes=self.indexes,
            plan=plan(where),
            where=where,
            limit=budget,
            budget=budget,
            parallel_map=self.parallel_map,
            brief=brief,
        )
        return _found(search.page(SearchProgress()), asked, where)


def _found(page: SearchPage, asked: Filter, where: Filter) -> RunPage:
    cursor = cursors.encode(asked, where, page.next) if page.next else None
    return RunPage(page.rows, cursor, page.searched_until, page.looked_at)
