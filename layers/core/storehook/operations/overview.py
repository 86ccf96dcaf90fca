"""Answers about many runs at once: the last hours, the lanes, and failures by cause."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from storehook.history.indexes import Slice
from storehook.history.key_ranges import KeyRange
from storehook.history.reading import RunHistory
from storehook.history.rows import Filter
from storehook.history.summaries import FailureGroup, Slot, failures, first_slot, picture_hours, slots, states
from storehook.queues.ports import Depth, Depths
from storehook.runs.open import open_partitions
from storehook.runs.run import State

NEWEST = 1_000
"""Runs in a summary. It costs the same for a week as for a minute."""

OLDEST = 64
"""Failed runs of each partition that are read to find a lane's oldest."""

LETTER_RETENTION = 14 * 86_400.0
"""Seconds for which a dead-letter queue keeps a message (template.yaml). Its run is kept for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneAnswer(Depth):
    """A lane's queue and dead-letter queue."""

    lane: str
    oldest_dead_letter_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryAnswer:
    """The last hours. `capped` if they have more runs than are read. Only the newest are then counted.

    Args:
        states: counts of all runs that are newer than `searched_until`.
        slots: start late enough for each to have all its runs.
    """

    states: Mapping[State, int]
    capped: bool
    searched_until: float
    lanes: list[LaneAnswer]
    slots: list[Slot]


@dataclass(frozen=True, slots=True)
class FailuresAnswer:
    """Failures by cause. `capped` if there are more than are read."""

    groups: list[FailureGroup]
    capped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Summarizes many runs at once."""

    history: RunHistory
    depths: Depths
    lanes: Sequence[str]

    def summary(self, hours: float, store: str | None) -> SummaryAnswer:
        """Summarize the last hours of one store or of all, as far back as the newest runs reach."""
        now = self.history.clock()
        since = first_slot(now, hours)
        page = self.history.all(Filter(store=store, since=since, until=now), NEWEST, brief=True)
        searched_until = page.searched_until if page.next else since
        return SummaryAnswer(
            states=states(page.rows),
            capped=page.next is not None,
            searched_until=searched_until,
            lanes=self._lanes(),
            slots=slots(page.rows, now=now, hours=picture_hours(now, hours, searched_until)),
        )

    def failures(self, since: float | None, store: str | None) -> FailuresAnswer:
        """Group the failed runs of one store or of all by cause, since a time or from the first one on."""
        page = self.history.all(Filter(state="failed", store=store, since=since))
        return FailuresAnswer(failures(page.rows), page.next is not None)

    def _lanes(self) -> list[LaneAnswer]:
        depths = {lane: self.depths.of_lane(lane) for lane in self.lanes}
        failed: Mapping[str, float] = {}
        if any(depth.dead_letters for depth in depths.values()):
            failed = self._oldest_failures()
        return [
            LaneAnswer(
                lane=lane, **asdict(depth), oldest_dead_letter_at=failed.get(lane) if depth.dead_letters else None
            )
            for lane, depth in depths.items()
        ]

    def _oldest_failures(self) -> Mapping[str, float]:
        # A dead letter is as old as its run's failure. Receiving letters for their age would hide them from others.
        since = self.history.clock() - LETTER_RETENTION

        def read(partition: str) -> Slice:
            key_range = KeyRange("open", partition, since)
            return self.history.indexes.read(key_range, Filter(state="failed"), None, OLDEST, oldest_first=True)

        slices = self.history.parallel_map(read, open_partitions("failed"))
        rows = sorted((row for part in slices for row in part.rows), key=lambda row: row.open_at, reverse=True)
        return {row.lane: row.open_at for row in rows}
