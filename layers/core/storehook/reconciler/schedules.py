"""Stored schedules of the deployed actions."""

from storehook.actions.action import Action, Registry
from storehook.errors import DeclarationError, ScheduleContended
from storehook.schedules.schedule import Schedule
from storehook.schedules.stored import StoredSchedule, StoredSchedules, first, redeclared, replaced


def publish(registry: Registry, schedules: StoredSchedules, now: float) -> None:
    """Store the schedules of the actions, and delete those of actions that no longer have one.

    Raises:
        DeclarationError: a cron or time zone is invalid. All other schedules are stored.
        ScheduleContended: ticks and operators wrote a schedule all the time. All others are stored.
    """
    errors: list[DeclarationError | ScheduleContended] = []
    for action in registry:
        try:
            _publish_one(action, schedules, now)
        except (DeclarationError, ScheduleContended) as error:
            errors.append(error)
    for stored in schedules.all():
        action = registry.get(stored.action)
        if action is None or action.schedule is None:
            schedules.delete(stored)
    for error in errors:
        raise error


def _publish_one(action: Action, schedules: StoredSchedules, now: float) -> None:
    if (schedule := action.schedule) is None:
        return
    action.check_schedule()
    replaced(schedules, action.name, lambda before: _changed(action, schedule, before, now))


def _changed(action: Action, schedule: Schedule, before: StoredSchedule | None, now: float) -> StoredSchedule | None:
    """Return the version to store. None if the stored one is up to date."""
    if before is None:
        return first(action.name, action.lane, schedule, now)
    is_same = (before.lane, before.schedule) == (action.lane, schedule)
    return None if is_same else redeclared(before, action.lane, schedule, now)
