"""Stored schedules, and the progress of each: pure functions from one version to the next.

An occurrence begins once, and then creates its runs page by page. The key of a run names its store and occurrence, so a
page that is repeated creates nothing twice. Occurrences that begin are strictly later than those before, also after a
deploy that changes the schedule.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from storehook.errors import ScheduleContended
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.run import APP, SCHEDULED, Lease, Run
from storehook.schedules.occurrences import GRACE, next_to_begin
from storehook.schedules.schedule import Schedule
from storehook.stores.store import Pause

TRIES = 10
"""Tries to store a schedule while ticks, operators and deploys write it, too."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Occurrence that has begun and whose runs are not all created. Times are in unix seconds.

    Args:
        event_id: the event ID of its runs.
        at: its time.
        starts_at: time from which its runs are spread. It is later than `at` if the occurrence was missed.
        after: store hash after which to continue. Empty at first.
        store_hash: the only store that has a run. Empty for all.
    """

    event_id: str
    at: float
    starts_at: float
    after: str = ""
    store_hash: str = ""


@dataclass(frozen=True, slots=True)
class RunNow:
    """Request of an operator for an occurrence now, in one store or in all.

    Args:
        at: unix seconds.
        store_hash: empty for all stores.
    """

    at: float
    store_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSchedule:
    """Schedule of a deployed action, and its progress. Times are in unix seconds.

    Args:
        action: name of the action.
        lane: lane of its runs.
        version: differs from that of every other version of the row.
        through: occurrences up to this time have begun, or do not count.
        last_at: the latest occurrence that has begun. 0 if there was none.
    """

    action: str
    lane: str
    schedule: Schedule
    version: int
    through: float
    last_at: float = 0.0
    occurrence: Occurrence | None = None
    run_now: RunNow | None = None
    pause: Pause | None = None


class StoredSchedules(Protocol):
    """Table of the schedules."""

    def all(self) -> list[StoredSchedule]:
        """Return all schedules, by action."""
        ...

    def get(self, action: str) -> StoredSchedule | None:
        """Return the schedule of an action, if it has one."""
        ...

    def save(self, schedule: StoredSchedule, before: StoredSchedule | None) -> bool:
        """Store the successor of a version, or of nothing. Return False if another version is stored."""
        ...

    def delete(self, schedule: StoredSchedule) -> None:
        """Delete a schedule, unless another version is stored."""
        ...


def replaced(
    schedules: StoredSchedules, action: str, change: Callable[[StoredSchedule | None], StoredSchedule | None]
) -> StoredSchedule | None:
    """Store the successor of an action's schedule, and return it. A change that returns None stores nothing.

    Raises:
        ScheduleContended: others wrote it in between, each time.
    """
    for _ in range(TRIES):
        before = schedules.get(action)
        after = change(before)
        if after is None or schedules.save(after, before):
            return after
    raise ScheduleContended(action, TRIES)


def first(action: str, lane: str, schedule: Schedule, now: float) -> StoredSchedule:
    """Return the first version of a schedule. Occurrences before now do not count."""
    # The version is a time, so that it differs from those of an earlier schedule of the action.
    return StoredSchedule(action=action, lane=lane, schedule=schedule, version=int(now * 1000), through=now)


def redeclared(stored: StoredSchedule, lane: str, schedule: Schedule, now: float) -> StoredSchedule:
    """Return the schedule as a deploy changed it. Occurrences of the new one that are before now do not count."""
    through = stored.through if schedule == stored.schedule else max(stored.through, now)
    return _next(replace(stored, lane=lane, schedule=schedule, through=through))


def paused(stored: StoredSchedule, pause: Pause) -> StoredSchedule:
    """Return the schedule paused. An earlier pause stays. No occurrence begins, unless an operator requests one."""
    return _next(replace(stored, pause=stored.pause or pause))


def resumed(stored: StoredSchedule) -> StoredSchedule:
    """Return the schedule resumed. The occurrences during the pause were missed."""
    return _next(replace(stored, pause=None))


def requested(stored: StoredSchedule, run_now: RunNow) -> StoredSchedule:
    """Return the schedule with a request for an occurrence now. It begins when the current one has created its runs."""
    return _next(replace(stored, run_now=run_now))


def begun(stored: StoredSchedule, now: float) -> StoredSchedule | None:
    """Return the schedule with an occurrence that has begun. None if none is due."""
    if stored.occurrence:
        return stored
    if stored.run_now:
        return _requested_occurrence(stored, stored.run_now)
    at = None if stored.pause else next_to_begin(stored.schedule, stored.through, now)
    if at is None:
        return None
    starts_at = now if at <= now - GRACE else at
    occurrence = Occurrence(f"schedule:{written(at)}", at, starts_at)
    return _next(replace(stored, occurrence=occurrence, through=at, last_at=at))


def after_page(stored: StoredSchedule, occurrence: Occurrence, after: str) -> StoredSchedule:
    """Return the schedule after a page of runs was created. Its occurrence ends with the last page."""
    return _next(replace(stored, occurrence=replace(occurrence, after=after) if after else None))


def run_of(stored: StoredSchedule, occurrence: Occurrence, store_hash: str, lease: Lease) -> Run:
    """Return the first version of the run of a store, which waits for its time."""
    key = RunKey(store_hash, occurrence.event_id, stored.action)
    at = occurrence.starts_at + (0.0 if occurrence.store_hash else stored.schedule.offset(stored.action, store_hash))
    message = Message(
        store_hash=store_hash,
        delivery_id=key.event_id,
        payload=f'{{"scheduled_at":"{written(occurrence.at)}"}}'.encode(),
        signed_at=int(occurrence.at),
        received_at=at,  # its time begins there, not when it is created
        action=key.action,
        kind="schedule",
        caused_before=occurrence.at,
    )
    run = runs.first(key, message, scope=SCHEDULED, lane=stored.lane, lease=lease)
    # The timer wakes it: no other message does.
    return runs.woken_at(runs.scheduled(run, at), at)


def stores_of(stored: StoredSchedule, occurrence: Occurrence) -> tuple[str, ...]:
    """Return the stores that have a run, if they need not be listed: one store, or the app as a whole."""
    if stored.schedule.for_each == "app":
        return (APP,)
    return (occurrence.store_hash,) if occurrence.store_hash else ()


def written(at: float) -> str:
    """Return a time as text, such as `2026-10-25T01:00:00Z`."""
    return f"{datetime.fromtimestamp(int(at), UTC):%Y-%m-%dT%H:%M:%SZ}"


def _requested_occurrence(stored: StoredSchedule, run_now: RunNow) -> StoredSchedule:
    at, store_hash = run_now.at, run_now.store_hash
    occurrence = Occurrence(f"run-now:{written(at)}", at, at, store_hash=store_hash)
    return _next(replace(stored, occurrence=occurrence, run_now=None, last_at=at))


def _next(stored: StoredSchedule) -> StoredSchedule:
    return replace(stored, version=stored.version + 1)
