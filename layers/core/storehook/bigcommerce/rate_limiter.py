"""Limits the calls of a store: requests are granted a few at a time, and kept in this process until they are sent."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from storehook.bigcommerce import rate_windows as windows
from storehook.bigcommerce.rate_headers import Budget
from storehook.bigcommerce.rate_windows import Grant, RateWindow, Seen, Wait
from storehook.errors import Throttled
from storehook.saves import Conflict, Saved


class RateWindows(Protocol):
    """The table of rate windows, one row a store."""

    def save(self, window: RateWindow) -> Saved | Conflict[RateWindow]:
        """Store a window as the successor of the version before it."""
        ...


FIRST_GRANT = 2

GROWTH = 3

MOST_GRANTED = 10
"""Requests taken at once: two at first, as many runs fetch and write, then three times as many each time, up to ten."""

FRESH = 3.0

OLD = 10.0
"""Seconds after which requests that were not sent are given back, and the table is looked at again: since the last
answer, and at the latest. For so long a consumer may not know of a 429 that another one has seen."""

MAX_WRITES = 10
"""How often a write is tried anew when another consumer writes in between."""

MIN_WAIT = 0.01

MOST_JITTERED = 5.0
"""Seconds: no wait is shorter, and of a longer one no more than a tenth of this is added at random."""


@dataclass(slots=True)
class _LocalGrants:
    """What this process holds of one store's window.

    Args:
        window: as last stored or seen.
        serial: the window that the requests are of.
        requests: granted and not sent.
        taken: how many were taken last.
        until: when they lapse.
        at_most: when they lapse even if answers keep coming.
        under_way: sent and not answered.
        seen: the last answer, until the table has been told.
        last: whether others may wait for what we learn.
        queued_until: until when runs stand in the store's line, as far as this process knows.
        expected: requests that the runs inside still need. Only so many are taken, as others wait for the rest.
    """

    window: RateWindow
    serial: int = 0
    requests: int = 0
    taken: int = 0
    until: float = 0.0
    at_most: float = 0.0
    under_way: int = 0
    seen: Seen | None = None
    last: bool = False
    queued_until: float = 0.0
    expected: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class WindowRateLimiter:
    """Lets requests through as the window that all consumers share allows it: `bigcommerce.sending.RateLimiter`.

    One store's wait or traffic never holds up another store: each has its own row, its own lock and its own requests.

    Args:
        table: the stored windows.
        clock: gives unix seconds.
        sleep: waits for some seconds.
        random: gives a number from 0 up to 1.
        token: gives a fresh random token.
    """

    def __init__(
        self,
        table: RateWindows,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], object],
        random: Callable[[], float],
        token: Callable[[], str],
    ) -> None:
        self._table = table
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._token = token
        self._grants: dict[str, _LocalGrants] = {}
        self._lock = threading.Lock()

    def enter(self, store_hash: str, timeouts: float) -> None:
        """As `bigcommerce.sending.RateLimiter.enter`."""
        grants, give_up_at = self._grants_of(store_hash), self._clock() + timeouts
        while (wait := self._take(grants)) > 0:
            # A little more, at random: those who wait for the same moment must not all come at once.
            wait += self._random() * min(wait, MOST_JITTERED) / 10
            if self._clock() + wait > give_up_at:
                raise Throttled(wait)
            self._sleep(wait)

    def leave(self, store_hash: str, budget: Budget | None) -> None:
        """As `bigcommerce.sending.RateLimiter.leave`."""
        grants = self._grants_of(store_hash)
        with grants.lock:
            grants.under_way -= 1
            if budget is None:
                return
            now = self._clock()
            grants.requests = min(grants.requests, budget.left)
            grants.until = max(grants.until, min(grants.at_most, now + FRESH))
            grants.seen = Seen(budget, now, grants.requests + grants.under_way)
            if grants.last:
                # An answer is worth more than what it tells of the window: a POST must not seem to have failed.
                with suppress(Exception):
                    self._write(grants, lambda window: window)

    def block(self, store_hash: str, seconds: float) -> None:
        """As `bigcommerce.sending.RateLimiter.block`."""
        grants, until = self._grants_of(store_hash), self._clock() + seconds
        with grants.lock:
            grants.requests = 0
            self._write(grants, lambda window: windows.block(window, until))

    def reserve(self, store_hash: str, requests: int) -> bool:
        """Whether that many requests can be had at once, of a store that has more than half of its quota left.

        They are taken by the write that the first of them would need anyway.
        """
        grants = self._grants_of(store_hash)
        with grants.lock:
            now = self._clock()
            if grants.requests >= requests and now < grants.until:
                return windows.has_room(self._told(grants), now)
            for _ in range(MAX_WRITES):
                now = self._clock()
                decision = windows.grant(self._told(grants), now, max(requests, self._wanted(grants, now)))
                if not (
                    isinstance(decision, Grant)
                    and decision.requests >= requests
                    and windows.has_room(decision.window, now)
                ):
                    return False
                if self._save(grants, decision.window):
                    _keep(grants, decision, now)
                    return True
            return False

    def expect(self, store_hash: str, requests: int) -> None:
        """Tell that a run begins that needs about so many requests."""
        grants = self._grants_of(store_hash)
        with grants.lock:
            grants.expected += requests

    def release(self, store_hash: str, requests: int) -> None:
        """Tell that a run has ended which needed so many fewer. What nobody here needs is given back to who waits."""
        grants = self._grants_of(store_hash)
        with grants.lock:
            grants.expected = max(0, grants.expected - requests)
            if grants.requests > grants.expected and self._clock() < grants.until:
                self._write(grants, lambda window: window)

    def queued(self, store_hash: str, until: float) -> None:
        """Tell that runs stand in the store's line until then. Others hear of it with the next write."""
        grants = self._grants_of(store_hash)
        with grants.lock:
            grants.queued_until = max(grants.queued_until, until)

    def window(self, store_hash: str) -> RateWindow:
        """The store's window, as far as this process knows it."""
        grants = self._grants_of(store_hash)
        with grants.lock:
            return self._told(grants)

    def _grants_of(self, store_hash: str) -> _LocalGrants:
        with self._lock:
            return self._grants.setdefault(store_hash, _LocalGrants(RateWindow(store_hash=store_hash)))

    def _take(self, grants: _LocalGrants) -> float:
        """Take one request; gives 0, or for how many seconds there is none."""
        with grants.lock:
            if (grants.requests < 1 or self._clock() >= grants.until) and (wait := self._fill(grants)) > 0:
                return wait
            grants.requests -= 1
            grants.under_way += 1
            grants.expected = max(0, grants.expected - 1)
            return 0.0

    def _fill(self, grants: _LocalGrants) -> float:
        for write in range(MAX_WRITES):
            now = self._clock()
            decision = windows.grant(self._told(grants), now, self._wanted(grants, now))
            # A window that the table has just shown needs no write to be waited for.
            if (write and isinstance(decision, Wait)) or self._save(grants, decision.window):
                return _keep(grants, decision, now)
        return windows.POLL

    def _wanted(self, grants: _LocalGrants, now: float) -> int:
        if grants.expected:
            return min(grants.expected, MOST_GRANTED)
        if grants.serial != grants.window.serial or now >= grants.window.over_at:
            return FIRST_GRANT
        return min(GROWTH * grants.taken, MOST_GRANTED)

    def _write(self, grants: _LocalGrants, change: Callable[[RateWindow], RateWindow]) -> None:
        for _ in range(MAX_WRITES):
            if self._save(grants, change(self._told(grants))):
                return

    def _told(self, grants: _LocalGrants) -> RateWindow:
        """The window, with what we know and the table may not: the last answer, and what we hold but have not sent."""
        window = replace(grants.window, queued_until=max(grants.window.queued_until, grants.queued_until))
        if grants.seen is not None:
            window = windows.learn(window, grants.seen, self._clock())
        return windows.give_back(window, grants.serial, grants.requests)

    def _save(self, grants: _LocalGrants, window: RateWindow) -> bool:
        """Store the next version; if another is there instead, it is the one to go on from."""
        written = replace(window, version=grants.window.version + 1, owner=self._token())
        match self._table.save(written):
            case Conflict(stored):
                grants.window = stored
                return False
            case Saved():
                grants.window = written
                grants.requests, grants.seen, grants.last = 0, None, False
                return True


def _keep(grants: _LocalGrants, decision: Grant | Wait, now: float) -> float:
    if isinstance(decision, Wait):
        grants.at_most = 0.0  # what is still held can be given back, but no answer under way revives it
        return max(decision.seconds, MIN_WAIT)
    grants.serial, grants.requests, grants.taken = decision.window.serial, decision.requests, decision.requests
    grants.at_most = min(decision.until, now + OLD)
    grants.until, grants.last = min(grants.at_most, now + FRESH), decision.last
    return 0.0
