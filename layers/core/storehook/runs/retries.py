"""When a failed attempt is followed by another: a pure decision."""

from collections.abc import Callable
from dataclasses import dataclass

from storehook.errors import Fail, Retry, Throttled, Unreadable
from storehook.runs.failure import is_ours

LONGEST_WAIT = 366 * 24 * 3600.0
"""Seconds."""

SPREAD = 0.2
"""The part of a wait that it is longer or shorter by, at random."""

FIRST_FAULT, LONGEST_FAULT = 5.0, 900.0
"""Seconds to wait after a fault of ours: doubled from the first to the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often and when a run is tried again. The five knobs are Gadget's; times are in seconds.

    The wait before retry n is `initial_interval * backoff_factor ** (n - 1)`, capped by `max_interval`, and with
    `randomize_interval` up to a fifth more or less, so that runs which failed together do not come back together. The
    defaults wait 5 s, 25 s, 2, 10 and 52 minutes, 4.3, 6 and 6 hours: about 17 hours in all, so that a night's
    maintenance of the other side is outlived.

    Args:
        retry_count: attempts after the first; 0 is one attempt.
        initial_interval: the wait before the first retry.
        backoff_factor: how much longer each further wait is.
        max_interval: the longest wait; None sets no cap but a year.
        randomize_interval: whether to wait up to a fifth more or less.

    ```python
    from storehook import Retries

    patient = Retries(retry_count=12, initial_interval=60, max_interval=24 * 3600)
    assert patient.interval(2) == 300
    ```
    """

    retry_count: int = 8
    initial_interval: float = 5.0
    backoff_factor: float = 5.0
    max_interval: float | None = 6 * 3600.0
    randomize_interval: bool = True

    def __post_init__(self) -> None:
        """Refuse a policy that cannot be followed.

        Raises:
            ValueError: for a negative number, or a factor below 1.
        """
        if min(self.retry_count, self.initial_interval, self.max_interval or 0) < 0 or self.backoff_factor < 1:
            raise ValueError("retry_count and the intervals start at 0, backoff_factor at 1")

    def interval(self, retry: int) -> float:
        """The wait before a retry, in seconds, before it is randomized; the first retry is 1."""
        cap = LONGEST_WAIT if self.max_interval is None else min(self.max_interval, LONGEST_WAIT)
        try:
            return min(self.initial_interval * self.backoff_factor ** (retry - 1), cap)
        except OverflowError:
            return cap


@dataclass(frozen=True, slots=True)
class Again:
    """Another attempt follows.

    Args:
        after: seconds from now.
        counted: whether the attempt that just ended uses up one of the policy's.
        faults: how many attempts in a row have ended for a fault of ours by now.
    """

    after: float
    counted: bool = True
    faults: int = 0


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No further attempt: the run has failed."""


def decide(
    error: BaseException, attempt: int, policy: Retries, random: Callable[[], float], *, faults: int = 0
) -> Again | GiveUp:
    """What follows an attempt that raised.

    Args:
        error: what it raised.
        attempt: its number; the first is 1.
        policy: the action's retries.
        random: gives a number from 0 up to 1.
        faults: how many attempts in a row had ended for a fault of ours before.
    """
    if is_ours(error):
        return Again(after_fault(faults), counted=False, faults=faults + 1)
    if isinstance(error, Throttled):
        return Again(_bounded(error.after), counted=False)
    if isinstance(error, Fail | Unreadable) or attempt > policy.retry_count:
        return GiveUp()
    if isinstance(error, Retry) and error.after is not None:
        return Again(_bounded(error.after))
    interval = policy.interval(attempt)
    return Again(interval * (1 - SPREAD + 2 * SPREAD * random()) if policy.randomize_interval else interval)


def after_fault(before: int) -> float:
    """For how many seconds work is put back after a fault of ours, given how many there were in a row before."""
    return min(FIRST_FAULT * 2.0 ** min(before, 30), LONGEST_FAULT)


def _bounded(seconds: float) -> float:
    return max(0.0, min(seconds, LONGEST_WAIT))  # in this order, NaN is 0
