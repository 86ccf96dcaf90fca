"""Cache for answers, which stay in use while no newer answer can be had."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

LOCK_TIMEOUT = 1.0
"""Seconds for which a thread waits for another thread's call before it makes its own."""


@contextmanager
def one_caller(lock: Lock) -> Generator[None]:
    """Let one thread ask for all that need the same answer now, unless that takes too long."""
    acquired = lock.acquire(timeout=LOCK_TIMEOUT)
    try:
        yield
    finally:
        if acquired:
            lock.release()


@dataclass(slots=True)
class TtlCache[Key, Answer]:
    """Cache of answers by key.

    Args:
        ask: gets the answer for a key.
        faults: exceptions of `ask` that keep an older answer in use in `at_most`.
        limit: most answers kept. The oldest is dropped first.
    """

    ask: Callable[[Key], Answer]
    clock: Callable[[], float]
    faults: tuple[type[Exception], ...]
    limit: int
    _known: dict[Key, tuple[float, Answer]] = field(default_factory=dict[Key, tuple[float, Answer]], repr=False)

    def at_most(self, age: float, key: Key) -> Answer:
        """Return an answer that is younger than `age` seconds.

        If `ask` fails, an older answer is used for another `age` seconds. If there is none, raise what `ask` raises.
        """
        now, known = self.clock(), self._known.get(key)
        if known is not None and now - known[0] < age:
            return known[1]
        try:
            answer = self.ask(key)
        except self.faults:
            if known is None:
                raise
            answer = known[1]
        self._keep(key, now, answer)
        return answer

    def since(self, moment: float, key: Key) -> Answer:
        """Return an answer that was asked for after a moment of the clock.

        If `ask` fails, raise what it raises: nobody knows if an older answer still holds.
        """
        now, known = self.clock(), self._known.get(key)
        if known is not None and known[0] > moment:
            return known[1]
        answer = self.ask(key)
        self._keep(key, now, answer)
        return answer

    def _keep(self, key: Key, now: float, answer: Answer) -> None:
        self._known.pop(key, None)
        self._known[key] = now, answer
        if len(self._known) > self.limit:
            del self._known[next(iter(self._known))]
