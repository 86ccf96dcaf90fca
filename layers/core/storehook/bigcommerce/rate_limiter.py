"""Rate limiter: keeps the consumers of a store below its API quota.

A process takes a grant for a few requests from the shared quota window, keeps them in memory, and sends calls with
them. When they are used up or old, it takes the next grant.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from storehook.bigcommerce import rate_windows as windows
from storehook.bigcommerce.rate_headers import Budget
from storehook.bigcommerce.rate_windows import BudgetReport, Grant, RateWindow, Wait
from storehook.errors import Throttled
from storehook.saves import Conflict, Saved


class RateWindows(Protocol):
    """Table of quota windows, with one row per store."""

    def save(self, window: RateWindow) -> Saved | Conflict[RateWindow]:
        """Store a window as the successor of the version before it."""
        ...


FIRST_GRANT = 2

GROWTH = 3

MOST_GRANTED = 10
"""Number of requests in one grant: two at first, since many runs only fetch and write. Each later grant of a window is
three times as large, up to ten.
"""

FRESH = 3.0

OLD = 10.0
"""Seconds after which unsent requests are returned and the table is read again: 3 s after the last answer, and at the
latest 10 s after the grant. For that long, a consumer may not know of a 429 that another consumer received.
"""

MAX_WRITES = 10
"""Attempts of one write, if other consumers write in between."""

MIN_WAIT = 0.01

MOST_JITTERED = 5.0
"""Bounds of a wait, in seconds: at least 0.01, plus a random part of up to a tenth of it, at most 0.5."""


@dataclass(slots=True)
class _LocalGrants:
    """Requests of one store that were granted to this process.

    Args:
        window: as last stored or read.
        serial: number of the window from which the requests were granted.
        requests: requests granted and not sent.
        taken: size of the last grant.
        until: time at which the requests lapse.
        at_most: time at which they lapse even if answers keep coming.
        under_way: requests sent and not answered.
        report: budget in the last answer, until it is stored.
        last: other consumers may wait for what this process learns.
        queued_until: time until which runs wait in the store's quota queue, as far as this process knows.
        expected: requests that the admitted runs of this process still need. If any, no grant asks for more.
    """

    window: RateWindow
    serial: int = 0
    requests: int = 0
    taken: int = 0
    until: float = 0.0
    at_most: float = 0.0
    under_way: int = 0
    report: BudgetReport | None = None
    last: bool = False
    queued_until: float = 0.0
    expected: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(slots=True)
class WindowRateLimiter:
    """Rate limiter over the shared quota windows: `bigcommerce.sending.RateLimiter`.

    Each store has its own row, its own lock and its own requests. No store waits for another.

    Args:
        long: the calls are those of the lane `long`, which leaves room for the others.
    """

    table: RateWindows
    clock: Callable[[], float]
    sleep: Callable[[float], object]
    random: Callable[[], float]
    token: Callable[[], str]
    long: bool = False
    _grants: dict[str, _LocalGrants] = field(default_factory=dict[str, _LocalGrants])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, store_hash: str, max_wait: float) -> None:
        """As `bigcommerce.sending.RateLimiter.enter`."""
        grants, give_up_at = self._grants_of(store_hash), self.clock() + max_wait
        while (wait := self._take(grants)) > 0:
            # Wait a random time longer: threads that wait for the same moment must not all call at once.
            wait += self.random() * min(wait, MOST_JITTERED) / 10
            if self.clock() + wait > give_up_at:
                raise Throttled(wait)
            self.sleep(wait)

    def leave(self, store_hash: str, budget: Budget | None) -> None:
        """As `bigcommerce.sending.RateLimiter.leave`."""
        grants = self._grants_of(store_hash)
        with grants.lock:
            grants.under_way -= 1
            if budget is None:
                return
            now = self.clock()
            grants.requests = min(grants.requests, budget.left)
            grants.until = max(grants.until, min(grants.at_most, now + FRESH))
            grants.report = BudgetReport(budget, now, grants.requests + grants.under_way)
            if grants.last:
                # The call has succeeded. A failure to store its budget must not look like a failed POST.
                with suppress(Exception):
                    self._write(grants, lambda window: window)

    def block(self, store_hash: str, seconds: float) -> None:
        """As `bigcommerce.sending.RateLimiter.block`."""
        grants, until = self._grants_of(store_hash), self.clock() + seconds
        with grants.lock:
            grants.requests = 0
            self._write(grants, lambda window: windows.block(window, until))

    def reserve(self, store_hash: str, requests: int) -> bool:
        """Reserve requests for a run, if over half of the store's quota is left and no run waits in its quota queue.

        Return whether they are reserved. The first request of the run would need this write anyway.
        """
        grants = self._grants_of(store_hash)
        with grants.lock:
            now = self.clock()
            if grants.requests >= requests and now < grants.until:
                return windows.has_room(self._current(grants), now)
            for _ in range(MAX_WRITES):
                now = self.clock()
                wanted = max(requests, self._wanted(grants, now))
                decision = windows.grant(self._current(grants), now, wanted, long=self.long)
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
        """Count the requests that a newly admitted run is expected to need."""
        grants = self._grants_of(store_hash)
        with grants.lock:
            grants.expected += requests

    def release(self, store_hash: str, requests: int) -> None:
        """Stop expecting requests, since a run has ended that did not need them.

        Requests that no run of this process needs are returned for others.
        """
        grants = self._grants_of(store_hash)
        with grants.lock:
            grants.expected = max(0, grants.expected - requests)
            if grants.requests > grants.expected and self.clock() < grants.until:
                self._write(grants, lambda window: window)

    def queued(self, store_hash: str, until: float) -> None:
        """Note that runs wait in the quota queue until `until`. Other consumers read it after the next write.

        This does nothing in the lane `long`, because no run waits for long ones.
        """
        if self.long:
            return
        grants = self._grants_of(store_hash)
        with grants.lock:
            grants.queued_until = max(grants.queued_until, until)

    def window(self, store_hash: str) -> RateWindow:
        """Return the store's window, as far as this process knows it."""
        grants = self._grants_of(store_hash)
        with grants.lock:
            return self._current(grants)

    def _grants_of(self, store_hash: str) -> _LocalGrants:
        with self._lock:
            return self._grants.setdefault(store_hash, _LocalGrants(RateWindow(store_hash=store_hash)))

    def _take(self, grants: _LocalGrants) -> float:
        """Take one request. Return 0, or the seconds until there may be one."""
        with grants.lock:
            if (grants.requests < 1 or self.clock() >= grants.until) and (wait := self._fill(grants)) > 0:
                return wait
            grants.requests -= 1
            grants.under_way += 1
            grants.expected = max(0, grants.expected - 1)
            return 0.0

    def _fill(self, grants: _LocalGrants) -> float:
        for write in range(MAX_WRITES):
            now = self.clock()
            window = self._current(grants)
            decision = windows.grant(window, now, self._wanted(grants, now), long=self.long)
            # A window that was just read needs no write before a wait.
            if (write and decision.window == window) or self._save(grants, decision.window):
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
            if self._save(grants, change(self._current(grants))):
                return

    def _current(self, grants: _LocalGrants) -> RateWindow:
        """Return the window with what the table may lack: the last answer, and requests that were not sent."""
        window = replace(grants.window, queued_until=max(grants.window.queued_until, grants.queued_until))
        if grants.report is not None:
            window = windows.learn(window, grants.report, self.clock())
        return windows.give_back(window, grants.serial, grants.requests, long=self.long)

    def _save(self, grants: _LocalGrants, window: RateWindow) -> bool:
        """Store the next version. If another version is stored instead, continue from that one."""
        written = replace(window, version=grants.window.version + 1, owner=self.token())
        match self.table.save(written):
            case Conflict(stored):
                grants.window = stored
                return False
            case Saved():
                grants.window = written
                grants.requests, grants.report, grants.last = 0, None, False
                return True


def _keep(grants: _LocalGrants, decision: Grant | Wait, now: float) -> float:
    if isinstance(decision, Wait):
        grants.at_most = 0.0  # unsent requests can be returned, but a late answer must not extend them
        return max(decision.seconds, MIN_WAIT)
    grants.serial, grants.requests, grants.taken = decision.window.serial, decision.requests, decision.requests
    grants.at_most = min(decision.until, now + OLD)
    grants.until, grants.last = min(grants.at_most, now + FRESH), decision.last
    return 0.0
