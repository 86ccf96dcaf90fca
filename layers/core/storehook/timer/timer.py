"""Timer: wake due runs with messages that only name them.

A run's row says when it continues. A wake-up that was sent may not have arrived, so the timer moves the run's next
check into the future and never removes the run from the index. The run leaves the index when its row says that it has
ended. The consumer drops an extra wake-up, so ticks may overlap and may die anywhere.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import batched
from math import ceil

from storehook.queues.lanes import LANES
from storehook.queues.ports import Depths, Lanes, ParallelMap
from storehook.queues.run_key import RunKey
from storehook.runs.open import due_in
from storehook.runs.ports import Due, DueRuns
from storehook.runs.run import LATE
from storehook.timer.in_order import of_kind

AHEAD = 180.0
"""Seconds that a tick looks ahead. The schedule may be a minute late, and one tick may fail."""

MOST_VISIBLE = 1_000
"""Messages up to which a lane is filled. Beyond that, runs wait in the table, where they can be seen."""

LONGEST_CHECK = 6 * 3600.0
"""Longest time between two checks of a run whose wake-ups have no effect, in seconds."""

SECONDS = 45.0
"""Seconds for which a tick continues if more runs are due than the lanes take at once."""

PAUSE = 3.0
"""Seconds after which a tick checks again whether the lanes have room."""

BATCH = 100
"""Runs woken before their checks are moved. If the tick dies in between, they are woken twice."""


@dataclass(slots=True)
class TickReport:
    """Report of one tick.

    Args:
        late: seconds by which the first run was overdue when the tick reached it.
        seen: woken runs, which the index may show a moment longer.
    """

    woken: Counter[str] = field(default_factory=Counter[str])
    late: float = 0.0
    seen: set[RunKey] = field(default_factory=set[RunKey])


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Timer that wakes due runs."""

    due_runs: DueRuns
    lanes: Lanes
    depths: Depths
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], object] = time.sleep
    parallel_map: ParallelMap = map

    def tick(self) -> TickReport:
        """Send wake-ups for runs that are due in the next three minutes, earliest first, until the lanes are full."""
        report, ends_at = TickReport(), self.clock() + SECONDS
        is_short = self._wake_all(report, _Room(self.depths))
        while is_short and self.clock() + PAUSE < ends_at:
            self.sleep(PAUSE)
            is_short = self._wake_all(report, _Room(self.depths))
        return report

    def _wake_all(self, report: TickReport, room: "_Room") -> bool:
        """Wake as many runs as the lanes take now. Return whether there are more."""
        for lane in LANES:
            self._wake_lane(lane, report, room)
        return bool(room.short)

    def _wake_lane(self, lane: str, report: TickReport, room: "_Room") -> None:
        due_runs = of_kind(self.due_runs, due_in(lane), self.clock() + AHEAD)
        for batch in batched(due_runs, BATCH, strict=False):
            report.late = max(report.late, self.clock() - batch[0].due_at)
            taken = [due for due in batch if due.key not in report.seen and room.takes(due)]
            self._wake(taken)
            report.woken[lane] += len(taken)
            report.seen.update(due.key for due in taken)
            if lane in room.short:
                break

    def _wake(self, batch: list[Due]) -> None:
        # First the wake-ups, then the checks. If the tick dies in between, the runs are woken once more.
        for delay, group in self._by_delay(batch).items():
            self.lanes.send([(due.lane, due.key) for due in group], float(delay))
        for _ in self.parallel_map(self._move_check, batch):
            pass

    def _by_delay(self, batch: list[Due]) -> Mapping[int, list[Due]]:
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


class _Room:
    """Room that is left in the lanes. The depths are read once, because SQS's own count lags.

    Attributes:
        short: lanes that had no room for a run.
    """

    def __init__(self, depths: Depths) -> None:
        self._left = {lane: max(0, MOST_VISIBLE - depths.waiting(lane)) for lane in LANES}
        self.short = set[str]()

    def takes(self, due: Due) -> bool:
        """Take a place for one run, and return whether there was room."""
        if not self._left[due.lane]:
            self.short.add(due.lane)
            return False
        self._left[due.lane] -= 1
        return True
