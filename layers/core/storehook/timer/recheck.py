"""Recheck: the timer checks each run once, an hour after it was created, whether anything will wake it.

Until a run waits for the first time, its row has no time, and only its message wakes it. If somebody purges the queue,
nothing does. The recheck makes such a run due at once. From then on, the timer wakes it.

Runs are read page by page in the order of their creation, and the progress is stored after each page. A tick reads a
bounded number of pages. If it dies, or if more runs were created than it reads, the next tick continues from there.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from storehook.history.indexes import RunIndexes, Slice
from storehook.history.key_ranges import KeyRange
from storehook.history.partitions import DAY, SHARDS, days
from storehook.history.rows import Filter, RunRow
from storehook.queues.ports import ParallelMap
from storehook.queues.run_key import RunKey
from storehook.runs.run import FINISHED, STATES

AFTER = 3600.0
"""Age of a run at its recheck, in seconds. It is longer than any attempt."""

PAGE = 1000
"""Runs per read. A partition takes 1,000 writes a second, so they were not all created at the same time."""

PAGES = 150
"""Pages of each shard per tick, at most."""

SECONDS = 45.0
"""Seconds after which a tick starts no further read."""

FIRST = 86_400.0
"""Seconds of creation that the very first tick looks back."""

UNFINISHED = Filter(states=tuple(state for state in STATES if state not in FINISHED))


class RecheckProgress(Protocol):
    """Progress of the recheck, and its repair."""

    def until(self) -> Mapping[int, float]:
        """Return the time up to which the runs of each shard were rechecked, in unix seconds. Empty at first."""
        ...

    def note(self, until: Mapping[int, float]) -> None:
        """Store the time up to which the runs of some shards were rechecked."""
        ...

    def make_due(self, key: RunKey, lane: str, at: float) -> bool:
        """Make a run due that is missing from the index `open`. Return whether it was missing."""
        ...


@dataclass(frozen=True, slots=True)
class RecheckReport:
    """Report of a tick.

    Args:
        until: time of creation up to which all runs were rechecked, in unix seconds.
        repaired: number of runs that were made due.
        unreadable: keys of rows that could not be read.
        errors: reasons for which a shard was not read further. The next tick continues there.
    """

    until: float
    repaired: int = 0
    unreadable: Sequence[str] = ()
    errors: Sequence[Exception] = ()


@dataclass(slots=True)
class _Shard:
    """Shard of the index by time, `until` the time up to which it was rechecked."""

    number: int
    until: float
    pages: Iterator[tuple[Slice, float]]
    repaired: int = 0
    unreadable: list[str] = field(default_factory=list[str])
    errors: list[Exception] = field(default_factory=list[Exception])


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """Recheck of the runs that nothing would wake."""

    indexes: RunIndexes
    progress: RecheckProgress
    clock: Callable[[], float] = time.time
    parallel_map: ParallelMap = map

    def tick(self) -> RecheckReport:
        """Continue from the stored progress. A shard that cannot be read does not stop the others."""
        shards = active = self._shards(self.clock() - AFTER)
        ends_at = self.clock() + SECONDS
        for _ in range(PAGES):
            active = [shard for shard in self.parallel_map(self._step, active) if shard]
            if not active:
                break
            self.progress.note({shard.number: shard.until for shard in shards})
            if self.clock() >= ends_at:
                break
        return RecheckReport(
            until=min(shard.until for shard in shards),
            repaired=sum(shard.repaired for shard in shards),
            unreadable=[key for shard in shards for key in shard.unreadable],
            errors=[error for shard in shards for error in shard.errors],
        )

    def _shards(self, end: float) -> list[_Shard]:
        noted = self.progress.until()
        starts = [noted.get(number, end - FIRST) for number in range(SHARDS)]
        return [_Shard(number, start, self._pages(number, start, end)) for number, start in enumerate(starts)]

    def _step(self, shard: _Shard) -> _Shard | None:
        """Recheck the next page of a shard. Return the shard if it may have more."""
        try:
            for page, until in islice(shard.pages, 1):
                shard.repaired += sum(map(self._repair, page.rows))
                shard.unreadable += page.unreadable
                shard.until = until
                return shard
        except Exception as error:
            shard.errors.append(error)
        return None

    def _repair(self, row: RunRow) -> bool:
        return row.open is None and self.progress.make_due(row.key, row.lane, self.clock())

    def _pages(self, shard: int, start: float, end: float) -> Iterator[tuple[Slice, float]]:
        """Read a shard in the order of creation. Yield each page with the time that it reaches."""
        for day, partitions in reversed(list(days(start, end))):
            key_range = KeyRange("by-time", partitions[shard], start, min(end, day + DAY))
            after, is_over = None, False
            while not is_over:
                page = self.indexes.read(key_range, UNFINISHED, after, PAGE, oldest_first=True, brief=True)
                after, is_over = page.last, page.last is None
                yield page, after.at if after else key_range.until
