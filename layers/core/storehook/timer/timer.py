"""Timer: wake due runs with messages that only name them.

A run's row says when it continues. A wake-up that was sent may not have arrived, so the timer moves the run's next
check into the future and never removes the run from the index. The run leaves the index when its row says that it has
ended. The consumer drops an extra wake-up, so ticks may overlap and may die anywhere.

A tick sends a bounded number of wake-ups, however many messages wait in the lanes: SQS's fair queues keep the stores
apart there. If it cannot read all that is due, it stores how far it came. The next tick then reads from the start and
from there.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from math import ceil
from typing import Protocol

from storehook.queues.lanes import LANES
from storehook.queues.ports import Lanes, ParallelMap
from storehook.runs.open import FIRST, after_minute, due_in, open_partitions
from storehook.runs.ports import Due, DueRuns
from storehook.runs.run import LATE
from storehook.timer.rounds import Rounds, TickBudget, Walk

AHEAD = 180.0
"""Seconds that a tick looks ahead, up to the end of a minute. The schedule may be late, and one tick may fail."""

SHARES = (10, 100, 4_000)
"""Wake-ups of one store and lane by the end of each round of a tick."""

WAKE_UPS = 20_000
"""Wake-ups of a tick."""

READS = 4_000
"""Reads of the index in a tick."""

LONGEST_CHECK = 6 * 3600.0
"""Longest time between two checks of a run whose wake-ups have no effect, in seconds."""

SECONDS = 45.0
"""Seconds after which a tick reads no further."""

BATCH = 100
"""Runs woken before their checks are moved. If the tick dies in between, they are woken twice."""


class WakeProgress(Protocol):
    """Progress of waking through partitions that one tick could not finish."""

    def places(self) -> Mapping[str, str]:
        """Return the place that waking came to in each unfinished partition."""
        ...

    def note(self, places: Mapping[str, str]) -> None:
        """Store these places instead of the earlier ones."""
        ...


@dataclass(slots=True)
class TickReport:
    """Report of one tick.

    Args:
        woken: number of woken runs, by lane.
        late: seconds by which the oldest due run was overdue when the tick reached it.
        unfinished: number of partitions that the tick could not finish.
        errors: reasons for which a partition was not read further, or runs were not woken.
    """

    woken: Counter[str] = field(default_factory=Counter[str])
    late: float = 0.0
    unfinished: int = 0
    errors: Sequence[Exception] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Timer that wakes due runs."""

    due_runs: DueRuns
    lanes: Lanes
    progress: WakeProgress
    clock: Callable[[], float] = time.time
    parallel_map: ParallelMap = map

    def tick(self) -> TickReport:
        """Send wake-ups for runs that are due in the next three minutes: a share for each store, then the rest."""
        started_at, noted = self.clock(), self.progress.places()
        rounds = Rounds(
            due_runs=self.due_runs,
            budget=TickBudget(SHARES, WAKE_UPS, READS, started_at + SECONDS),
            handle=self._wake_all,
            clock=self.clock,
            parallel_map=self.parallel_map,
        )
        unfinished = rounds.run(_walks(noted, after_minute(started_at + AHEAD)))
        places = {walk.partition: walk.place for walk in unfinished}
        if places != noted:
            self.progress.note(places)
        woken = {lane: sum(rounds.handled[name] for name in open_partitions(due_in(lane))) for lane in LANES}
        late = max(0.0, started_at - rounds.oldest)
        return TickReport(+Counter(woken), late, len(places), rounds.errors)

    def _wake_all(self, _partition: str, runs: Sequence[Due]) -> None:
        for batch in batched(runs, BATCH, strict=False):
            self._wake(batch)

    def _wake(self, batch: Sequence[Due]) -> None:
        # First the wake-ups, then the checks. If the tick dies in between, the runs are woken once more.
        for delay, group in self._by_delay(batch).items():
            self.lanes.send([(due.lane, due.key) for due in group], float(delay))
        for _ in self.parallel_map(self._move_check, batch):
            pass

    def _by_delay(self, batch: Sequence[Due]) -> Mapping[int, list[Due]]:
        now, groups = self.clock(), dict[int, list[Due]]()
        for due in batch:
            groups.setdefault(max(0, ceil(due.due_at - now)), []).append(due)
        return groups

    def _move_check(self, due: Due) -> None:
        self.due_runs.move_check(due, next_check(due, self.clock()))


def next_check(due: Due, now: float) -> float:
    """Return when a woken run is checked again: after five minutes, then at growing intervals."""
    wakes_at = max(due.due_at, now)
    # A run that failed at its first attempt has never waited, so nothing says since when its dead letter is owed.
    waited = wakes_at - due.next_attempt_at if due.next_attempt_at else 0.0
    return wakes_at + min(max(waited, LATE), LONGEST_CHECK)


def _walks(noted: Mapping[str, str], until: str) -> list[Walk]:
    """Return a walk through each partition, and two if an earlier tick could not finish it."""
    walks: list[Walk] = []
    for partition in (name for lane in LANES for name in open_partitions(due_in(lane))):
        middle = noted.get(partition, FIRST)
        walks += [Walk(partition, end, start) for start, end in ((FIRST, middle), (middle, until)) if start != end]
    return walks
