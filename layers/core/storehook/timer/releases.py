"""What nothing holds any more goes on, in order of time: part of each turn of the timer."""

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
"""Runs that a turn releases, which all names share alike."""

MOST_OF_STORE = 100
"""Runs that a turn releases of one store: all want a place in its line, which begins a few at a time."""

KEPT = 3600.0
"""Seconds for which a name is looked at after its last note. Who noted it holds the run before its function ends."""

BATCH = 100
"""Runs that are released before they are woken: so many are woken late if the turn dies in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """Releases what nothing holds any more.

    Args:
        status: tells how a store is, as its record says now.
        pauses: the actions and lanes that are paused.
        names: what has held runs.
        due_runs: the runs, by what holds them.
        lanes: the queues.
        clock: gives unix seconds.
    """

    status: Callable[[str], AnyStatus]
    pauses: Pauses
    names: HeldNames
    due_runs: DueRuns
    lanes: Lanes
    clock: Callable[[], float] = time.time
    parallel_map: ParallelMap = map

    def tick(self, takes: Callable[[Due], bool]) -> Counter[str]:
        """Release what is paused no more, the first first, as far as the lanes take it.

        Args:
            takes: whether a run's lane has room for one more.

        Returns how many runs were released, by what held them.
        """
        free = self._free(self.names.all())
        return Counter({name.holder: self._release(name, max(1, MOST // len(free)), takes) for name in free})

    def _free(self, names: Sequence[HeldName]) -> list[HeldName]:
        paused = self.pauses.all()
        free = [name for name in names if name.holder not in paused]
        return [name for name, is_free in zip(free, self.parallel_map(self._is_free, free), strict=True) if is_free]

    def _is_free(self, name: HeldName) -> bool:
        kind, _, store_hash = name.holder.partition("/")
        return kind != "store" or self.status(store_hash) != "paused"

    def _release(self, name: HeldName, share: int, takes: Callable[[Due], bool]) -> int:
        most = min(share, MOST_OF_STORE) if name.holder.startswith("store/") else share
        held = list(islice(of_kind(self.due_runs, held_by(name.holder), self.clock()), most))
        if not held and self.clock() - name.at > KEPT:
            self.names.forget(name)
        taken = [due for due in held if takes(due)]
        for batch in batched(taken, BATCH, strict=False):
            self._go_on(name.holder, batch)
        return len(taken)

    def _release_one(self, holder: str, due: Due) -> None:
        self.due_runs.release(holder, due, self.clock())

    def _go_on(self, holder: str, every: Sequence[Due]) -> None:
        # First the rows, then the wake-ups: who dies in between leaves them to the timer, five minutes later.
        for _ in self.parallel_map(partial(self._release_one, holder), every):
            pass
        self.lanes.send([(due.lane, due.key) for due in every])
