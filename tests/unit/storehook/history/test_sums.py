"""Failures by cause, and the picture of the last hours."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.support.run_history import many_runs
from tests.support.runs import HOUR, NOW, run

from storehook.history.rows import RunRow, row_of
from storehook.history.summaries import SLOTS, failures, first_slot, picture_hours, quantile, slots, states
from storehook.runs.run import Run


def failed(number: int, error: Exception, **fields: object) -> RunRow:
    return row_of(run(number, state="failed", error=error, **fields))  # type: ignore[arg-type]


def test_failures_of_one_action_with_one_fingerprint_are_one_group() -> None:
    rows = [
        failed(1, ValueError("a"), created_at=NOW - 50, took=0.0),
        failed(2, ValueError("b"), created_at=NOW - 20, took=0.0, store="store2"),
        failed(3, KeyError("c")),
    ]

    many, one = failures(rows)

    assert (many.error_type, many.count, many.stores) == ("ValueError", 2, 2)
    assert (many.first_at, many.last_at) == (NOW - 50, NOW - 20)
    assert (many.example, many.error) == (rows[1].key, "b")
    assert (one.error_type, one.error, one.count) == ("KeyError", "'c'", 1)


def test_two_actions_with_the_same_error_are_two_groups() -> None:
    rows = [failed(1, ValueError("a")), failed(1, ValueError("a"), action="mail")]

    assert {group.action for group in failures(rows)} == {"sync_order", "mail"}


@given(many_runs())
def test_every_failure_is_in_one_group(every: list[Run]) -> None:
    rows = [row for row in map(row_of, every) if row.state == "failed"]

    assert sum(group.count for group in failures(rows)) == len(rows)


@given(many_runs())
def test_every_run_counts_in_its_state(every: list[Run]) -> None:
    counts = states(map(row_of, every))

    assert sum(counts.values()) == len(every)
    assert counts["failed"] == sum(run.state == "failed" for run in every)


@given(many_runs(), st.sampled_from([1.0, 6.0, 24.0]))
def test_every_run_since_the_first_slot_has_arrived_in_one(every: list[Run], hours: float) -> None:
    begin = first_slot(NOW, hours)

    found = slots(map(row_of, every), now=NOW, hours=hours)

    since = [run for run in every if run.created_at >= begin]
    assert sum(slot.arrived for slot in found) == sum(run.created_at <= NOW for run in since)
    ended = [run for run in since if begin <= run.updated_at < found[-1].at + found[-1].seconds]
    assert sum(slot.completed for slot in found) == sum(run.state == "completed" for run in ended)
    assert sum(slot.failed for slot in found) == sum(run.state == "failed" for run in ended)


def test_slots_lie_on_a_grid_and_reach_up_to_now() -> None:
    found = slots([], now=NOW, hours=6)

    assert len(found) == SLOTS + 1
    assert {slot.seconds for slot in found} == {900.0}
    assert {slot.at % 900 for slot in found} == {0.0}
    assert found[-1].at <= NOW < found[-1].at + 900


def test_a_slots_latency_is_the_time_from_arrival_to_completion() -> None:
    rows = [row_of(run(n, created_at=NOW, took=float(n))) for n in range(1, 101)]

    (busy,) = (slot for slot in slots(rows, now=NOW + 200, hours=24) if slot.completed)

    assert (busy.p50, busy.p95) == (50.0, 95.0)


def test_a_slot_in_which_nothing_completed_has_no_latency() -> None:
    (*_, last) = slots([failed(1, ValueError())], now=NOW + 1, hours=6)

    assert (last.failed, last.p50, last.p95) == (1, None, None)


@given(st.floats(60, 8 * 24 * HOUR), st.sampled_from([1.0, 6.0, 24.0, 168.0]))
def test_a_picture_begins_after_all_that_is_not_known_and_shows_most_of_what_is(known: float, hours: float) -> None:
    shown = picture_hours(NOW, hours, NOW - known)

    assert NOW - known <= first_slot(NOW, shown)
    assert shown == hours or shown * HOUR >= known / 2 * SLOTS / (SLOTS + 1)


def test_a_picture_keeps_its_measure_while_runs_come_a_little_faster_or_slower() -> None:
    assert {picture_hours(NOW, 24, NOW - minutes * 60) for minutes in (100, 120, 150, 180)} == {1.5}


def test_a_picture_shows_about_a_second_at_least() -> None:
    assert 0.5 < picture_hours(NOW, 24, NOW) * HOUR <= 1


def test_a_clock_that_went_back_gives_no_negative_latency() -> None:
    row = replace(row_of(run(1, created_at=NOW, took=1.0)), received_at=NOW + 60)

    assert [slot.p50 for slot in slots([row], now=NOW + 1, hours=6) if slot.completed] == [0.0]


def test_a_run_that_ended_before_the_first_slot_as_a_clock_went_back_is_in_none() -> None:
    row = row_of(run(1, created_at=NOW, took=1.0))
    earlier = replace(row, created_at=first_slot(NOW, 6), updated_at=first_slot(NOW, 6) - 1)

    assert sum(slot.completed for slot in slots([earlier], now=NOW, hours=6)) == 0


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([0.5, 0.95]))
def test_a_quantile_is_one_of_the_numbers_and_so_large_a_share_is_not_above_it(
    numbers: list[float], share: float
) -> None:
    found = quantile(numbers, share)

    assert found in numbers
    assert sum(number <= found for number in numbers) >= share * len(numbers)
