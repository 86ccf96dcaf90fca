"""Lets runs of a store begin only when its quota has room for all their calls: once in, a run finishes."""

import math
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from storehook.bigcommerce import quota_queue as queues
from storehook.bigcommerce.quota_queue import Entry, QuotaQueue
from storehook.bigcommerce.rate_limiter import MAX_WRITES, MOST_GRANTED, WindowRateLimiter
from storehook.bigcommerce.rate_windows import POLL, usable
from storehook.saves import Conflict, Saved


class QuotaQueues(Protocol):
    """The table of lines, one row a store."""

    def take(self, store_hash: str, earliest: float, seconds: float) -> tuple[float, QuotaQueue]:
        """As `queue.take`, of the stored queue. However many take at once, no position is taken twice."""
        ...

    def save(self, queue: QuotaQueue) -> Saved | Conflict[QuotaQueue]:
        """Store a queue as the successor of the version before it. It never sets `next_at`."""
        ...


GUESS = 10.0
"""CallStatistics a run, of an action of which no run has ended yet."""

LEARNING = 10.0
"""Within so many seconds one of an action comes back of which others are just finding out what it needs."""


@dataclass(frozen=True, slots=True)
class AdmissionResult:
    """Whether a run may begin.

    Args:
        admitted: it may, and `Admission.ended` must follow.
        position: its position in the queue, to be given when it comes back; None if it has none.
        at: when to come back, in unix seconds; 0 if it enters.
    """

    admitted: bool
    position: float | None = None
    at: float = 0.0


ADMITTED = AdmissionResult(admitted=True)


@dataclass(slots=True)
class _Local:
    """What this process knows of one store's queue.

    Args:
        queue: as last stored or seen, with what was learned since.
        inside: of its runs that stood in the line and are inside, the token and the calls expected, by action.
    """

    queue: QuotaQueue
    inside: dict[str, list[tuple[str, int]]] = field(
        default_factory=lambda: defaultdict[str, list[tuple[str, int]]](list)
    )
    lock: threading.Lock = field(default_factory=threading.Lock)


class Admits(Protocol):
    """Lets runs begin."""

    def admit(self, store_hash: str, action: str, position: float | None = None) -> AdmissionResult:
        """As `Admission.turn`."""
        ...

    def ended(self, store_hash: str, action: str, calls: int) -> None:
        """As `Admission.ended`."""
        ...


class Admission:
    """The lines of all stores: `Admits`.

    Args:
        table: the stored lines.
        limiter: the stores' quotas.
        attempt: how long an attempt may take at most, in seconds: so long a place is kept for one whose process died.
        clock: gives unix seconds.
        random: gives a number from 0 up to 1.
        token: gives a fresh random token.
    """

    def __init__(
        self,
        table: QuotaQueues,
        limiter: WindowRateLimiter,
        *,
        attempt: float,
        clock: Callable[[], float],
        random: Callable[[], float],
        token: Callable[[], str],
    ) -> None:
        self._table = table
        self._limiter = limiter
        self._attempt = attempt
        self._clock = clock
        self._random = random
        self._token = token
        self._stores: dict[str, _Local] = {}
        self._lock = threading.Lock()

    def admit(self, store_hash: str, action: str, position: float | None = None) -> AdmissionResult:
        """Ask for a run whether it may begin.

        Args:
            store_hash: the store.
            action: the run's action.
            position: what it was given before.
        """
        local = self._of(store_hash)
        with local.lock:
            calls = _mean(local.queue, action)
            if calls is not None and calls < queues.LEAST_CALLS:
                return ADMITTED
            needed = math.ceil(calls or GUESS)
            # Who has a position is in the queue, and goes on in it.
            if position is None and needed <= MOST_GRANTED and self._limiter.reserve(store_hash, needed):
                return ADMITTED
            return self._in_line(local, action, position)

    def ended(self, store_hash: str, action: str, calls: int) -> None:
        """Tell that an attempt that had entered has ended.

        Args:
            store_hash: the store.
            action: its action.
            calls: how many calls it made.
        """
        local = self._of(store_hash)
        with local.lock:
            token, expected = local.inside[action].pop() if local.inside[action] else (None, 0)
            closed_until = self._limiter.window(store_hash).blocked_until
            if token:
                self._limiter.release(store_hash, max(0, expected - calls))
            for _ in range(MAX_WRITES):
                now = self._clock()
                local.queue = queues.learn(local.queue, action, calls)
                # One that stood in no line has no place that others wait for.
                if token is None and closed_until <= max(now, local.queue.closed_until):
                    return
                if self._save(local, queues.end(queues.close(local.queue, now, closed_until), token, now)):
                    return

    def _in_line(self, local: _Local, action: str, position: float | None) -> AdmissionResult:
        for write in range(MAX_WRITES):
            now = self._clock()
            if position is None and _mean(local.queue, action) is not None:
                position = self._take(local, action)
                if position - queues.EARLY > local.queue.reached(now):
                    return AdmissionResult(admitted=False, position=position, at=local.queue.due_at(position))
            entry = self._entry(local, action, position)
            closed_until = self._limiter.window(local.queue.store_hash).blocked_until
            found, at = queues.enter(queues.close(local.queue, now, closed_until), entry, now)
            # A line that the table has just shown needs no write to be waited in.
            if (write and found is local.queue) or self._save(local, found):
                return self._answer(local, action, entry, at)
        return AdmissionResult(admitted=False, position=position, at=self._clock() + POLL + self._random())

    def _answer(self, local: _Local, action: str, entry: Entry, at: float) -> AdmissionResult:
        if at:
            # Those of whose action nothing is known do not come back all at once.
            later = LEARNING * self._random() if entry.position is None else 0.0
            return AdmissionResult(admitted=False, position=entry.position, at=at + later)
        expected = math.ceil(_mean(local.queue, action) or GUESS)
        local.inside[action].append((entry.token, expected))
        self._limiter.expect(local.queue.store_hash, expected)
        return replace(ADMITTED, position=entry.position)

    def _take(self, local: _Local, action: str) -> float:
        store_hash, learned, now = local.queue.store_hash, local.queue.calls, self._clock()
        seconds, earliest = self._entry(local, action, None).seconds, local.queue.reached(now)
        position, taken = self._table.take(store_hash, earliest, seconds)
        if position == earliest:
            taken = queues.emptied(taken, now)
        local.queue = replace(taken, calls={action: learned[action], **taken.calls})
        self._limiter.queued(store_hash, taken.due_at(taken.next_at))
        return position

    def _entry(self, local: _Local, action: str, position: float | None) -> Entry:
        window = self._limiter.window(local.queue.store_hash)
        known, a_call = local.queue.calls.get(action), window.seconds / usable(window.quota)
        seconds = max(known.mean if known else GUESS, queues.LEAST_CALLS) * a_call
        return Entry(self._token(), position, seconds, self._attempt, known.inside * a_call if known else 0.0)

    def _of(self, store_hash: str) -> _Local:
        with self._lock:
            return self._stores.setdefault(store_hash, _Local(QuotaQueue(store_hash=store_hash)))

    def _save(self, local: _Local, queue: QuotaQueue) -> bool:
        """Store the next version; if another is there instead, it is the one to go on from."""
        written = replace(queue, version=local.queue.version + 1, owner=self._token(), written_at=self._clock())
        match self._table.save(written):
            case Conflict(stored):
                local.queue = stored
                return False
            case Saved():
                local.queue = written
                return True


def _mean(queue: QuotaQueue, action: str) -> float | None:
    found = queue.calls.get(action)
    return found.mean if found else None
