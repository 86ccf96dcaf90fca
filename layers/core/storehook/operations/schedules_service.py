"""Schedules of the deployed actions: when they are due, pausing them, and an occurrence now."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.operations.errors import NoSuchSchedule, ScheduleHasNoStores
from storehook.schedules import stored as schedules
from storehook.schedules.occurrences import upcoming
from storehook.schedules.schedule import ForEach, Missed
from storehook.schedules.stored import RunNow, StoredSchedule, StoredSchedules
from storehook.stores.store import Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleAnswer:
    """A schedule of a deployed action. Times are in unix seconds.

    Args:
        schedule: its times in words, such as `every 1 hour`.
        spread: seconds over which the runs of an occurrence are spread.
        next_at: time of the next occurrence. None while it is paused, or if there is none.
        last_at: time of the latest occurrence that has begun, or None.
        is_creating: not all runs of that occurrence exist yet.
        is_requested: an operator wants an occurrence now, and it has not begun.
    """

    action: str
    lane: str
    schedule: str
    for_each: ForEach
    spread: float
    missed: Missed
    next_at: float | None
    last_at: float | None
    is_creating: bool
    is_requested: bool
    pause: Pause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulesService:
    """Shows, pauses and resumes schedules, and requests occurrences."""

    schedules: StoredSchedules
    clock: Callable[[], float] = time.time

    def all(self) -> list[ScheduleAnswer]:
        """Return the schedules of the deployed actions, by action."""
        return [self._answer(stored) for stored in self.schedules.all()]

    def get(self, action: str) -> ScheduleAnswer:
        """Return the schedule of an action.

        Raises:
            NoSuchSchedule: the action has none.
        """
        return self._answer(self._stored(action))

    def pause(self, action: str, reason: str, by: str) -> ScheduleAnswer:
        """Pause a schedule: no occurrence begins until it is resumed. An earlier pause stays as it is."""
        pause = Pause(by, self.clock(), reason)
        return self._change(action, lambda stored: schedules.paused(stored, pause))

    def resume(self, action: str) -> ScheduleAnswer:
        """Resume a schedule. The occurrences during the pause were missed."""
        return self._change(action, schedules.resumed)

    def run_now(self, action: str, store_hash: str | None = None) -> ScheduleAnswer:
        """Request an occurrence now, in one store or in all. The timer begins it within a minute.

        Raises:
            ScheduleHasNoStores: the action runs once for the app, and a store is named.
        """
        if store_hash and self._stored(action).schedule.for_each == "app":
            raise ScheduleHasNoStores(action)
        run_now = RunNow(self.clock(), store_hash or "")
        return self._change(action, lambda stored: schedules.requested(stored, run_now))

    def _change(self, action: str, change: Callable[[StoredSchedule], StoredSchedule]) -> ScheduleAnswer:
        changed = schedules.replaced(self.schedules, action, lambda before: before and change(before))
        if changed is None:
            raise NoSuchSchedule(action)
        return self._answer(changed)

    def _stored(self, action: str) -> StoredSchedule:
        stored = self.schedules.get(action)
        if stored is None:
            raise NoSuchSchedule(action)
        return stored

    def _answer(self, stored: StoredSchedule) -> ScheduleAnswer:
        next_at = upcoming(stored.schedule, max(stored.through, self.clock()))
        return ScheduleAnswer(
            action=stored.action,
            lane=stored.lane,
            schedule=str(stored.schedule),
            for_each=stored.schedule.for_each,
            spread=stored.schedule.spread,
            missed=stored.schedule.missed,
            next_at=None if stored.pause or math.isinf(next_at) else next_at,
            last_at=stored.last_at or None,
            is_creating=stored.occurrence is not None,
            is_requested=stored.run_now is not None,
            pause=stored.pause,
        )
