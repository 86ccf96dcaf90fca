"""When a failed attempt is followed by another: a pure decision."""

from collections.abc import Callable
from dataclasses import dataclass

from storehook.errors import Fail, Retry, Throttled, Unreadable
from storehook.queues.lanes import MAX_POSTPONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often and when a run is tried again. The five knobs are Gadget's; times are in seconds.

    The wait before retry n is at most `initial_interval * backoff_factor ** (n - 1)`, capped by `max_interval`, and
    with `randomize_interval` a random part of it ("full jitter"), so that runs which failed together do not come
    back together. The defaults wait at most 5, 15, 45, 135, 405, 1215, 3600 and 3600 s: about 2.5 hours in all.

    Args:
        retry_count: attempts after the first; 0 is one attempt.
        initial_interval: the longest wait before the first retry.
        backoff_factor: how much longer each further wait may be.
        max_interval: the longest wait; None sets no cap but the queue's, 11.5 hours.
        randomize_interval: whether to wait a random part of the interval rather than all of it.

    ```python
    from storehook import Retries

    patient = Retries(retry_count=12, initial_interval=60, max_interval=4 * 3600)
    assert patient.interval(2) == 180
    ```
    """

    retry_count: int = 8
    initial_interval: float = 5.0
    backoff_factor: float = 3.0
    max_interval: float | None = 3600.0
    randomize_interval: bool = True

    def __post_init__(self) -> None:
        """Refuse a policy that cannot be followed.

        Raises:
            ValueError: for a negative number, or a factor below 1.
        """
        if min(self.retry_count, self.initial_interval, self.max_interval or 0) < 0 or self.backoff_factor < 1:
            raise ValueError("retry_count and the intervals start at 0, backoff_factor at 1")

    def interval(self, retry: int) -> float:
        """The longest wait before a retry, in seconds; the first retry is 1."""
        cap = MAX_POSTPONE if self.max_interval is None else min(self.max_interval, MAX_POSTPONE)
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
    """

    after: float
    counted: bool = True


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No further attempt: the run has failed."""


def decide(error: BaseException, attempt: int, policy: Retries, random: Callable[[], float]) -> Again | GiveUp:
    """What follows an attempt that raised.

    Args:
        error: what it raised.
        attempt: its number; the first is 1.
        policy: the action's retries.
        random: gives a number from 0 up to 1.
    """
    if isinstance(error, Throttled):
        return Again(_bounded(error.after), counted=False)
    if isinstance(error, Fail | Unreadable) or attempt > policy.retry_count:
        return GiveUp()
    if isinstance(error, Retry) and error.after is not None:
        return Again(_bounded(error.after))
    interval = policy.interval(attempt)
    return Again(interval * random() if policy.randomize_interval else interval)


def _bounded(seconds: float) -> float:
    return max(0.0, min(seconds, MAX_POSTPONE))  # in this order, NaN is 0
