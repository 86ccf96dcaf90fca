"""The sweep: each run is looked at once, an hour after it was created, whether anything will wake it.

A run that came by a message has no time in its row until it waits for the first time: its message wakes it. Should
somebody purge the queue, nothing would. What is found so is due at once, and the timer's from then on.
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
"""Seconds after its creation at which a run is looked at: longer than any attempt."""

PAGE = 1000
"""Runs that are looked at in one read."""

MOST = 86_400.0
"""Seconds of runs that are looked at in one turn, at most; the first begins a day back."""

UNFINISHED = Filter(states=tuple(state for state in STATES if state not in FINISHED))


class RecheckProgress(Protocol):
    """Remembers how far the sweep has come, and puts back what it finds."""

    def until(self) -> float:
        """Runs created before have been looked at, in unix seconds; 0 before the first time."""
        ...

    def note(self, until: float) -> None:
        """Note how far it has come now."""
        ...

    def make_due(self, key: RunKey, lane: str, at: float) -> bool:
        """Make a run due that is in the index `open` nowhere; tells whether it was so until now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """Finds the runs that nothing would wake.

    Args:
        indexes: the indexes of the table of runs.
        swept: remembers how far it has come.
        clock: gives unix seconds.
    """

    indexes: RunIndexes
    progress: RecheckProgress
    clock: Callable[[], float] = time.time

    def tick(self) -> int:
        """Go on from where it was; gives how many were found."""
        now = self.clock()
        begin, end = max(self.progress.until(), now - AFTER - MOST), now - AFTER
        lost = [row for row in self._unfinished(begin, end) if row.open is None]
        found = sum(self.progress.make_due(row.key, row.lane, now) for row in lost)
        self.progress.note(end)
        return found

    def _unfinished(self, begin: float, end: float) -> Iterator[RunRow]:
        for _, partitions in days(begin, end):
            for partition in partitions:
                yield from self._of(KeyRange("by-time", partition, begin, end))

    def _of(self, key_range: KeyRange) -> Iterator[RunRow]:
        after = None
        while True:
            part = self.indexes.read(key_range, UNFINISHED, after, PAGE, oldest_first=True)
            yield from part.rows
            if (after := part.last) is None:
                return
