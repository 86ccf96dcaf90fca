"""Quota window of one store, shared by all consumers. Pure functions from one stored version to the next.

BigCommerce counts a store's requests in quota windows of 30 s. Every answer says how many requests are left in the
window and when it ends. Before a consumer sends requests, it takes a grant for some of them from the stored window.
The sum of all grants stays below the quota for three reasons:

- A request that is sent near the end of a window may be counted in the next one. A late grant therefore counts in
  both. A grant from earlier in the window lapses before that time.
- Only an answer from a new window says when that window ends. Until there is one, the window is unknown, and requests
  are granted in small portions (drips). They are few enough to fit even if two windows overlap.
- Other apps use the same quota. The lower number applies: ours, or the one in BigCommerce's answers.

The lane `long` leaves room for the others in every part of a window, because its runs could use up the window in a few
seconds. While it makes calls, the others leave it a quarter of each window, so that it always proceeds.

All times are unix seconds.
"""

from dataclasses import dataclass, replace

from storehook.bigcommerce.rate_headers import QUOTA, WINDOW, Budget

DRIPS = 8
"""Number of portions in which the requests of an unknown window are granted."""

LATE = 10
"""The last tenth of a window is its end. A request sent then may be counted in the next window."""

POLL = 0.25
"""Seconds between two reads of an unknown window."""

SHARES = 4
"""One grant takes at most a quarter of what is left in a known window."""

LONG_SHARE = 4
"""The lane `long` may use a quarter of a window at any time. For more, it waits until the part of the window that has
passed is as large as the part that has been granted.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateWindow:
    """Quota window of one store, as stored.

    Args:
        version: number of writes. The first is 1.
        owner: random token of the writer of this version.
        serial: number of the window, counted from 1.
        quota: requests in a whole window, as BigCommerce last stated it.
        seconds: length of a window.
        opened_at: time of its first grant.
        ends_at: time at which BigCommerce starts the next window.
        known: an answer from this window has arrived.
        granted: requests granted that may be counted in this window.
        carried: those of them that were granted near the end of the window before.
        late: requests granted near the end of this window, which may be counted in the next one.
        long: requests granted to the lane `long`.
        long_until: time until which a quarter of the window is kept for the lane `long`.
        most: most requests that may be granted in this window.
        blocked_until: time until which nobody may call the store.
        queued_until: time until which runs wait in the store's quota queue. No new run may pass them.
    """

    store_hash: str
    version: int = 0
    owner: str = ""
    serial: int = 0
    quota: int = QUOTA
    seconds: float = WINDOW
    opened_at: float = 0.0
    ends_at: float = 0.0
    known: bool = False
    granted: int = 0
    carried: int = 0
    late: int = 0
    long: int = 0
    long_until: float = 0.0
    most: int = 0
    blocked_until: float = 0.0
    queued_until: float = 0.0

    @property
    def late_at(self) -> float:
        """Start of the last tenth, from which a request may be counted in the next window."""
        return self.ends_at - self.seconds / LATE

    @property
    def over_at(self) -> float:
        """Time at which the window is certainly over, even if clocks differ: half a second after a window of 30 s."""
        return self.ends_at + self.seconds / 60

    def is_same_write(self, other: "RateWindow") -> bool:
        """Return whether both are the same write, seen twice."""
        return (self.version, self.owner) == (other.version, other.owner)


@dataclass(frozen=True, slots=True)
class BudgetReport:
    """Budget that one answer stated.

    Args:
        outstanding: requests granted to its receiver that were not answered yet.
    """

    budget: Budget
    received_at: float
    outstanding: int = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """Permission to send some requests.

    Args:
        window: the next version, which must be stored first.
        requests: number of requests.
        until: end of the permission.
        last: it was the last grant in an unknown window. Others may wait for what its receiver learns.
    """

    window: RateWindow
    requests: int
    until: float
    last: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Refusal of a grant for now.

    Args:
        window: the next version, which must be stored first. If another version is there by now, there may be a grant.
        seconds: seconds until there may be a grant.
    """

    window: RateWindow
    seconds: float


def usable(quota: int) -> int:
    """Return how many requests of a quota can be granted. A few are kept for requests that are counted late."""
    return max(1, quota - max(1, quota // 30))


def grant(window: RateWindow, now: float, want: int, *, long: bool = False) -> Grant | Wait:
    """Grant at most `want` requests. Grant fewer as a window runs low, so that no consumer keeps the last ones.

    Args:
        long: the requests are for the lane `long`.
    """
    if now < window.blocked_until:
        return Wait(window, window.blocked_until - now)
    if now >= window.over_at:
        window = _open_next(window, now)
    if long:
        window = replace(window, long_until=window.over_at + window.seconds)
    left = _left(window, now, long=long)
    if left < 1:
        return Wait(window, window.over_at - now if window.known else _until_drip(window, now))
    requests = min(want, max(1, left // SHARES) if window.known else left)
    if long:
        if (wait := _until_share(window, now, requests)) > 0:
            return Wait(window, wait)
        window = replace(window, long=window.long + requests)
    is_late = now >= window.late_at
    taken = replace(window, granted=window.granted + requests, late=window.late + (requests if is_late else 0))
    until = window.over_at if is_late else window.late_at
    return Grant(taken, requests, until, last=not window.known and requests == left)


def has_room(window: RateWindow, now: float) -> bool:
    """Return whether half of the quota is left for short runs, and none of them waits in the quota queue."""
    short = window.granted - window.long
    return now >= window.queued_until and window.most - short >= usable(window.quota) / 2


def give_back(window: RateWindow, serial: int, requests: int, *, long: bool = False) -> RateWindow:
    """Take back unsent requests that were granted in the window with this serial."""
    if window.serial != serial:
        return window
    back = replace(window, granted=max(0, window.granted - requests))
    return replace(back, long=max(0, window.long - requests)) if long else back


def learn(window: RateWindow, report: BudgetReport, now: float) -> RateWindow:
    """Apply the budget that an answer stated."""
    budget = report.budget
    window = replace(window, quota=budget.quota, seconds=budget.window)
    # The answer took a while to arrive, so its window ends at this time or earlier.
    ends_at = report.received_at + budget.reset
    if not (window.known and abs(ends_at - window.ends_at) < window.seconds / 2):
        if ends_at < max(window.ends_at if window.known else 0.0, now + window.seconds / LATE):
            return window  # the answer may still be from the window before
        window = _recognize(window, report, ends_at)
    left = max(0, budget.left - report.outstanding - (budget.quota - usable(budget.quota)))
    return replace(window, ends_at=min(window.ends_at, ends_at), most=min(window.most, window.granted + left))


def block(window: RateWindow, until: float) -> RateWindow:
    """Let nobody call the store until `until`."""
    return replace(window, blocked_until=max(window.blocked_until, until))


def _open_next(window: RateWindow, now: float) -> RateWindow:
    return replace(
        window,
        serial=window.serial + 1,
        opened_at=now,
        ends_at=now + window.seconds,
        known=False,
        granted=window.late,
        carried=window.late,
        late=0,
        long=0,
        most=usable(window.quota),
    )


def _recognize(window: RateWindow, report: BudgetReport, ends_at: float) -> RateWindow:
    if window.known or window.over_at <= report.received_at:
        # The answer is from the next window.
        window = _open_next(window, report.received_at)
        window = replace(window, granted=max(window.granted, report.outstanding))
    return replace(window, known=True, ends_at=ends_at, most=usable(window.quota))


def _grantable(window: RateWindow, now: float) -> int:
    """Return how many requests may have been granted by `now`."""
    if window.known:
        return window.most
    return min(window.most, window.carried + (1 + _drips(window, now)) * max(1, window.most // 10))


def _left(window: RateWindow, now: float, *, long: bool) -> int:
    left = _grantable(window, now) - window.granted
    if long or now >= window.long_until:
        return left
    kept = max(0, window.most // LONG_SHARE - window.long)
    return min(left, window.most - kept - window.granted)


def _until_share(window: RateWindow, now: float, requests: int) -> float:
    """Return the seconds until the lane `long` may get so many requests, 0 if it may get them now."""
    if window.long + requests <= max(1, window.most // LONG_SHARE):
        return 0.0
    begins_at = window.ends_at - window.seconds
    at = begins_at + window.seconds * (window.granted + requests) / window.most
    if max(at, now) >= window.late_at:
        return window.over_at - now
    return at - now


def _drips(window: RateWindow, now: float) -> int:
    return int((now - window.opened_at) / (window.seconds / DRIPS))


def _until_drip(window: RateWindow, now: float) -> float:
    # The holder of the last drip stores its answer at once, mostly within one call. Otherwise its process has died.
    age = now - window.opened_at
    return min(max(POLL, age), (1 + _drips(window, now)) * window.seconds / DRIPS - age, window.over_at - now)
