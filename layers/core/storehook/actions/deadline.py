"""Deadline of an attempt."""

import contextvars
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from storehook.errors import AttemptTimedOut

MARGIN = 2.0
"""Seconds reserved to record the outcome before Lambda ends the function."""

PREPARATION = 0.1
"""Fraction of a lane's time that may pass before an attempt without a timeout starts."""


@dataclass(slots=True)
class Deadline:
    """End of an attempt, in so many seconds."""

    clock: Callable[[], float]
    seconds: float
    _ends_at: float = field(init=False)

    def __post_init__(self) -> None:
        """Start the time."""
        self._ends_at = self.clock() + self.seconds

    def remaining(self) -> float:
        """Return the seconds that are left, at least 0."""
        return max(0.0, self._ends_at - self.clock())

    def check(self) -> None:
        """Raise `AttemptTimedOut` if the attempt is over."""
        if self.remaining() <= 0:
            raise AttemptTimedOut(self.seconds)

    def end(self) -> None:
        """End the attempt, although its code may still be running."""
        self._ends_at = float("-inf")


def seconds_for(timeout: float | None, seconds_left: float) -> float:
    """Return the seconds for an attempt: the action's timeout, within the function's remaining time."""
    left = max(seconds_left - MARGIN, seconds_left / 2)
    return left if timeout is None else min(timeout, left)


def full_time(timeout: float | None, longest_attempt: float) -> float:
    """Return the seconds that an invocation must have left so that it does not cut an attempt short.

    Args:
        longest_attempt: seconds for which the lane's consumer may run.
    """
    whole = longest_attempt * (1 - PREPARATION)
    return whole if timeout is None else min(timeout + MARGIN, whole)


def run_until(deadline: Deadline, work: Callable[[], object]) -> BaseException | None:
    """Run some work until a deadline. Return what it raised, or `AttemptTimedOut` if it took too long.

    The error is returned, not raised, because an action may raise an error that ends a Python program, such as
    SystemExit. It must end only its run.

    Python can't end a thread. Work that takes too long continues in the background, without its tools, until the
    process ends.
    """
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=contextvars.copy_context().run, args=(guarded,), daemon=True)
    thread.start()
    thread.join(deadline.remaining())
    if thread.is_alive():
        deadline.end()
        return AttemptTimedOut(deadline.seconds)
    return failed[0] if failed else None
