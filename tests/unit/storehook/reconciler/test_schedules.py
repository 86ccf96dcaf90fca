"""Schedules of the actions are stored after a deploy, and by each fan-out."""

from typing import Any

import pytest

from storehook import Context, Params, action
from storehook.actions.action import Action, Registry, action_of
from storehook.errors import DeclarationError, ScheduleContended
from storehook.reconciler.schedules import publish
from storehook.schedules.schedule import Schedule
from storehook.schedules.stored import RunNow, StoredSchedule, first, paused, requested
from storehook.stores.store import Pause
from storehook.testing.memory_schedules import MemoryStoredSchedules

NOW = 1_767_236_400.0


def declared(name: str, **options: Any) -> Action:
    def function(_params: Params, _ctx: Context) -> None: ...

    function.__name__ = name
    return action_of(action(**options)(function))


REPORT = declared("report", cron="0 3 * * *", lane="long")


def test_a_schedule_begins_with_the_deploy_that_declares_it() -> None:
    schedules = MemoryStoredSchedules()

    publish(Registry([REPORT, declared("sync", webhooks=["store/order/updated"])]), schedules, NOW)

    assert schedules.all() == [first("report", "long", Schedule(cron="0 3 * * *"), NOW)]


def test_a_deploy_that_changes_nothing_writes_nothing() -> None:
    schedules = MemoryStoredSchedules()
    publish(Registry([REPORT]), schedules, NOW)
    before = schedules.all()

    publish(Registry([REPORT]), schedules, NOW + 3600)

    assert schedules.all() == before


def test_a_deploy_that_changes_a_schedule_keeps_its_pause_and_its_requests() -> None:
    schedules = MemoryStoredSchedules()
    publish(Registry([REPORT]), schedules, NOW)
    (stored,) = schedules.all()
    stopped = requested(paused(stored, Pause("ann", NOW)), RunNow(NOW))
    schedules.save(stopped, stored)

    publish(Registry([declared("report", every="1 hour")]), schedules, NOW + 60)

    (changed,) = schedules.all()
    assert (changed.lane, changed.schedule.every, changed.through) == ("default", 3600, NOW + 60)
    assert (changed.pause, changed.run_now) == (stopped.pause, stopped.run_now)


@pytest.mark.parametrize("left", [(), (declared("report", webhooks=["store/order/updated"]),)])
def test_an_action_that_no_longer_has_a_schedule_or_is_gone_runs_no_more(left: tuple[Action, ...]) -> None:
    schedules = MemoryStoredSchedules()
    publish(Registry([REPORT]), schedules, NOW)

    publish(Registry(left), schedules, NOW)

    assert not schedules.all()


def test_an_invalid_schedule_is_an_error_and_stops_no_other() -> None:
    schedules = MemoryStoredSchedules()

    with pytest.raises(DeclarationError, match="cron='61 3 "):
        publish(Registry([declared("broken", cron="61 3 * * *"), REPORT]), schedules, NOW)

    assert [schedule.action for schedule in schedules.all()] == ["report"]


def test_a_tick_that_writes_in_between_does_not_undo_the_deploy() -> None:
    class Racing(MemoryStoredSchedules):
        races = 1

        def save(self, schedule: StoredSchedule, before: StoredSchedule | None) -> bool:
            if before and self.races:
                self.races -= 1
                super().save(requested(before, RunNow(NOW)), before)
            return super().save(schedule, before)

    schedules = Racing()
    publish(Registry([REPORT]), schedules, NOW)

    publish(Registry([declared("report", every="1 hour")]), schedules, NOW)

    (stored,) = schedules.all()
    assert (stored.schedule.every, stored.run_now) == (3600, RunNow(NOW))


class Contended(MemoryStoredSchedules):
    """Table in which others write the schedule of `report` before each save."""

    def save(self, schedule: StoredSchedule, before: StoredSchedule | None) -> bool:
        """Implement `schedules.stored.StoredSchedules.save`."""
        return schedule.action != "report" and super().save(schedule, before)


def test_a_schedule_that_others_write_all_the_time_is_an_error_and_all_others_are_stored() -> None:
    schedules = Contended()

    with pytest.raises(ScheduleContended, match="report"):
        publish(Registry([REPORT, declared("sweep", every="1 hour")]), schedules, NOW)

    assert [stored.action for stored in schedules.all()] == ["sweep"]
