"""Answers about many runs at once: the last hours, the lanes, the failures by cause."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from storehook.history.indexes import Slice
from storehook.history.key_ranges import KeyRange
from storehook.history.reading import RunHistory
from storehook.history.rows import Filter
from storehook.history.summaries import failures, first_slot, pictured, slots, states
from storehook.operations.answers import FailuresAnswer, GroupAnswer, LaneAnswer, SlotAnswer, SummaryAnswer
from storehook.queues.ports import Depths
from storehook.runs.open import open_partitions

NEWEST = 1_000
"""Runs that a summary is made of: it costs the same whether they are of a week or of a minute."""

OLDEST = 64
"""Failed runs of each partition that are looked at for the oldest of a lane."""

LETTERS_KEPT = 14 * 86_400.0
"""Seconds for which a dead-letter queue keeps a message (template.yaml); its run is kept for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Answers about many runs at once.

    Args:
        history: questions about runs.
        depths: how much is in the queues.
        lanes: their lanes.
    """

    history: RunHistory
    depths: Depths
    lanes: Sequence[str]

    def summary(self, hours: float, store: str | None) -> SummaryAnswer:
        """The last hours, of all stores or of one, as far back as the newest runs tell.

        Args:
            hours: how long to look back at most.
            store: the one store; None for all.
        """
        now = self.history.clock()
        since = first_slot(now, hours)
        found = self.history.all(Filter(store=store, since=since, until=now), NEWEST, brief=True)
        reached = found.searched_until if found.next else since
        picture = slots(found.rows, now=now, hours=pictured(now, hours, reached))
        return {
            "states": dict(states(found.rows)),
            "capped": found.next is not None,
            "searched_until": reached,
            "lanes": self._lanes(),
            "slots": [SlotAnswer(**asdict(slot)) for slot in picture],
        }

    def failures(self, since: float | None, store: str | None) -> FailuresAnswer:
        """Failed runs by cause.

        Args:
            since: created then or later, in unix seconds; None for all.
            store: of one store; None for all.
        """
        found = self.history.all(Filter(state="failed", store=store, since=since))
        return {
            "groups": [GroupAnswer(**asdict(group)) for group in failures(found.rows)],
            "capped": found.next is not None,
        }

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
        # A dead letter is sent as its run fails. To receive letters for their age would hide them from others.
        since = self.history.clock() - LETTERS_KEPT

        def read(partition: str) -> Slice:
            there = KeyRange("open", partition, since)
            return self.history.indexes.read(there, Filter(state="failed"), None, OLDEST, oldest_first=True)

        found = [row for part in self.history.parallel_map(read, open_partitions("failed")) for row in part.rows]
        return {row.lane: row.open_at for row in sorted(found, key=lambda row: row.open_at, reverse=True)}
