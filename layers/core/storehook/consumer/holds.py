"""Whether something holds a run: its store, its action or its lane is paused."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from storehook.runs.pauses import HeldNames, Pauses, holder
from storehook.stores.store import AnyStatus, Pause, Status

TTL = 10.0
"""Seconds for which it is remembered that an action or a lane is not paused."""

NOTED = 60.0
"""Seconds for which a process does not note again that a name holds runs."""


@dataclass(slots=True, kw_only=True)
class Holds:
    """Tells what holds a run, and notes that it does.

    Only that something is not paused is remembered: once it is resumed, what the timer releases is not held again.

    Args:
        status: tells how a store is.
        pauses: the actions and lanes that are paused.
        names: what has held runs, for the timer.
        clock: gives unix seconds.
    """

    status: Callable[[str], AnyStatus]
    pauses: Pauses
    names: HeldNames
    clock: Callable[[], float]
    _paused: Mapping[str, Pause] = field(default_factory=dict[str, Pause])
    _read_at: float = -math.inf
    _noted: dict[str, float] = field(default_factory=dict[str, float])

    def holder(self, store_hash: str, status: Status, action: str, lane: str) -> str | None:
        """What holds a run; None if nothing does.

        Args:
            store_hash: its store.
            status: how that is.
            action: its action.
            lane: its lane.
        """
        if status == "paused":
            return holder("store", store_hash)
        asked = (holder("action", action), holder("lane", lane))
        if self.clock() - self._read_at >= TTL or any(each in self._paused for each in asked):
            self._read_at, self._paused = self.clock(), self.pauses.all()
        return next((each for each in asked if each in self._paused), None)

    def note(self, by: str) -> None:
        """Note that it holds a run, before the run's row says so: nothing else leads the timer to that."""
        now = self.clock()
        if now - self._noted.get(by, -math.inf) >= NOTED:
            self.names.note(by, now)
            self._noted[by] = now
