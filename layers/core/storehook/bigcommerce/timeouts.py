"""How long a call may wait, for the store's budget or before it is repeated. Pure; times are in seconds."""

from collections.abc import Callable

from storehook.bigcommerce.calls import REPEATABLE, Call
from storehook.errors import ApiUnavailable

CONNECT_TIMEOUT = 3.0

READ_TIMEOUT = 10.0

MIN_READ = 0.5

RESERVE = 2.0
"""What a call leaves of the attempt's time for what comes after it; a quarter, when little is left."""

NEAR = 2.0
"""How long work waits to which going back to the queue costs nothing."""

REPEATS = 2
"""How often a call is repeated at once. BigCommerce advises a minute between the attempts after a 500; that is what the
retries of a run are for. This is for the odd dropped connection."""

_INTERVALS = (0.5, 2.0)


def quota_wait(seconds_left: float) -> float:
    """How long to wait for the store's budget before the run is put back: as long as its time allows.

    A run that began had its turn. Put back, it would make the same calls again, and maybe never get further than this.

    Args:
        seconds_left: how long the function may still run.
    """
    # What is kept for the call itself is half of a short time: an attempt of five seconds can wait and call, too.
    return max(0.0, seconds_left - min(RESERVE + CONNECT_TIMEOUT, seconds_left / 2))


def short_quota_wait(seconds_left: float) -> float:
    """The same for work that goes on where it was when it comes back, as a reconcile and a catch-up do.

    The other stores of its batch do not wait for it.

    Args:
        seconds_left: how long the function may still run.
    """
    return min(NEAR, quota_wait(seconds_left))


def read_timeout(seconds_left: float) -> float | None:
    """How long to wait for an answer; None if there is no time to begin."""
    most = seconds_left - min(RESERVE, seconds_left / 4)
    wait = max(most - CONNECT_TIMEOUT, most / 2)
    return min(READ_TIMEOUT, wait) if wait >= MIN_READ else None


def connect_timeout(read_timeout: float) -> float:
    """How long to wait for a connection: no longer than for the answer."""
    return min(CONNECT_TIMEOUT, read_timeout)


def before_repeat(
    call: Call, error: ApiUnavailable, repeat: int, seconds_left: float, random: Callable[[], float]
) -> float | None:
    """How long to wait before a call is repeated at once; None if it must not be.

    A POST is repeated only if it certainly never reached BigCommerce.

    Args:
        call: what failed.
        error: how.
        repeat: 1 for the first repeat.
        seconds_left: how long the function may still run.
        random: gives a number from 0 up to 1.
    """
    if repeat > REPEATS or (error.sent and call.method not in REPEATABLE):
        return None
    interval = _INTERVALS[repeat - 1]
    wait = interval * (0.5 + random() / 2)
    too_late = read_timeout(seconds_left - wait) is None
    return None if too_late or (error.after or 0) > wait else wait
