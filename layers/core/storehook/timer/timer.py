"""The timer's turn: what is due is woken, by messages that say no more than which run it is.

The row of a run says when it goes on. A wake-up that was sent is no proof that it has come, and so a run is put off to
a later look, never struck off: it leaves the index when its row says that it has ended. A wake-up too many is forgotten
by the consumer; so turns may overlap, and may die anywhere.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
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
from storehook.timer.releases import Releases

AHEAD = 180.0
"""Seconds that a turn looks ahead. A schedule of a minute may be a minute late, and one turn may fail."""

MOST_VISIBLE = 1_000
"""Messages that a lane's queue is filled up to: more would wait there, where nobody sees what they wait for."""

LONGEST_CHECK = 6 * 3600.0
"""Seconds between two looks at a run whose wake-ups come to nothing."""

SECONDS = 45.0
"""How long a turn goes on where more is due than the lanes take at once."""

PAUSE = 3.0
"""Seconds after which it looks whether they take more."""

BATCH = 100
"""Runs that are woken before they are put off: so many are woken twice if the turn dies in between."""


@dataclass(slots=True)
class TickReport:
    """What one turn has found and done.

    Args:
        woken: runs that were woken, by lane.
        released: runs that nothing holds any more, by what held them.
        late: by how many seconds the first run was overdue, when the turn came to it.
        seen: the runs that were woken: the index may show them for a moment longer.
    """

    woken: Counter[str] = field(default_factory=Counter[str])
    released: Counter[str] = field(default_factory=Counter[str])
    late: float = 0.0
    seen: set[RunKey] = field(default_factory=set[RunKey])


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Wakes what is due.

    Args:
        due_runs: the runs that wait.
        lanes: the queues.
        depths: how much is in them.
        releases: lets go on what was held.
        clock: gives unix seconds.
        sleep: waits for some seconds.
    """

    due_runs: DueRuns
    lanes: Lanes
    depths: Depths
    releases: Releases
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], object] = time.sleep
    parallel_map: ParallelMap = map

    def tick(self) -> TickReport:
        """Wake all that is due within three minutes, the earliest first, as far as the lanes take it.

        What nothing holds any more comes after what is due; should that fail, the others have been woken.
        """
        report, ends_at, room = TickReport(), self.clock() + SECONDS, _Room(self.depths)
        is_short = self._wake_all(report, room)
        report.released = self.releases.tick(room.takes)
        while is_short and self.clock() + PAUSE < ends_at:
            self.sleep(PAUSE)
            is_short = self._wake_all(report, _Room(self.depths))
        return report

    def _wake_all(self, report: TickReport, room: "_Room") -> bool:
        """Wake what the lanes take now; tells whether there is more."""
        for lane in LANES:
            self._wake_lane(lane, report, room)
        return bool(room.short)

    def _wake_lane(self, lane: str, report: TickReport, room: "_Room") -> None:
        for batch in batched(self._due(lane), BATCH, strict=False):
            report.late = max(report.late, self.clock() - batch[0].due_at)
            taken = [due for due in batch if due.key not in report.seen and room.takes(due)]
            self._wake(taken)
            report.woken[lane] += len(taken)
            report.seen.update(due.key for due in taken)
            if lane in room.short:
                break

    def _due(self, lane: str) -> Iterator[Due]:
        return of_kind(self.due_runs, due_in(lane), self.clock() + AHEAD)

    def _wake(self, every: list[Due]) -> None:
        # First the wake-ups, then the notes: who dies in between wakes them once more.
        for delay, group in self._by_delay(every).items():
            self.lanes.send([(due.lane, due.key) for due in group], float(delay))
        for _ in self.parallel_map(self._move_check, every):
            pass

    def _by_delay(self, every: list[Due]) -> Mapping[int, list[Due]]:
        now, groups = self.clock(), dict[int, list[Due]]()
        for due in every:
            groups.setdefault(max(0, ceil(due.due_at - now)), []).append(due)
        return groups

    def _move_check(self, due: Due) -> None:
        self.due_runs.move_check(due, next_check(due, self.clock()))


def next_check(due: Due, now: float) -> float:
    """When a run that has just been woken is looked at again: after five minutes, and then ever later.

    Args:
        due: the run, as it was found.
        now: unix seconds.
    """
    wakes_at = max(due.due_at, now)
    # One that has failed at its first attempt has never waited: nothing tells since when its dead letter is owed.
    waited = wakes_at - due.next_attempt_at if due.next_attempt_at else 0.0
    return wakes_at + min(max(waited, LATE), LONGEST_CHECK)


class _Room:
    """How much more the lanes take: asked once, as SQS's own count lags behind.

    Args:
        depths: how much is in them.

    Attributes:
        short: the lanes that did not take one more.
    """

    def __init__(self, depths: Depths) -> None:
        self._left = {lane: max(0, MOST_VISIBLE - depths.waiting(lane)) for lane in LANES}
        self.short = set[str]()

    def takes(self, due: Due) -> bool:
        """Whether there is room for one more, which is taken then."""
        if not self._left[due.lane]:
            self.short.add(due.lane)
            return False
        self._left[due.lane] -= 1
        return True
