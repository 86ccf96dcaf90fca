"""Release of held runs whose pause is over, oldest first."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import batched, islice

from storehook.queues.ports import Lanes, ParallelMap
from storehook.runs.open import held_by
from storehook.runs.pauses import HeldName, HeldNames, Pauses
from storehook.runs.ports import Due, DueRuns
from storehook.stores.store import AnyStatus
from storehook.timer.in_order import of_kind

MOST = 1_000
"""Runs released per tick, shared evenly among all holders."""

MOST_OF_STORE = 100
"""Runs of one store released per tick. They all join its quota queue, which starts a few at a time."""

KEPT = 3600.0
"""Seconds after its last note for which a name is checked. The worker that noted it holds the run before it ends."""

BATCH = 100
"""Runs released before their wake-ups are sent. If the tick dies in between, they wake up late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """Release of held runs whose pause is over."""

    status: Callable[[str], AnyStatus]
    pauses: Pauses
    names: HeldNames
    due_runs: DueRuns
    lanes: Lanes
    clock: Callable[[], float] = time.time
    parallel_map: ParallelMap = map

    def tick(self) -> Counter[str]:
        """Release runs whose pause is over, oldest first. Return the count by holder."""
        free = self._free(self.names.all())
        return Counter({name.holder: self._release(name, max(1, MOST // len(free))) for name in free})

    def _free(self, names: Sequence[HeldName]) -> list[HeldName]:
        paused = self.pauses.all()
        free = [name for name in names if name.holder not in paused]
        return [name for name, is_free in zip(free, self.parallel_map(self._is_free, free), strict=True) if is_free]

    def _is_free(self, name: HeldName) -> bool:
        kind, _, store_hash = name.holder.partition("/")
        return kind != "store" or self.status(store_hash) != "paused"

    def _release(self, name: HeldName, share: int) -> int:
        most = min(share, MOST_OF_STORE) if name.holder.startswith("store/") else share
        held = list(islice(of_kind(self.due_runs, held_by(name.holder), self.clock()), most))
        if not held and self.clock() - name.at > KEPT:
            self.names.forget(name)
        for batch in batched(held, BATCH, strict=False):
            self._resume(name.holder, batch)
        return len(held)

    def _release_one(self, holder: str, due: Due) -> None:
        self.due_runs.release(holder, due, self.clock())

    def _resume(self, holder: str, batch: Sequence[Due]) -> None:
        # First the rows, then the wake-ups. If the tick dies in between, the timer wakes the runs five minutes later.
        for _ in self.parallel_map(partial(self._release_one, holder), batch):
            pass
        self.lanes.send([(due.lane, due.key) for due in batch])
