"""Session: records in one attempt of one run."""

import math
import random
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from storehook.errors import HookRecursion, RecordDetached
from storehook.records.pending_changes import Owner
from storehook.records.rows import PendingChange, RecordKey, RecordRow
from storehook.records.table import RecordStore

MAX_NESTED = 5
"""Number of times that a record's hooks may change the record again, one inside the other."""


def pause(tries: int) -> None:
    """Wait a random time after a conflicting write. It grows with each try, up to half a second."""
    time.sleep(random.uniform(0, min(0.01 * 2**tries, 0.5)))  # noqa: S311 - only spreads the writers


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """State shared by all records of one attempt. It is bound to a store, and cannot reach the records of another.

    Args:
        run_key: the same in each attempt of the run.
        hook_context: returns the context for a model's hooks. It has no current store, because a hook does not know
            what triggered it and uses `for_store_hash(self.store_hash)`. Its `records` belong to this session.
        retention: seconds after its last change for which a run can come back.
        is_created: returns whether a record's resource was just created, so that no run may have saved it yet.
        pause: waits before another try, given their number.
        remaining: gives the seconds left for the attempt. At 0, nothing is saved any more: the code of an attempt that
            took too long may still be running.
    """

    store_hash: str
    run_key: str
    rows: RecordStore
    clock: Callable[[], float]
    token: Callable[[], str]
    hook_context: Callable[[], Any]
    retention: float
    is_created: Callable[[RecordKey], bool] = lambda _key: False
    pause: Callable[[int], None] = pause
    remaining: Callable[[], float] = lambda: math.inf
    owed: dict[RecordKey, PendingChange] = field(default_factory=dict[RecordKey, PendingChange])
    """Changes by record, whose `on_success` this attempt owes."""
    _entered: Counter[RecordKey] = field(default_factory=Counter[RecordKey])
    _looked_up: set[RecordKey] = field(default_factory=set[RecordKey])

    def owner(self) -> Owner:
        """Return the owner of new pending changes."""
        return Owner(self.run_key, self.clock(), self.retention)

    def look_up(self, key: RecordKey) -> RecordRow | None:
        """Return a record's stored row, if any."""
        self._looked_up.add(key)
        return self.rows.get(key)

    def take_for_new(self, key: RecordKey) -> bool:
        """Return whether to treat a record as new: its resource was just created, and it was not looked up before.

        True only once.
        """
        is_first = key not in self._looked_up
        self._looked_up.add(key)
        return is_first and self.is_created(key)

    def check_going_on(self) -> None:
        """Refuse to save after the attempt has ended."""
        if self.remaining() <= 0:
            raise RecordDetached(
                "The attempt timed out, so its records can no longer be saved. "
                "If the run is retried, the next attempt saves them."
            )

    @contextmanager
    def entered(self, key: RecordKey) -> Generator[bool]:
        """Enter an operation on a record. Yield whether it is nested in another one, started by the record's hooks."""
        if self._entered[key] > MAX_NESTED:
            raise HookRecursion(f"The hooks of {key} change the record, which calls them again. Check changed() first.")
        self._entered[key] += 1
        try:
            yield self._entered[key] > 1
        finally:
            self._entered[key] -= 1
            if not self._entered[key]:
                self.owed.pop(key, None)
