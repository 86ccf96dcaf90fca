"""Admission: starts a run only when the store's API quota has room for all its calls.

If the quota has room, a run is admitted at once. Otherwise it takes a position in the store's quota queue, and comes
back when the position is due. A run of an action without statistics gets no position. It comes back after a random
delay. An action's statistics are the mean number of calls of its past runs.

Each lane has its own quota queue in a store. A run of the lane `long` may need hundreds of calls, and a webhook's run
must not wait for it.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from storehook.bigcommerce import quota_queue as queues
from storehook.bigcommerce.quota_queue import CallStatistics, Entry, QuotaQueue
from storehook.bigcommerce.rate_limiter import MAX_WRITES, MOST_GRANTED, WindowRateLimiter
from storehook.bigcommerce.rate_windows import LONG_SHARE, POLL, usable
from storehook.saves import Conflict, Saved


class QuotaQueues(Protocol):
    """Table of the quota queues of one lane, with one row per store."""

    def take(self, store_hash: str, earliest: float, seconds: float) -> tuple[float, QuotaQueue]:
        """Take a position, as `quota_queue.take` does. Concurrent callers never get the same position."""
        ...

    def save(self, queue: QuotaQueue) -> Saved | Conflict[QuotaQueue]:
        """Store a queue as the successor of the version before it. Never set `next_at`."""
        ...


GUESS = 10.0
"""Expected calls of a run whose action has no statistics yet."""

LEARNING = 10.0
"""Longest random delay, in seconds, that is added before a run of an action without statistics comes back."""


@dataclass(frozen=True, slots=True)
class AdmissionResult:
    """Answer to a run that asks to be admitted.

    Args:
        admitted: the run may start. `Admission.ended` must follow.
        position: position in the quota queue, which the run passes when it comes back. None if it has none.
        at: time at which the run should come back, in unix seconds. 0 if it is admitted.
    """

    admitted: bool
    position: float | None = None
    at: float = 0.0


ADMITTED = AdmissionResult(admitted=True)


@dataclass(slots=True)
class _LocalQueue:
    """Quota queue of one store, as far as this process knows it.

    Args:
        queue: as last stored or read, with the statistics learned since.
        admitted: token and expected calls of each run that this process admitted through the queue, by action.
    """

    queue: QuotaQueue
    admitted: dict[str, list[tuple[str, int]]] = field(
        default_factory=lambda: defaultdict[str, list[tuple[str, int]]](list)
    )
    lock: threading.Lock = field(default_factory=threading.Lock)


class Admits(Protocol):
    """Admission of runs."""

    def admit(self, store_hash: str, action: str, position: float | None = None) -> AdmissionResult:
        """As `Admission.admit`."""
        ...

    def ended(self, store_hash: str, action: str, calls: int) -> None:
        """As `Admission.ended`."""
        ...


@dataclass(slots=True)
class Admission:
    """Admission by the stores' quota queues: `Admits`.

    Args:
        attempt: longest time of an attempt, in seconds. If a process dies, its run counts as admitted for that long.
    """

    table: QuotaQueues
    limiter: WindowRateLimiter
    attempt: float
    clock: Callable[[], float]
    random: Callable[[], float]
    token: Callable[[], str]
    _stores: dict[str, _LocalQueue] = field(default_factory=dict[str, _LocalQueue])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, store_hash: str, action: str, position: float | None = None) -> AdmissionResult:
        """Admit a run, or say when it should come back. It passes the position from its last result."""
        local = self._local(store_hash)
        with local.lock:
            calls = _mean(local.queue, action)
            if calls is not None and calls < queues.LEAST_CALLS:
                return ADMITTED
            needed = math.ceil(calls or GUESS)
            # A run that has a position is in the queue already, and keeps its position.
            if position is None and needed <= MOST_GRANTED and self.limiter.reserve(store_hash, needed):
                return ADMITTED
            return self._admit_from_queue(local, action, position)

    def ended(self, store_hash: str, action: str, calls: int) -> None:
        """Note that an attempt of an admitted run has ended, and the number of calls that it made."""
        local = self._local(store_hash)
        with local.lock:
            token, expected = local.admitted[action].pop() if local.admitted[action] else (None, 0)
            closed_until = self.limiter.window(store_hash).blocked_until
            if token:
                self.limiter.release(store_hash, max(0, expected - calls))
            for _ in range(MAX_WRITES):
                now = self.clock()
                local.queue = queues.learn(local.queue, action, calls)
                # A run that was admitted without the queue has no entry in it.
                if token is None and closed_until <= max(now, local.queue.closed_until):
                    return
                if self._save(local, queues.end(queues.close(local.queue, now, closed_until), token, now)):
                    return

    def _admit_from_queue(self, local: _LocalQueue, action: str, position: float | None) -> AdmissionResult:
        for write in range(MAX_WRITES):
            now = self.clock()
            if position is None and _mean(local.queue, action) is not None:
                position = self._take_position(local, action)
                if position - queues.EARLY > local.queue.reached(now):
                    return AdmissionResult(admitted=False, position=position, at=local.queue.due_at(position))
            entry = self._entry(local, action, position)
            closed_until = self.limiter.window(local.queue.store_hash).blocked_until
            queue, at = queues.enter(queues.close(local.queue, now, closed_until), entry, now)
            # A queue that was just read needs no write before a wait.
            if (write and queue is local.queue) or self._save(local, queue):
                return self._result(local, action, entry, at)
        return AdmissionResult(admitted=False, position=position, at=self.clock() + POLL + self.random())

    def _result(self, local: _LocalQueue, action: str, entry: Entry, at: float) -> AdmissionResult:
        if at:
            # Runs of an action without statistics must not all come back at once.
            later = LEARNING * self.random() if entry.position is None else 0.0
            return AdmissionResult(admitted=False, position=entry.position, at=at + later)
        expected = math.ceil(_mean(local.queue, action) or GUESS)
        local.admitted[action].append((entry.token, expected))
        self.limiter.expect(local.queue.store_hash, expected)
        return replace(ADMITTED, position=entry.position)

    def _take_position(self, local: _LocalQueue, action: str) -> float:
        store_hash, learned, now = local.queue.store_hash, local.queue.calls, self.clock()
        seconds, earliest = self._entry(local, action, None).seconds, local.queue.reached(now)
        position, taken = self.table.take(store_hash, earliest, seconds)
        if position == earliest:
            taken = queues.emptied(taken, now)
        local.queue = replace(taken, calls={action: learned[action], **taken.calls})
        self.limiter.queued(store_hash, taken.due_at(taken.next_at))
        return position

    def _entry(self, local: _LocalQueue, action: str, position: float | None) -> Entry:
        window = self.limiter.window(local.queue.store_hash)
        seconds_per_call = window.seconds / usable(window.quota)
        known = local.queue.calls.get(action, CallStatistics(mean=GUESS))
        seconds = max(known.mean, queues.LEAST_CALLS) * seconds_per_call
        # Half of an attempt's time is for slow calls. In the other half, the runs of the lane `long` must be able to
        # finish even if the other lanes leave them only their share.
        slower = LONG_SHARE / 2 if self.limiter.long else 1
        return Entry(self.token(), position, seconds, self.attempt, known.inside * seconds_per_call * slower)

    def _local(self, store_hash: str) -> _LocalQueue:
        with self._lock:
            return self._stores.setdefault(store_hash, _LocalQueue(QuotaQueue(store_hash=store_hash)))

    def _save(self, local: _LocalQueue, queue: QuotaQueue) -> bool:
        """Store the next version. If another version is stored instead, continue from that one."""
        written = replace(queue, version=local.queue.version + 1, owner=self.token(), written_at=self.clock())
        match self.table.save(written):
            case Conflict(stored):
                local.queue = stored
                return False
            case Saved():
                local.queue = written
                return True


def _mean(queue: QuotaQueue, action: str) -> float | None:
    statistics = queue.calls.get(action)
    return statistics.mean if statistics else None
