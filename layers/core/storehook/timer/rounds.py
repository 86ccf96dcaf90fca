"""Rounds through partitions of the index `open`, in which each store gets its share.

In the first round, each store with runs gets a small share. Then the stores that have more get larger shares, while the
tick's budget lasts. A store with a million runs thus delays no other store: once it has its share, the rest of its runs
in a minute is skipped with one read. After an outage of hours, that takes more reads than a tick may make. A part of
them is therefore left for the later rounds, which read the oldest runs first and skip few.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import batched, pairwise

from storehook.queues.ports import ParallelMap
from storehook.queues.run_key import RunKey
from storehook.runs.open import FIRST, after_store, open_place
from storehook.runs.ports import Due, DueRuns

PAGE, PROBE = 100, 10
"""Entries of one read, while stores still get their share, and while most of them have it."""

FIRST_ROUND = 0.75
"""Part of a tick's reads that its first round may take."""

AT_ONCE = 64
"""Partitions that are read before their runs are handled."""

MOST_ERRORS = 64
"""Errors after which a tick ends. The next one may do better."""

type Handle = Callable[[str, Sequence[Due]], None]
"""Function that handles runs of one partition."""


@dataclass(slots=True)
class Walk:
    """Walk through a stretch of one partition.

    Args:
        after: the run or the place after which to continue.
        until: place at which the stretch ends.
    """

    partition: str
    until: str
    after: Due | str = FIRST
    limit: int = PROBE
    is_over: bool = False

    @property
    def place(self) -> str:
        """Return a place to continue from later. It is after the store's runs of that minute."""
        if isinstance(self.after, str):
            return self.after
        return after_store(open_place(self.partition, self.after.due_at, self.after.key.store_hash))


@dataclass(frozen=True, slots=True)
class TickBudget:
    """Budget of a tick. It may be exceeded by what is read at once.

    Args:
        shares: runs of one store and lane by the end of each round.
        runs: runs to handle in all.
        reads: reads of the index in all.
        ends_at: time, in unix seconds, from which nothing more is read.
    """

    shares: Sequence[int]
    runs: int
    reads: int
    ends_at: float


@dataclass(slots=True, kw_only=True)
class Rounds:
    """Rounds of one tick.

    Attributes:
        oldest: earliest time of a run that was read, in unix seconds.
        handled: runs that were handled, by partition.
        found: partitions that had runs, or that could not be read.
        errors: reasons for which a partition was not read further, or runs were not handled.
    """

    due_runs: DueRuns
    budget: TickBudget
    handle: Handle
    clock: Callable[[], float] = time.time
    parallel_map: ParallelMap = map
    reads: int = 0
    oldest: float = float("inf")
    handled: Counter[str] = field(default_factory=Counter[str])
    found: set[str] = field(default_factory=set[str])
    errors: list[Exception] = field(default_factory=list[Exception])
    _most_reads: int = 0
    _taken: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    _cut: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    _seen: set[RunKey] = field(default_factory=set[RunKey])

    def run(self, walks: Sequence[Walk]) -> list[Walk]:
        """Go through partitions. Return the walks that the first round could not finish."""
        unfinished = self._round(walks, self.budget.shares[0], None)
        ends = {walk.partition: walk.until for walk in walks}
        for earlier, share in pairwise(self.budget.shares):
            cut = {store for store in self._cut if self._taken[store] >= earlier}
            self._round([Walk(name, ends[name]) for name in sorted({name for name, _ in cut})], share, cut)
        return unfinished

    def _round(self, walks: Sequence[Walk], share: int, cut: set[tuple[str, str]] | None) -> list[Walk]:
        """Give each store its share. If stores were `cut` in the last round, stop when all of them have theirs."""
        active: list[Walk] = list(walks)
        self._most_reads = int(self.budget.reads * FIRST_ROUND) if cut is None else self.budget.reads
        while active and (cut is None or any(self._taken[store] < share for store in cut)):
            for walks_at_once in batched(active, AT_ONCE, strict=False):
                self._read(walks_at_once, share)
            active = [walk for walk in active if not walk.is_over]
            if self._is_spent():
                break
        return active

    def _read(self, walks: Sequence[Walk], share: int) -> None:
        if self._is_spent():
            return
        self.reads += len(walks)
        for walk, page in zip(walks, list(self.parallel_map(self._page, walks)), strict=True):
            if self._is_full():
                return
            taken = [due for due in page if self._takes(walk.partition, due, share)]
            if taken:
                self._handle(walk.partition, taken)
            self._advance(walk, page, share)

    def _handle(self, partition: str, runs: Sequence[Due]) -> None:
        try:
            self.handle(partition, runs)
            self.handled[partition] += len(runs)
        except Exception as error:
            self.errors.append(error)

    def _page(self, walk: Walk) -> Sequence[Due]:
        try:
            return self.due_runs.read(walk.partition, walk.after, walk.until, walk.limit)
        except Exception as error:
            self.errors.append(error)
            self.found.add(walk.partition)
            return ()

    def _takes(self, partition: str, due: Due, share: int) -> bool:
        """Take a run if its store has not had its share."""
        self.oldest = min(self.oldest, due.due_at)
        self.found.add(partition)
        store = (partition, due.key.store_hash)
        if due.key in self._seen:
            return False
        if self._taken[store] >= share:
            self._cut.add(store)
            return False
        self._taken[store] += 1
        self._seen.add(due.key)
        return True

    def _advance(self, walk: Walk, page: Sequence[Due], share: int) -> None:
        walk.is_over = len(page) < walk.limit
        if walk.is_over:
            return
        walk.after, walk.limit = page[-1], PAGE
        store = (walk.partition, page[-1].key.store_hash)
        if self._taken[store] >= share:
            self._cut.add(store)
            walk.after, walk.limit = walk.place, PROBE

    def _is_spent(self) -> bool:
        return self.reads >= self._most_reads or self._is_full()

    def _is_full(self) -> bool:
        has_failed = len(self.errors) >= MOST_ERRORS
        return has_failed or self.handled.total() >= self.budget.runs or self.clock() >= self.budget.ends_at
