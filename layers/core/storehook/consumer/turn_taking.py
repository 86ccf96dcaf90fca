"""Runs of one action and resource, one at a time: whether it is a run's turn, and whose it is after that."""

from collections.abc import Callable
from dataclasses import dataclass

from storehook.runs.ports import RunRepository
from storehook.runs.run import Run, RunKey
from storehook.runs.turns import Turns, Waiting, place_of


@dataclass(frozen=True, slots=True)
class TurnTaking:
    """Takes turns, and passes them on.

    Args:
        turns: whose turn it is.
        repository: the table of runs: a run that has ended has no turn, whatever the turns say.
        clock: gives unix seconds.
    """

    turns: Turns
    repository: RunRepository
    clock: Callable[[], float]

    def take(self, run: Run) -> bool:
        """Whether a run has its turn now; else it stands in line. One that is about no resource always has."""
        if (place := place_of(run)) is None:
            return True
        waiting = Waiting(run.key.path, run.created_at, self.clock())
        holder = self.turns.take(place, waiting).holder
        if holder is None or (holder != waiting.name and self._has_ended(run.key.store_hash, holder)):
            holder = self.turns.take(place, waiting, after=holder).holder
        return holder == waiting.name

    def pass_on(self, run: Run) -> RunKey | None:
        """Give a run's turn up, and tell whose it is next; None if nobody waits for it."""
        place = place_of(run)
        following = self.turns.give(place, run.key.path) if place else None
        return RunKey.in_store(run.key.store_hash, following.name) if following else None

    def _has_ended(self, store_hash: str, name: str) -> bool:
        found = self.repository.get(RunKey.in_store(store_hash, name))
        return found is None or found.has_ended
