"""Holds: a run is held while its store, its action or its lane is paused."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from storehook.runs.pauses import HeldNames, Pauses, holder
from storehook.stores.store import AnyStatus, Pause, Status

TTL = 10.0
"""Seconds for which a process remembers that an action or a lane isn't paused."""

NOTED = 60.0
"""Seconds for which a process does not note again that a pause holds runs."""


@dataclass(slots=True, kw_only=True)
class Holds:
    """Holds of runs, and the notes that lead the timer to them.

    Only the absence of a pause is remembered. A run that the timer releases after a resume is therefore not held again.
    """

    status: Callable[[str], AnyStatus]
    pauses: Pauses
    names: HeldNames
    clock: Callable[[], float]
    _paused: Mapping[str, Pause] = field(default_factory=dict[str, Pause])
    _read_at: float = -math.inf
    _noted: dict[str, float] = field(default_factory=dict[str, float])

    def holder(self, store_hash: str, status: Status, action: str, lane: str) -> str | None:
        """Return the pause that holds a run, if any."""
        if status == "paused":
            return holder("store", store_hash)
        holders = (holder("action", action), holder("lane", lane))
        if self.clock() - self._read_at >= TTL or any(name in self._paused for name in holders):
            self._read_at, self._paused = self.clock(), self.pauses.all()
        return next((name for name in holders if name in self._paused), None)

    def note(self, by: str) -> None:
        """Note that a pause holds a run.

        This comes before the run's row says so, as only the note leads the timer to it.
        """
        now = self.clock()
        if now - self._noted.get(by, -math.inf) >= NOTED:
            self.names.note(by, now)
            self._noted[by] = now
