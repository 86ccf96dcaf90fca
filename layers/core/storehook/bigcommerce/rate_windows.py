"""A store's rate window, as all consumers share it: pure functions from one stored version to the next.

BigCommerce counts requests in windows of 30 s and tells in every answer how many are left and when the window ends. The
stored window says how many of them consumers have been granted. Three things keep their sum below the quota:

- Requests that are granted near the end of a window may be counted in the next one: they take from both. Earlier ones
  must be sent before that time, or be asked for again.
- Where a new window ends is known only from an answer in it. Until one is known, grants come in drips, so few that they
  fit even into two windows that overlap.
- Other apps use the quota too, so the lower number counts: ours, or BigCommerce's.

All times are unix seconds.
"""

from dataclasses import dataclass, replace

from storehook.bigcommerce.rate_headers import QUOTA, WINDOW, Budget

DRIPS = 8
"""Into so many parts a window is cut while it is not known."""

LATE = 10
"""The last of so many parts of a window is its end: what is sent then may be counted in the next one."""

POLL = 0.25
"""Seconds until the next look at a window that others are just finding out about."""

SHARES = 4
"""Nobody is granted more than this part of what is left in a known window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateWindow:
    """A store's window, as stored.

    Args:
        store_hash: the store.
        version: counts the writes; the first is 1.
        owner: the random token of who wrote this version.
        serial: counts the windows.
        quota: requests in a whole window, by BigCommerce's last word.
        seconds: how long a window lasts.
        opened_at: when its first request was granted.
        ends_at: when BigCommerce begins to count anew.
        known: whether an answer has told of this window.
        granted: requests that consumers have been granted and that may be counted in it.
        carried: those of them that were granted near the end of the window before.
        late: those that were granted near its own end, and may be counted in the next one.
        most: requests that may be granted in it.
        blocked_until: until when nobody may call the store at all.
        queued_until: until when runs stand in the store's line: nobody passes it.
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
    most: int = 0
    blocked_until: float = 0.0
    queued_until: float = 0.0

    @property
    def late_at(self) -> float:
        """From when on a request may be counted in the next window: one that takes longer than 3 s of 30 to arrive."""
        return self.ends_at - self.seconds / LATE

    @property
    def over_at(self) -> float:
        """From when on it is certainly over, whatever the clocks: half a second of 30 after its end."""
        return self.ends_at + self.seconds / 60

    def is_same_write(self, other: "RateWindow") -> bool:
        """Whether both are one write, seen twice."""
        return (self.version, self.owner) == (other.version, other.owner)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one answer told.

    Args:
        budget: its rate headers.
        received_at: when it came in.
        outstanding: requests that its receiver has been granted and that were not answered yet.
    """

    budget: Budget
    received_at: float
    outstanding: int = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to send some requests.

    Args:
        window: the next version, to be stored first.
        requests: how many.
        until: when the leave ends.
        last: whether it was the last there was in a window that is not known yet. Others may wait for what its
            receiver learns.
    """

    window: RateWindow
    requests: int
    until: float
    last: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """No leave now.

    Args:
        window: the next version, to be stored first: if another is there by now, there may be leave after all.
        seconds: how long until there may be.
    """

    window: RateWindow
    seconds: float


def usable(quota: int) -> int:
    """How many requests of a quota are granted: a few remain for one that was counted later than it was sent."""
    return max(1, quota - max(1, quota // 30))


def grant(window: RateWindow, now: float, want: int) -> Grant | Wait:
    """Grant requests, at most `want`; as a window runs low fewer, so that no consumer sits on the last ones."""
    if now < window.blocked_until:
        return Wait(window, window.blocked_until - now)
    if now >= window.over_at:
        window = _opened(window, now)
    left = _granted_by(window, now) - window.granted
    if left < 1:
        return Wait(window, window.over_at - now if window.known else _until_drip(window, now))
    requests = min(want, max(1, left // SHARES) if window.known else left)
    is_late = now >= window.late_at
    taken = replace(window, granted=window.granted + requests, late=window.late + (requests if is_late else 0))
    until = window.over_at if is_late else window.late_at
    return Grant(taken, requests, until, last=not window.known and requests == left)


def has_room(window: RateWindow, now: float) -> bool:
    """Whether half of the quota is left, and nobody stands in the store's line."""
    return now >= window.queued_until and window.most - window.granted >= usable(window.quota) / 2


def give_back(window: RateWindow, serial: int, requests: int) -> RateWindow:
    """Take back requests that were granted in the window of that serial, and not sent."""
    return replace(window, granted=max(0, window.granted - requests)) if window.serial == serial else window


def learn(window: RateWindow, seen: Seen, now: float) -> RateWindow:
    """Take in what an answer told."""
    budget = seen.budget
    window = replace(window, quota=budget.quota, seconds=budget.window)
    # The answer was on its way for a while: this is the latest moment at which its window can end.
    ends_at = seen.received_at + budget.reset
    if not (window.known and abs(ends_at - window.ends_at) < window.seconds / 2):
        if ends_at < max(window.ends_at if window.known else 0.0, now + window.seconds / LATE):
            return window  # of the window before, or too near its end to be told from that one
        window = _found(window, seen, ends_at)
    left = max(0, budget.left - seen.outstanding - (budget.quota - usable(budget.quota)))
    return replace(window, ends_at=min(window.ends_at, ends_at), most=min(window.most, window.granted + left))


def block(window: RateWindow, until: float) -> RateWindow:
    """Let nobody call the store until then."""
    return replace(window, blocked_until=max(window.blocked_until, until))


def _opened(window: RateWindow, now: float) -> RateWindow:
    return replace(
        window,
        serial=window.serial + 1,
        opened_at=now,
        ends_at=now + window.seconds,
        known=False,
        granted=window.late,
        carried=window.late,
        late=0,
        most=usable(window.quota),
    )


def _found(window: RateWindow, seen: Seen, ends_at: float) -> RateWindow:
    if window.known or window.over_at <= seen.received_at:
        # Not the window that we thought, but the next one.
        window = _opened(window, seen.received_at)
        window = replace(window, granted=max(window.granted, seen.outstanding))
    return replace(window, known=True, ends_at=ends_at, most=usable(window.quota))


def _granted_by(window: RateWindow, now: float) -> int:
    """How many requests may have been granted by now."""
    if window.known:
        return window.most
    return min(window.most, window.carried + (1 + _drips(window, now)) * max(1, window.most // 10))


def _drips(window: RateWindow, now: float) -> int:
    return int((now - window.opened_at) / (window.seconds / DRIPS))


def _until_drip(window: RateWindow, now: float) -> float:
    # Whoever holds the last drip tells of the window as soon as it knows: within one call, mostly. If not, it has died.
    age = now - window.opened_at
    return min(max(POLL, age), (1 + _drips(window, now)) * window.seconds / DRIPS - age, window.over_at - now)
