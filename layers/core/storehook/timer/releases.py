"""Release of held runs whose pause is over, oldest first, a share for each store."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import batched

from storehook.queues.ports import Lanes, ParallelMap
from storehook.runs.open import LAST, first_held, held_by, holder_of, open_partitions
from storehook.runs.pauses import HeldName, HeldNames, Pauses
from storehook.runs.ports import Due, DueRuns
from storehook.stores.store import AnyStatus
from storehook.timer.rounds import Rounds, TickBudget, Walk

NAMES, STEP = 2_000, 997
"""Names that a tick checks, and names by which the next tick starts later. The step has no factor but itself."""

LETTERS = 7
"""Letters by which the next tick starts at a later store."""

SHARES = (2, 100)
"""Runs that one holder holds of one store, released by the end of each round of a tick.

Those of one store all join its quota queue, which starts a few at a time.
"""

MOST = 5_000
"""Runs released per tick."""

READS = 4_000
"""Reads of the index in a tick."""

SECONDS = 45.0
"""Seconds after which a tick reads no further."""

KEPT = 7200.0
"""Seconds after its last note for which an empty name is checked.

The worker that noted it holds the run before its invocation ends, which takes 15 minutes at most. The index may show
the held run an hour later.
"""

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
        rounds = Rounds(
            due_runs=self.due_runs,
            budget=TickBudget(SHARES, MOST, READS, self.clock() + SECONDS),
            handle=self._resume_all,
            clock=self.clock,
            parallel_map=self.parallel_map,
        )
        free = self._free(self._next(self.names.all()), rounds.errors)
        walks = [walk for name in free for walk in self._walks(name)]
        rounds.run(walks)
        full = {holder_of(walk.partition) for walk in walks if not walk.is_over or walk.partition in rounds.found}
        self._forget([name for name in free if name.holder not in full])
        for error in rounds.errors:
            raise error
        return _by_holder(rounds.handled)

    def _next(self, names: Sequence[HeldName]) -> Sequence[HeldName]:
        """Return the names of this tick. Each tick starts at another one, so that none is always the last."""
        start = int(self.clock() / 60) * STEP % max(1, len(names))
        return [*names[start:], *names[:start]][:NAMES]

    def _free(self, names: Sequence[HeldName], errors: list[Exception]) -> list[HeldName]:
        paused = self.pauses.all()
        unpaused = [name for name in names if name.holder not in paused]
        states = self.parallel_map(partial(self._is_free, errors), unpaused)
        return [name for name, is_free in zip(unpaused, states, strict=True) if is_free]

    def _is_free(self, errors: list[Exception], name: HeldName) -> bool:
        kind, _, store_hash = name.holder.partition("/")
        try:
            return kind != "store" or self.status(store_hash) != "paused"
        except Exception as error:
            errors.append(error)
            return False

    def _walks(self, name: HeldName) -> list[Walk]:
        """Return walks through the runs that a name holds. They start at another store in each tick."""
        partitions, start = open_partitions(held_by(name.holder)), first_held(int(self.clock() / 60) * LETTERS)
        if len(partitions) == 1:
            return [Walk(partitions[0], LAST)]
        return [walk for partition in partitions for walk in (Walk(partition, start), Walk(partition, LAST, start))]

    def _forget(self, names: Sequence[HeldName]) -> None:
        old = [name for name in names if self.clock() - name.at > KEPT]
        for _ in self.parallel_map(self.names.forget, old):
            pass

    def _resume_all(self, partition: str, runs: Sequence[Due]) -> None:
        holder = holder_of(partition) or ""
        for batch in batched(runs, BATCH, strict=False):
            self._resume(holder, batch)

    def _resume(self, holder: str, batch: Sequence[Due]) -> None:
        # First the rows, then the wake-ups. If the tick dies in between, the timer wakes the runs five minutes later.
        for _ in self.parallel_map(partial(self._release_one, holder), batch):
            pass
        self.lanes.send([(due.lane, due.key) for due in batch])

    def _release_one(self, holder: str, due: Due) -> None:
        self.due_runs.release(holder, due, self.clock())


def _by_holder(handled: Counter[str]) -> Counter[str]:
    holders = Counter[str]()
    for partition, count in handled.items():
        holders[holder_of(partition) or ""] += count
    return holders
