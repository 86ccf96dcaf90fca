"""Records in one attempt of one run."""

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
from storehook.records.rows import PendingChange, RecordKey, Row
from storehook.records.table import RecordStore

MAX_NESTED = 5
"""How often hooks of one record may change that record again, one inside the other."""


def pause(tries: int) -> None:
    """Wait after a write that came too late: a random time, longer with each try, at most half a second."""
    time.sleep(random.uniform(0, min(0.01 * 2**tries, 0.5)))  # noqa: S311 - only spreads the writers


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What all records of one attempt share. It is bound to a store: there is no way to another one's records.

    Args:
        store_hash: the store.
        run_key: the run; the same in each of its attempts.
        rows: the table of records.
        clock: gives unix seconds.
        token: gives a fresh random token.
        hook_context: gives the context for a model's hooks. It must have no current store: a hook does not know what
            triggered it, and uses `for_store_hash(self.store_hash)`. Its `records` must be of this same session.
        retention: how long a run can come back after its last change, in seconds.
        is_created: whether a record is of what has just been created at BigCommerce, which nobody may have saved yet.
        pause: waits before another try, given how many there were.
        remaining: how long the attempt may go on, in seconds. When it is over, nothing is saved any more: the code of
            an attempt that took too long may still be running.
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
    """By record, the change whose `on_success` this attempt has to see through."""
    _entered: Counter[RecordKey] = field(default_factory=Counter[RecordKey])
    _looked_up: set[RecordKey] = field(default_factory=set[RecordKey])

    def owner(self) -> Owner:
        """Whose changes are pending."""
        return Owner(self.run_key, self.clock(), self.retention)

    def look_up(self, key: RecordKey) -> Row | None:
        """A record's row as it is stored now."""
        self._looked_up.add(key)
        return self.rows.get(key)

    def take_for_new(self, key: RecordKey) -> bool:
        """Whether to take a record for new: of what has just been created, and not looked for; no more than once."""
        is_first = key not in self._looked_up
        self._looked_up.add(key)
        return is_first and self.is_created(key)

    def check_going_on(self) -> None:
        """Refuse to save when the attempt is over.

        Raises:
            RecordDetached: it is.
        """
        if self.remaining() <= 0:
            raise RecordDetached("The attempt took too long and is over. Another one saves this record, if any does.")

    @contextmanager
    def entered(self, key: RecordKey) -> Generator[bool]:
        """Work on a record. Gives whether that is part of other work on it, since one of its hooks asked for it.

        Raises:
            HookRecursion: hooks go on changing their own record.
        """
        if self._entered[key] > MAX_NESTED:
            raise HookRecursion(f"The hooks of {key} change the record, which calls them again. Ask changed() first.")
        self._entered[key] += 1
        try:
            yield self._entered[key] > 1
        finally:
            self._entered[key] -= 1
            if not self._entered[key]:
                self.owed.pop(key, None)
