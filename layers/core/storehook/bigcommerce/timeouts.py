"""Times that a call may wait, for quota or before it is repeated. Pure. All times are in seconds.

`seconds_left` are those that the function may still run.
"""

from collections.abc import Callable

from storehook.bigcommerce.calls import REPEATABLE, Call
from storehook.errors import ApiUnavailable

CONNECT_TIMEOUT = 3.0

READ_TIMEOUT = 10.0

MIN_READ = 0.5

RESERVE = 2.0
"""Time that a call leaves for the rest of the attempt. If little is left, a quarter of it."""

NEAR = 2.0
"""Longest wait for quota in work that loses nothing when it goes back to its queue."""

REPEATS = 2
"""Most immediate repeats of a call, for the odd dropped connection. After a 500, BigCommerce advises a minute between
attempts. The retries of a run follow that advice.
"""

_INTERVALS = (0.5, 2.0)


def quota_wait(seconds_left: float) -> float:
    """Return the longest wait for quota before the run is deferred: as long as its time allows.

    The run was admitted. If it is deferred, it makes the same calls again, and may never get further than this.
    """
    # Keep at most half of the time for the call itself, so that an attempt of five seconds can both wait and call.
    return max(0.0, seconds_left - min(RESERVE + CONNECT_TIMEOUT, seconds_left / 2))


def short_quota_wait(seconds_left: float) -> float:
    """Return the longest wait for quota in work that continues where it stopped, as reconciliations and catch-ups do.

    The other stores of its batch then do not wait for it.
    """
    return min(NEAR, quota_wait(seconds_left))


def read_timeout(seconds_left: float) -> float | None:
    """Return the longest wait for an answer, or None if too little time is left to start the call."""
    most = seconds_left - min(RESERVE, seconds_left / 4)
    wait = max(most - CONNECT_TIMEOUT, most / 2)
    return min(READ_TIMEOUT, wait) if wait >= MIN_READ else None


def connect_timeout(read_timeout: float) -> float:
    """Return the longest wait for a connection: no longer than for the answer."""
    return min(CONNECT_TIMEOUT, read_timeout)


def before_repeat(
    call: Call, error: ApiUnavailable, repeat: int, seconds_left: float, random: Callable[[], float]
) -> float | None:
    """Return the wait before a call is repeated at once, or None if it must not be repeated.

    A POST is repeated only if it certainly never reached BigCommerce. The first repeat is number 1.
    """
    if repeat > REPEATS or (error.sent and call.method not in REPEATABLE):
        return None
    interval = _INTERVALS[repeat - 1]
    wait = interval * (0.5 + random() / 2)
    too_late = read_timeout(seconds_left - wait) is None
    return None if too_late or (error.after or 0) > wait else wait
