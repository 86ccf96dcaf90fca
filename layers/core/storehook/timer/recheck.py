"""Recheck: the timer checks each run once, an hour after it was created, whether anything will wake it.

Until a run waits for the first time, its row has no time, and only its message wakes it. If somebody purges the queue,
nothing does. The recheck makes such a run due at once. From then on, the timer wakes it.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from storehook.history.indexes import RunIndexes
from storehook.history.key_ranges import KeyRange, days
from storehook.history.rows import Filter, RunRow
from storehook.queues.run_key import RunKey
from storehook.runs.run import FINISHED, STATES

AFTER = 3600.0
"""Age of a run at its recheck, in seconds. It is longer than any attempt."""

PAGE = 1000
"""Runs per read."""

MOST = 86_400.0
"""Longest time of creation that one tick covers, in seconds. The first tick begins a day back."""

UNFINISHED = Filter(states=tuple(state for state in STATES if state not in FINISHED))


class RecheckProgress(Protocol):
    """Progress of the recheck, and its repair."""

    def until(self) -> float:
        """Return the time up to which runs were rechecked, in unix seconds. 0 before the first recheck."""
        ...

    def note(self, until: float) -> None:
        """Store the time up to which runs were rechecked."""
        ...

    def make_due(self, key: RunKey, lane: str, at: float) -> bool:
        """Make a run due that is missing from the index `open`. Return whether it was missing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """Recheck of the runs that nothing would wake."""

    indexes: RunIndexes
    progress: RecheckProgress
    clock: Callable[[], float] = time.time

    def tick(self) -> int:
        """Continue from the stored progress. Return the number of runs that were made due."""
        now = self.clock()
        begin, end = max(self.progress.until(), now - AFTER - MOST), now - AFTER
        lost = [row for row in self._unfinished(begin, end) if row.open is None]
        repaired = sum(self.progress.make_due(row.key, row.lane, now) for row in lost)
        self.progress.note(end)
        return repaired

    def _unfinished(self, begin: float, end: float) -> Iterator[RunRow]:
        for _, partitions in days(begin, end):
            for partition in partitions:
                yield from self._of(KeyRange("by-time", partition, begin, end))

    def _of(self, key_range: KeyRange) -> Iterator[RunRow]:
        after = None
        while True:
            page = self.indexes.read(key_range, UNFINISHED, after, PAGE, oldest_first=True)
            yield from page.rows
            if (after := page.last) is None:
                return
