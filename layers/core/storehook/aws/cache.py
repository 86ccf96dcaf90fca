"""Answers that are remembered for a while, and go on counting while no newer ones can be had."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class TtlCache[Key, Answer]:
    """Answers to one question, by what it is asked about.

    Args:
        ask: asks it.
        clock: gives seconds that only go up.
        faults: what `ask` raises when it cannot tell.
        limit: how many answers are remembered; the oldest goes first.
    """

    ask: Callable[[Key], Answer]
    clock: Callable[[], float]
    faults: tuple[type[Exception], ...]
    limit: int
    _known: dict[Key, tuple[float, Answer]] = field(default_factory=dict[Key, tuple[float, Answer]], repr=False)

    def at_most(self, age: float, key: Key) -> Answer:
        """An answer that is no older than so many seconds. An older one counts for as long again if asking fails.

        Raises what `ask` raises if no answer is known yet.
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

    def _keep(self, key: Key, now: float, answer: Answer) -> None:
        self._known.pop(key, None)
        self._known[key] = now, answer
        if len(self._known) > self.limit:
            del self._known[next(iter(self._known))]
