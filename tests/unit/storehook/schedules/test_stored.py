"""Versions of a stored schedule, and the runs of its occurrences."""

from dataclasses import replace

from storehook.runs.run import APP, LATE, Lease
from storehook.schedules import stored as stored_schedules
from storehook.schedules.schedule import Schedule
from storehook.schedules.stored import RunNow, StoredSchedule
from storehook.stores.store import Pause

HOUR = 3600.0

NOON = 1_767_268_800.0  # 2026-01-01T12:00:00Z

HOURLY = Schedule(every=HOUR, spread=600)


def deployed(schedule: Schedule = HOURLY, at: float = NOON - 600) -> StoredSchedule:
    return stored_schedules.first("report", "default", schedule, at)


def begun(stored: StoredSchedule, now: float) -> StoredSchedule:
    found = stored_schedules.begun(stored, now)
    assert found is not None
    return found


def test_the_first_deploy_makes_up_for_nothing() -> None:
    assert stored_schedules.begun(deployed(), NOON - 300) is None
    assert begun(deployed(), NOON - 120).through == NOON


def test_an_occurrence_begins_once() -> None:
    first = begun(deployed(), NOON)
    assert first.occurrence is not None
    over = stored_schedules.after_page(first, first.occurrence, "")

    assert over.occurrence is None
    assert stored_schedules.begun(over, NOON + 60) is None


def test_an_occurrence_goes_on_after_its_page_before_another_begins() -> None:
    first = begun(deployed(), NOON)
    assert first.occurrence is not None
    going_on = stored_schedules.after_page(first, first.occurrence, "store5")

    assert stored_schedules.begun(going_on, NOON + 2 * HOUR) is going_on
    assert going_on.occurrence == replace(first.occurrence, after="store5")


def test_each_version_differs_from_all_others_also_from_those_of_a_deleted_row() -> None:
    first, again = deployed(at=NOON), deployed(at=NOON + 1)
    versions = [first, begun(first, NOON + HOUR), again]

    assert len({version.version for version in versions}) == 3


def test_a_changed_schedule_makes_up_for_nothing_before_its_deploy() -> None:
    every_minute = Schedule(every=60, missed="all")
    changed = stored_schedules.redeclared(begun(deployed(), NOON), "default", every_minute, NOON + 1800)

    assert changed.through == NOON + 1800
    assert changed.occurrence is not None


def test_a_deploy_of_the_same_schedule_in_another_lane_keeps_its_progress() -> None:
    moved = stored_schedules.redeclared(deployed(), "long", HOURLY, NOON + 1800)

    assert (moved.lane, moved.through) == ("long", NOON - 600)


def test_a_paused_schedule_begins_nothing_and_makes_up_for_it_by_its_policy() -> None:
    paused = stored_schedules.paused(deployed(), Pause("ann", NOON - 300))

    assert stored_schedules.begun(paused, NOON + 2 * HOUR + 600) is None
    resumed = stored_schedules.resumed(paused)
    assert begun(resumed, NOON + 2 * HOUR + 600).through == NOON + 2 * HOUR


def test_an_earlier_pause_stays() -> None:
    paused = stored_schedules.paused(deployed(), Pause("ann", NOON))

    assert stored_schedules.paused(paused, Pause("bob", NOON + 1)).pause == Pause("ann", NOON)


def test_run_now_works_while_paused_and_does_not_take_the_place_of_an_occurrence() -> None:
    paused = stored_schedules.paused(deployed(), Pause("ann", NOON - 300))
    asked = begun(stored_schedules.requested(paused, RunNow(NOON - 100)), NOON - 60)

    assert asked.occurrence is not None
    assert asked.occurrence.event_id == "run-now:2026-01-01T11:58:20Z"
    assert (asked.through, asked.run_now) == (NOON - 600, None)


def test_a_run_waits_for_its_stores_place_in_the_spread_and_only_the_timer_wakes_it() -> None:
    stored = begun(deployed(), NOON - 120)
    assert stored.occurrence is not None

    run = stored_schedules.run_of(stored, stored.occurrence, "abc123", Lease("tick", NOON - 120, 0.0))

    at = NOON + HOURLY.offset("report", "abc123")
    assert str(run.key) == "abc123/schedule:2026-01-01T12:00:00Z/report"
    assert (run.state, run.next_attempt_at, run.due_at, run.attempt) == ("scheduled", at, at, 0)
    assert run.message.payload == b'{"scheduled_at":"2026-01-01T12:00:00Z"}'


def test_the_runs_of_a_missed_occurrence_are_spread_from_now_on() -> None:
    stored = begun(deployed(), NOON + 1800)
    assert stored.occurrence is not None

    run = stored_schedules.run_of(stored, stored.occurrence, "abc123", Lease("tick", NOON + 1800, 0.0))

    assert run.next_attempt_at == NOON + 1800 + HOURLY.offset("report", "abc123")
    assert run.next_attempt_at > NOON + LATE


def test_run_now_in_one_store_is_not_spread() -> None:
    stored = begun(stored_schedules.requested(deployed(), RunNow(NOON - 500, "abc123")), NOON - 490)
    assert stored.occurrence is not None

    assert stored_schedules.stores_of(stored, stored.occurrence) == ("abc123",)
    run = stored_schedules.run_of(stored, stored.occurrence, "abc123", Lease("tick", NOON - 490, 0.0))
    assert run.next_attempt_at == NOON - 500


def test_a_schedule_of_the_app_has_one_run() -> None:
    stored = begun(deployed(Schedule(every=HOUR, for_each="app")), NOON)
    assert stored.occurrence is not None

    assert stored_schedules.stores_of(stored, stored.occurrence) == (APP,)
