"""Stored schedules of the deployed actions."""

from storehook.actions.action import Action, Registry
from storehook.errors import DeclarationError
from storehook.schedules.schedule import Schedule
from storehook.schedules.stored import StoredSchedule, StoredSchedules, first, redeclared

TRIES = 5
"""Tries to store a schedule while ticks and operators write it too."""


def publish(registry: Registry, schedules: StoredSchedules, now: float) -> None:
    """Store the schedules of the actions, and delete those of actions that no longer have one.

    Raises:
        DeclarationError: a cron or time zone is invalid. All other schedules are stored.
    """
    invalid: list[DeclarationError] = []
    for action in registry:
        try:
            _publish_one(action, schedules, now)
        except DeclarationError as error:
            invalid.append(error)
    for stored in schedules.all():
        action = registry.get(stored.action)
        if action is None or action.schedule is None:
            schedules.delete(stored)
    for error in invalid:
        raise error


def _publish_one(action: Action, schedules: StoredSchedules, now: float) -> None:
    if action.schedule is None:
        return
    action.check_schedule()
    for _ in range(TRIES):
        before = schedules.get(action.name)
        after = _changed(action, action.schedule, before, now)
        if after is None or schedules.save(after, before):
            return


def _changed(action: Action, schedule: Schedule, before: StoredSchedule | None, now: float) -> StoredSchedule | None:
    """Return the version to store. None if the stored one is up to date."""
    if before is None:
        return first(action.name, action.lane, schedule, now)
    is_same = (before.lane, before.schedule) == (action.lane, schedule)
    return None if is_same else redeclared(before, action.lane, schedule, now)
