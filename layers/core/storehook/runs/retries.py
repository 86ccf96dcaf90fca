"""Retries: a pure decision whether and when another attempt follows a failed one."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from storehook.errors import ContentUnreadable, Fail, Retry, Throttled, Unauthorized
from storehook.runs.failure import is_ours

LONGEST_WAIT = 366 * 24 * 3600.0
"""Seconds."""

SPREAD = 0.2
"""Fraction by which a wait is randomly longer or shorter."""

FIRST_FAULT, LONGEST_FAULT = 5.0, 900.0
"""Seconds to wait after a fault outside the action. The wait doubles from the first to the longest."""

FIRST_REFUSAL, LONGEST_REFUSAL, MOST_REFUSALS = 300.0, 3600.0, 6
"""Seconds to wait after BigCommerce refused the store's token, doubled from the first to the longest, and the number of
waits. They take three hours. By then, the reconciler has usually paused the store, which holds the run."""

LONGEST_QUICK = 30.0
"""Most seconds before a retry after a programming error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """Policy for retries. The options have the names that Gadget uses. Times are in seconds.

    The wait before retry n is `initial_interval * backoff_factor ** (n - 1)`, capped by `max_interval`. With
    `randomize_interval`, it is up to 20 % longer or shorter, so that runs that failed together don't come back
    together. By default, the waits are 5 s, 25 s, 2, 10 and 52 minutes, and 4.3, 6 and 6 hours. That is about 17 hours
    in all, enough for another service's maintenance overnight.

    No wait ends a programming error: an `AttributeError`, `ImportError`, `IndexError`, `KeyError`, `NameError`,
    `NotImplementedError`, `SyntaxError` or `TypeError` that your own code raised, not a package that it calls. When the
    same one has ended three attempts in a row, the run fails. Its waits are at most 30 s. On the local stack, the first
    one fails the run.

    Args:
        retry_count: number of attempts after the first. With 0, a run has a single attempt.
        initial_interval: wait before the first retry.
        backoff_factor: factor by which the wait grows from one retry to the next.
        max_interval: longest wait. With None, the longest wait is a year.
        randomize_interval: vary each wait by up to 20 %.
        programming_error_retry_count: number of attempts after the first that ended with a programming error. With
            None, such errors are retried like all others.

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
    programming_error_retry_count: int | None = 2

    def __post_init__(self) -> None:
        """Refuse an impossible policy.

        Raises:
            ValueError: a number is negative, or the factor is below 1.
        """
        counts = (self.retry_count, self.programming_error_retry_count or 0)
        if min(*counts, self.initial_interval, self.max_interval or 0) < 0 or self.backoff_factor < 1:
            raise ValueError("the counts and the intervals start at 0, backoff_factor at 1")

    def interval(self, retry: int) -> float:
        """Return the wait before a retry in seconds, before it is randomized. The first retry is 1."""
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
        counted: the attempt that just ended counts against the policy.
        faults: consecutive attempts that have ended with a fault outside the action.
    """

    after: float
    counted: bool = True
    faults: int = 0


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No attempt follows: the run has failed.

    Args:
        reason: reason for the early end. Empty if the error itself says it, or the retries are used up.
    """

    reason: str = ""


def decide(
    error: BaseException,
    attempt: int,
    policy: Retries,
    random: Callable[[], float],
    *,
    faults: int = 0,
    repeats: int = 0,
) -> Again | GiveUp:
    """Decide what follows an attempt that raised.

    Args:
        attempt: its number. The first is 1.
        faults: consecutive attempts before it that ended with a fault outside the action.
        repeats: consecutive attempts before it that ended with this error.
    """
    if is_ours(error):
        return Again(after_fault(faults), counted=False, faults=faults + 1)
    if _refuses_token(error) and faults < MOST_REFUSALS:
        return Again(min(FIRST_REFUSAL * 2.0**faults, LONGEST_REFUSAL), counted=False, faults=faults + 1)
    if isinstance(error, Throttled):
        return Again(_bounded(error.after), counted=False)
    if isinstance(error, Fail | ContentUnreadable) or attempt > policy.retry_count:
        return GiveUp()
    if isinstance(error, Retry) and error.after is not None:
        return Again(_bounded(error.after))
    interval = policy.interval(attempt)
    quick = policy.programming_error_retry_count
    if quick is not None and _is_programming_error(error):
        if repeats >= quick:
            return GiveUp(_programming_error(repeats + 1))
        interval = min(policy.interval(repeats + 1), LONGEST_QUICK)
    return Again(interval * (1 - SPREAD + 2 * SPREAD * random()) if policy.randomize_interval else interval)


def _is_programming_error(error: BaseException) -> bool:
    from storehook.runs.programming_errors import is_programming_error  # most processes never need it

    return is_programming_error(error)


def _programming_error(attempts: int) -> str:
    tried = "not tried again" if attempts == 1 else f"{attempts} quick attempts, then failed"
    return f"(a programming error: {tried}. Fix the code, deploy, and retry the run.)"


def after_fault(before: int) -> float:
    """Return the seconds to wait after a fault outside the action, given how many came in a row before it."""
    return min(FIRST_FAULT * 2.0 ** min(before, 30), LONGEST_FAULT)


def _refuses_token(error: BaseException) -> bool:
    # 403 means that the token lacks an OAuth scope, which a wait doesn't change.
    return isinstance(error, Unauthorized) and error.status == HTTPStatus.UNAUTHORIZED


def _bounded(seconds: float) -> float:
    return max(0.0, min(seconds, LONGEST_WAIT))  # in this order, NaN is 0
