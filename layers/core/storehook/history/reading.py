"""Questions about runs, answered from the indexes: a page, everything up to a bound, failures by cause, the picture."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.history import cursors
from storehook.history.indexes import MOST_COUNTED, RunIndexes
from storehook.history.key_ranges import bounded, plan
from storehook.history.rows import Filter, Row
from storehook.history.searching import BUDGET, Search, SearchProgress, Together
from storehook.runs.open import held_by, open_partitions

SECONDS = 0.6
"""After so long, a page is answered as far as it has come."""

SIDE_BY_SIDE = 1_600
"""Rows that are looked at for a page before it is seen whether it is late: each is read from the table."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer.

    Args:
        rows: the runs, newest first.
        next: what asks for more; None if that was all.
        searched_until: every newer run has been looked at, in unix seconds; whatever the index sorts by.
    """

    rows: tuple[Row, ...]
    next: str | None
    searched_until: float


@dataclass(frozen=True, slots=True)
class Held:
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
        together: reads several partitions; the `map` of a pool of threads reads them at the same time.
        timer: gives seconds that only grow.
    """

    indexes: RunIndexes
    clock: Callable[[], float] = time.time
    together: Together = map
    timer: Callable[[], float] = time.monotonic

    def page(self, asked: Filter, cursor: str | None = None, limit: int = 50, budget: int = BUDGET) -> Found:
        """The next runs, newest first. There may be few, or none, and yet more behind them: see `next`.

        Args:
            asked: which runs.
            cursor: the `next` of the answer before; None to begin.
            limit: how many at most.
            budget: how many rows to look at.

        Raises:
            CursorInvalid: the cursor belongs to another question, or to none.
            QuestionTooBroad: the range of time is too long.
        """
        if cursor is None:
            where = bounded(asked, self.clock())
            key_ranges, start = plan(where), SearchProgress()
        else:
            where, key_ranges, start = cursors.decode(cursor, asked)
        ends_at = self.timer() + SECONDS
        search = Search(
            indexes=self.indexes,
            plan=key_ranges,
            where=where,
            limit=limit,
            budget=budget,
            together=self.together,
            is_late=lambda: self.timer() > ends_at,
            side_by_side=SIDE_BY_SIDE,
        )
        page = search.page(start)
        return Found(page.rows, cursors.encode(asked, where, page.next) if page.next else None, page.searched_until)

    def held(self, holder: str) -> Held:
        """How many runs a store, an action or a lane holds, such as `store/abc123`; counted up to a bound."""
        counts = list(self.together(self.indexes.count, open_partitions(held_by(holder))))
        return Held(sum(counts), capped=max(counts) >= MOST_COUNTED)

    def all(self, asked: Filter, budget: int = BUDGET, *, brief: bool = False) -> Found:
        """All runs, as far as one request may look, however long that takes.

        Args:
            asked: which runs.
            budget: how many rows to look at.
            brief: whether only their names, states and times are wanted.

        Raises:
            QuestionTooBroad: the range of time is too long.
        """
        where = bounded(asked, self.clock())
        search = Search(
            indexes=self.indexes,
            plan=plan(where),
            where=where,
            limit=budget,
            budget=budget,
            together=self.together,
            brief=brief,
        )
        page = search.page(SearchProgress())
        return Found(page.rows, cursors.encode(asked, where, page.next) if page.next else None, page.searched_until)
