"""Limits on the reads of secrets that strangers cause, with deliveries that match no remembered secret."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

PER_STORE, IN_ALL = 3, 30
"""Most refreshes in a period for deliveries to one store, and to all stores."""

PERIOD = 60.0
"""Seconds."""


@dataclass(slots=True)
class Refreshes:
    """Refreshes of secrets in one process, for deliveries that nothing proves. Limited per store and in all."""

    clock: Callable[[], float]
    _began: float = field(default=-inf, repr=False)
    _counts: Counter[str] = field(default_factory=Counter[str], repr=False)

    def grant(self, store_hash: str) -> bool:
        """Return whether a delivery to a store may refresh the secrets, and count it if so."""
        now = self.clock()
        if now - self._began >= PERIOD:
            self._began = now
            self._counts.clear()
        if self._counts[store_hash] >= PER_STORE or self._counts.total() >= IN_ALL:
            return False
        self._counts[store_hash] += 1
        return True
