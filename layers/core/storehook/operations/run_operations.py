"""Retrying and cancelling runs, and clearing up after it."""

import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from storehook.history.rows import can_be_stored
from storehook.operations import transitions
from storehook.operations.retried_letters import RetriedLetters, discard_retried
from storehook.queues.message import Message
from storehook.queues.ports import DeadLetters, Lanes
from storehook.runs.ports import RunRepository
from storehook.runs.run import FINISHED, RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOperations:
    """Acts on runs.

    Args:
        repository: the table of runs.
        lanes: the queues.
        letters: each lane's dead letters.
        clock: gives unix seconds.
        token: gives a fresh random token.
        together: does the same for several runs; the `map` of a pool of threads does so at the same time.
    """

    repository: RunRepository
    lanes: Lanes
    letters: Mapping[str, DeadLetters]
    clock: Callable[[], float] = time.time
    token: Callable[[], str] = secrets.token_hex
    together: Callable[..., Iterable[object]] = map

    def retry(self, keys: Sequence[RunKey], *, again: bool = False) -> int:
        """Retry runs: the same payload, the code that is deployed now. Their dead letters go.

        Args:
            keys: the runs.
            again: whether to run those again, too, that have ended well.

        Returns how many were sent on their way: not those that run just now, have ended well, or are not there.
        """
        sent: list[tuple[str, Message]] = []

        def retry_one(key: RunKey) -> None:
            if found := self._send(key, again):
                sent.append(found)

        for _ in self.together(retry_one, _storable(keys)):
            pass
        self._sweep(sent)
        return len(sent)

    def cancel(self, keys: Sequence[RunKey]) -> int:
        """Cancel runs that wait, and tell how many those were."""
        return sum(map(bool, self.together(self._cancel_one, _storable(keys))))

    def _send(self, key: RunKey, again: bool) -> tuple[str, Message] | None:
        run = self.repository.get(key)
        if run is None:
            return None
        latest = (run.state in FINISHED and self.repository.latest(key)) or run
        transition = transitions.retry(run, latest.key.generation, again=again, owner=self.token(), now=self.clock())
        if transition is None:
            return None
        # First the row, then the message: it would be put back if it came to a row that says "not yet". Who dies in
        # between leaves a run that is due, and whose own message comes at its own time.
        if transition.stored is not None and self.repository.save(transition.stored) is not None:
            return None  # it has gone on by itself meanwhile
        self.lanes.send([(run.lane, transition.message)])
        return run.lane, transition.message

    def _sweep(self, sent: Sequence[tuple[str, Message]]) -> None:
        for lane, letters in self.letters.items():
            if (stale := RetriedLetters.of([message for to, message in sent if to == lane])).retried:
                discard_retried(letters, stale, self.clock)

    def _cancel_one(self, key: RunKey) -> bool:
        run = self.repository.get(key)
        cancelled = transitions.cancel(run, owner=self.token(), now=self.clock()) if run else None
        return cancelled is not None and self.repository.save(cancelled) is None


def _storable(keys: Sequence[RunKey]) -> list[RunKey]:
    return [key for key in dict.fromkeys(keys) if can_be_stored(key)]
