"""How long an attempt may take."""

import contextvars
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from storehook.errors import AttemptTimedOut

MARGIN = 2.0
"""Seconds that are kept to record the outcome before the function itself is ended."""


@dataclass(slots=True)
class Deadline:
    """When an attempt ends.

    Args:
        clock: gives seconds.
        seconds: how long it may take from now.
    """

    clock: Callable[[], float]
    seconds: float
    _ends_at: float = field(init=False)

    def __post_init__(self) -> None:
        """Start the time."""
        self._ends_at = self.clock() + self.seconds

    def remaining(self) -> float:
        """Seconds that are left; 0 when it is over, and from then on."""
        return max(0.0, self._ends_at - self.clock())

    def check(self) -> None:
        """Refuse to go on when the attempt is over.

        Raises:
            AttemptTimedOut: it is.
        """
        if self.remaining() <= 0:
            raise AttemptTimedOut(self.seconds)

    def end(self) -> None:
        """Let it be over: the attempt is, although its code may still be running."""
        self._ends_at = float("-inf")


def seconds_for(timeout: float | None, seconds_left: float) -> float:
    """How long an attempt may take: what its action asks for, within what is left to the function."""
    left = max(seconds_left - MARGIN, seconds_left / 2)
    return left if timeout is None else min(timeout, left)


def run_until(deadline: Deadline, work: Callable[[], object]) -> BaseException | None:
    """Do some work, give up on it at a deadline, and tell what it raised; `AttemptTimedOut` if it took too long.

    Told, not raised: an action may raise what Python itself ends programs with, and that must end its run alone.

    Python cannot end a thread: work that goes on too long goes on in the background, without its tools, until the
    function's process ends.
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
