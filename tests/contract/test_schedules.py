"""Contract of every table of schedules."""

import secrets
from dataclasses import replace

import pytest
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.schedules import DynamoStoredSchedules
from storehook.schedules.schedule import Schedule
from storehook.schedules.stored import (
    Occurrence,
    RunNow,
    StoredSchedule,
    StoredSchedules,
    first,
    paused,
    requested,
    resumed,
)
from storehook.stores.store import Pause
from storehook.testing.memory_schedules import MemoryStoredSchedules

NOW = 1_786_447_831.25


@pytest.fixture(params=["memory", "stack", "moto"])
def schedules(request: pytest.FixtureRequest) -> StoredSchedules:
    if request.param == "memory":
        return MemoryStoredSchedules()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoStoredSchedules(stack.emulator.client("dynamodb"), stack.outputs()["Runs"])


@pytest.fixture
def new() -> StoredSchedule:
    """A schedule of an action that no other test knows."""
    cron = Schedule(cron="0 3 * * *", time_zone="Europe/Berlin", spread=3600.0, missed="all")
    return first(f"report_{secrets.token_hex(5)}", "long", cron, NOW)


def test_a_schedule_is_read_as_it_was_stored(schedules: StoredSchedules, new: StoredSchedule) -> None:
    full = replace(
        new,
        last_at=NOW,
        occurrence=Occurrence("schedule:2026-08-11T12:00:00Z", NOW, NOW + 1, after="abc", store_hash="abc123"),
        run_now=RunNow(NOW, "abc123"),
        pause=Pause("zoë", NOW, "the printer ☕ is out"),
    )
    assert schedules.save(full, None)

    assert schedules.get(new.action) == full
    assert full in schedules.all()
    schedules.delete(full)


def test_what_a_schedule_no_longer_has_is_gone(schedules: StoredSchedules, new: StoredSchedule) -> None:
    stopped = paused(new, Pause("ann", NOW))
    schedules.save(stopped, None)

    assert schedules.save(resumed(stopped), stopped)

    assert schedules.get(new.action) == resumed(stopped)
    schedules.delete(resumed(stopped))


def test_a_version_is_stored_only_over_the_one_that_was_read(schedules: StoredSchedules, new: StoredSchedule) -> None:
    asked = requested(new, RunNow(NOW))
    stopped = paused(asked, Pause("ann", NOW))
    schedules.save(asked, None)
    schedules.save(stopped, asked)

    assert not schedules.save(resumed(asked), asked)
    assert not schedules.save(new, None)

    assert schedules.get(new.action) == stopped
    schedules.delete(stopped)


def test_only_the_version_that_was_read_is_deleted(schedules: StoredSchedules, new: StoredSchedule) -> None:
    asked = requested(new, RunNow(NOW))
    schedules.save(asked, None)

    schedules.delete(new)
    assert schedules.get(new.action) == asked

    schedules.delete(asked)
    assert schedules.get(new.action) is None
    assert asked not in schedules.all()


def test_a_deleted_schedule_is_not_stored_again_by_a_slow_tick(schedules: StoredSchedules, new: StoredSchedule) -> None:
    schedules.save(new, None)
    schedules.delete(new)

    assert not schedules.save(requested(new, RunNow(NOW)), new)

    assert schedules.get(new.action) is None
