"""`storehook schedules`: list, pause, resume, and an occurrence now."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from tests.support.storehook_command import OPERATOR, MemoryStack, Storehook

from storehook.schedules import stored as schedules
from storehook.schedules.schedule import Schedule
from storehook.schedules.stored import StoredSchedule

HOUR = 3600.0


@pytest.fixture
def report(memory_stack: MemoryStack) -> StoredSchedule:
    """An hourly schedule of the action `report`, deployed two hours ago, whose last occurrence was this hour's."""
    hour = time.time() // HOUR * HOUR
    found = schedules.first("report", "default", Schedule(every=HOUR), hour - HOUR)
    found = replace(found, through=hour, last_at=hour)
    memory_stack.scheduled.rows["report"] = found
    return found


def listed(storehook: Storehook) -> dict[str, Any]:
    (answer,) = json.loads(storehook("schedules", "list", "--json").stdout)
    return answer


def test_a_schedule_is_listed_with_its_next_and_last_occurrence(storehook: Storehook, report: StoredSchedule) -> None:
    shown = storehook("schedules", "list").output
    answer = listed(storehook)

    assert all(word in shown for word in ("report", "every 1 hour", "store", "min ago", "active"))
    assert (answer["next_at"], answer["last_at"]) == (report.through + HOUR, report.last_at)
    assert (answer["action"], answer["pause"], answer["is_creating"]) == ("report", None, False)


def test_without_a_schedule_it_is_said_how_to_declare_one(storehook: Storehook) -> None:
    assert '@action(every="1 hour")' in storehook("schedules", "list").stderr


@pytest.mark.usefixtures("report")
def test_a_paused_schedule_is_listed_with_its_reason_and_no_next_occurrence(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    done = storehook("schedules", "pause", "report", "--reason", "the ERP is down")

    pause = memory_stack.scheduled.rows["report"].pause
    assert pause
    assert (pause.by, pause.reason) == (OPERATOR, "the ERP is down")
    assert "storehook schedules resume report" in done.stdout
    assert "paused: the ERP is down" in storehook("schedules", "list").output
    assert listed(storehook)["next_at"] is None


@pytest.mark.usefixtures("report")
def test_a_resumed_schedule_has_a_next_occurrence(storehook: Storehook, memory_stack: MemoryStack) -> None:
    storehook("schedules", "pause", "report")

    assert "Next occurrence: 2" in storehook("schedules", "resume", "report").stdout
    assert memory_stack.scheduled.rows["report"].pause is None


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize(("words", "store"), [((), ""), (("--store", "abc123"), "abc123")])
def test_an_occurrence_now_is_requested_in_one_store_or_all(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...], store: str
) -> None:
    memory_stack.add("abc123")

    done = storehook("schedules", "run-now", "report", *words)

    run_now = memory_stack.scheduled.rows["report"].run_now
    assert run_now
    assert run_now.store_hash == store
    assert run_now.at == pytest.approx(time.time(), abs=60)
    assert "storehook runs list --action report" in done.stdout
    assert "runs within a minute" in storehook("schedules", "list").output


def test_an_action_that_runs_once_for_the_app_runs_in_no_store(
    storehook: Storehook, memory_stack: MemoryStack, report: StoredSchedule
) -> None:
    memory_stack.add("abc123")
    memory_stack.scheduled.rows["report"] = replace(report, schedule=Schedule(every=HOUR, for_each="app"))

    done = storehook("schedules", "run-now", "report", "--store", "abc123")

    assert (done.exit_code, "Leave out the store" in done.stderr) == (1, True)
    assert memory_stack.scheduled.rows["report"].run_now is None


@pytest.mark.usefixtures("report")
def test_no_occurrence_is_requested_in_an_unknown_store(storehook: Storehook, memory_stack: MemoryStack) -> None:
    assert storehook("schedules", "run-now", "report", "--store", "nobody").exit_code == 1
    assert memory_stack.scheduled.rows["report"].run_now is None


@pytest.mark.parametrize("act", ["pause", "resume", "run-now"])
def test_an_action_without_a_schedule_is_refused_and_nothing_is_recorded(
    storehook: Storehook, memory_stack: MemoryStack, act: str
) -> None:
    done = storehook("schedules", act, "nothing")

    assert (done.exit_code, "storehook schedules list" in done.stderr) == (1, True)
    assert memory_stack.audit_log.entries == []
