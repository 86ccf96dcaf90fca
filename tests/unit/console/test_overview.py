"""The console's routes for many runs at once."""

from typing import Any

import pytest
from tests.support.clocks import NOW
from tests.support.console_function import ConsoleStack, failed, whole
from tests.support.memory import MemoryDepths
from tests.support.run_history import Counting, LargeIndexes
from tests.support.runs import DAY, HOUR, run

from storehook.history.reading import RunHistory
from storehook.history.rows import RunRow
from storehook.operations.overview import NEWEST, Overview
from storehook.queues.run_key import RunKey


@pytest.fixture(scope="module")
def ten_thousand() -> list[RunRow]:
    """Runs of this day, four a second, the newest first."""
    keys = (RunKey("store1", f"event-{number}", "a") for number in range(10_000))
    return [RunRow(key=key, state="completed", **_at(NOW - number / 4)) for number, key in enumerate(keys)]


def _at(moment: float) -> dict[str, Any]:
    return dict.fromkeys(("created_at", "updated_at", "received_at"), moment)


def _summary(rows: list[RunRow], hours: float) -> Counting:
    """Return the reads of a summary of these runs."""
    counting = Counting(LargeIndexes(rows))
    history = RunHistory(indexes=counting, clock=lambda: NOW)  # type: ignore[arg-type]
    Overview(history=history, depths=MemoryDepths({}, {}), lanes=[]).summary(hours, None)
    return counting


def test_the_summary_counts_states_lanes_and_slots(operated: ConsoleStack) -> None:
    name = failed(operated)
    now = operated.deployment.clock()
    operated.add(run(1, created_at=now - 10), run(2, created_at=now - 7 * HOUR))

    found = operated.get("api/summary").json()

    assert found["states"]["failed"] == 1
    assert found["states"]["completed"] == 1
    assert found["capped"] is False
    (default, long) = found["lanes"]
    assert (default["dead_letters"], long["dead_letters"]) == (1, 0)
    assert default["oldest_dead_letter_at"] == whole(operated, name)["attempts"][-1]["ended_at"]
    assert long["oldest_dead_letter_at"] is None
    assert len(found["slots"]) == 25
    assert sum(slot["arrived"] for slot in found["slots"]) == 2


def test_a_failure_whose_dead_letter_is_gone_by_now_is_not_the_oldest(operated: ConsoleStack) -> None:
    name = failed(operated)
    operated.add(run(1, state="failed", created_at=operated.deployment.clock() - 20 * DAY))

    (default, _) = operated.get("api/summary").json()["lanes"]

    assert default["oldest_dead_letter_at"] == whole(operated, name)["attempts"][-1]["ended_at"]


def test_the_oldest_dead_letter_of_a_lane_is_the_first_of_its_own(operated: ConsoleStack) -> None:
    failed(operated)
    ages = {"long": 300, "default": 200}
    for lane, age in ages.items():
        operated.add(run(age, state="failed", lane=lane, created_at=NOW - age, took=0.0))
    operated.deployment.dead_letters["long"].put("a letter")

    lanes = operated.get("api/summary").json()["lanes"]

    assert {lane["lane"]: NOW - lane["oldest_dead_letter_at"] for lane in lanes} == ages


def test_where_there_is_no_dead_letter_none_is_the_oldest(operated: ConsoleStack) -> None:
    operated.add(run(1, state="failed", created_at=NOW - 5))

    lanes = operated.get("api/summary").json()["lanes"]

    assert [lane["oldest_dead_letter_at"] for lane in lanes] == [None, None]


def test_the_longest_picture_is_answered(operated: ConsoleStack) -> None:
    (allowed,) = (
        field["schema"]["maximum"]
        for field in operated.get("api/openapi.json").json()["paths"]["/console/api/summary"]["get"]["parameters"]
        if field["name"] == "hours"
    )

    assert operated.get("api/summary", hours=allowed).status == 200
    assert operated.get("api/summary", hours=allowed + 1).status == 422


def test_the_summary_of_a_store_is_about_that_store(operated: ConsoleStack) -> None:
    operated.add(run(1, created_at=NOW - 1), run(2, store="store2", created_at=NOW - 1))

    assert operated.get("api/summary", store="store2").json()["states"]["completed"] == 1


def test_failures_come_by_cause(operated: ConsoleStack) -> None:
    name = failed(operated)

    (group,) = operated.get("api/failures").json()["groups"]

    assert (group["count"], group["error_type"], group["example"]) == (1, "ValueError", name | {"generation": 0})
    assert group["error"] == whole(operated, name)["attempts"][-1]["failure"]["error"] != ""


def test_a_summary_of_more_than_can_be_counted_says_so(operated: ConsoleStack) -> None:
    operated.add(*(run(n, created_at=NOW - n / 2) for n in range(9_500)))

    found = operated.get("api/summary").json()

    assert found["capped"] is True
    assert sum(found["states"].values()) == sum(NOW - n / 2 >= found["searched_until"] for n in range(9_500))


def test_a_picture_of_more_runs_than_are_looked_at_shows_the_last_of_them_in_full(operated: ConsoleStack) -> None:
    operated.add(*(run(n, created_at=NOW - n / 2, took=0.25) for n in range(9_500)))

    (_, *whole, _) = operated.get("api/summary").json()["slots"]

    assert all(abs(slot["arrived"] - 2 * slot["seconds"]) < 1 for slot in whole)
    assert whole[0]["at"] < NOW - 200


@pytest.mark.parametrize("hours", [1, 24, 168])
def test_a_summary_of_ten_thousand_runs_reads_no_more_than_one_of_two_thousand(
    ten_thousand: list[RunRow], hours: float
) -> None:
    few, many = (_summary(ten_thousand[:count], hours) for count in (2_000, 10_000))

    assert (len(few.reads), few.rows_read) == (len(many.reads), many.rows_read) == (4, NEWEST)


def test_a_summary_of_ten_runs_reads_each_day_once(ten_thousand: list[RunRow]) -> None:
    counting = _summary(ten_thousand[:10], 24)

    assert (len(counting.reads), counting.rows_read) == (8, 10)


def test_the_stack_tells_its_version_and_whether_it_is_local(operated: ConsoleStack) -> None:
    assert operated.get("api/about").json() == {"version": "1.2.3", "is_local": False}
