"""Retrying and cancelling runs, and clearing up after it."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from storehook.history.rows import can_be_stored
from storehook.operations import transitions
from storehook.operations.stale_letters import StaleLetters, discard_stale
from storehook.queues.ports import DeadLetters, Lanes, ParallelMap
from storehook.queues.run_key import RunKey
from storehook.runs.ports import RunRepository
from storehook.runs.run import FINISHED, IGNORED, Run
from storehook.saves import Conflict, Saved


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOperations:
    """Acts on runs.

    Args:
        repository: the table of runs.
        lanes: the queues.
        letters: each lane's dead letters.
        clock: gives unix seconds.
        token: gives a fresh random token.
    """

    repository: RunRepository
    lanes: Lanes
    letters: Mapping[str, DeadLetters]
    clock: Callable[[], float] = time.time
    token: Callable[[], str] = secrets.token_hex
    parallel_map: ParallelMap = map

    def retry(self, keys: Sequence[RunKey], *, again: bool = False) -> int:
        """Retry runs: the same payload, the code that is deployed now. Their dead letters go.

        Args:
            keys: the runs.
            again: whether to run those again, too, that have ended well.

        Returns how many were sent on their way: not those that run just now, have ended well, or are not there.
        """
        found = self.parallel_map(partial(self._retry_one, again=again), _storable(keys))
        retried = [run for run in found if isinstance(run, Run)]
        self._discard_letters(retried)
        return len(retried)

    def cancel(self, keys: Sequence[RunKey]) -> int:
        """Cancel runs that wait, and tell how many those were."""
        return sum(map(bool, self.parallel_map(self._cancel_one, _storable(keys))))

    def _retry_one(self, key: RunKey, *, again: bool) -> Run | None:
        if (run := self.repository.get(key)) is None:
            return None
        if run.key.action == IGNORED:
            return self._route_again(run) if again else None
        latest = (run.state in FINISHED and self.repository.latest(key)) or run
        retried = transitions.retry(run, latest, again=again, owner=self.token(), now=self.clock())
        if retried is None or isinstance(self.repository.save(retried), Conflict):
            return None  # or it has gone on by itself meanwhile
        # First the row, then what wakes it: who dies in between leaves that to the timer.
        self.lanes.send([(retried.lane, retried.key)])
        return retried

    def _route_again(self, run: Run) -> Run:
        """Let an event that no action wanted be looked at once more: one may want it by now."""
        self.lanes.send([(run.lane, replace(run.message, action=None, event_id=None))])
        return run

    def _discard_letters(self, retried: Sequence[Run]) -> None:
        for lane, letters in self.letters.items():
            if (stale := StaleLetters.of([run.message for run in retried if run.lane == lane])).retried:
                discard_stale(letters, stale, self.clock)

    def _cancel_one(self, key: RunKey) -> bool:
        run = self.repository.get(key)
        cancelled = transitions.cancel(run, owner=self.token(), now=self.clock()) if run else None
        return cancelled is not None and isinstance(self.repository.save(cancelled), Saved)


def _storable(keys: Sequence[RunKey]) -> list[RunKey]:
    return [key for key in dict.fromkeys(keys) if can_be_stored(key)]
