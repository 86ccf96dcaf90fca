"""Failures by cause, and the picture of the last hours."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.support.run_history import many_runs
from tests.support.runs import HOUR, NOW, run

from storehook.history.rows import Row, row_of
from storehook.history.summaries import SLOTS, failures, first_slot, quantile, slots, states
from storehook.runs.run import Run


def failed(number: int, error: Exception, **fields: object) -> Row:
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
    assert many.example == rows[1].key
    assert (one.error_type, one.count) == ("KeyError", 1)


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
    assert counts["failed"] == sum(each.state == "failed" for each in every)


@given(many_runs(), st.sampled_from([1.0, 6.0, 24.0]))
def test_every_run_since_the_first_slot_has_arrived_in_one(every: list[Run], hours: float) -> None:
    begin = first_slot(NOW, hours)

    found = slots(map(row_of, every), now=NOW, hours=hours, searched_until=0.0)

    assert sum(slot.arrived for slot in found) == sum(begin <= each.created_at <= NOW for each in every)
    ended = [each for each in every if begin <= each.updated_at < found[-1].at + found[-1].seconds]
    assert sum(slot.completed for slot in found) == sum(each.state == "completed" for each in ended)
    assert sum(slot.failed for slot in found) == sum(each.state == "failed" for each in ended)


def test_slots_lie_on_a_grid_and_reach_up_to_now() -> None:
    found = slots([], now=NOW, hours=6, searched_until=0.0)

    assert len(found) == SLOTS + 1
    assert {slot.seconds for slot in found} == {900.0}
    assert {slot.at % 900 for slot in found} == {0.0}
    assert found[-1].at <= NOW < found[-1].at + 900


def test_a_slots_latency_is_the_time_from_arrival_to_completion() -> None:
    rows = [row_of(run(n, created_at=NOW, took=float(n))) for n in range(1, 101)]

    (busy,) = (slot for slot in slots(rows, now=NOW + 200, hours=24, searched_until=0.0) if slot.completed)

    assert (busy.p50, busy.p95) == (50.0, 95.0)


def test_a_slot_in_which_nothing_completed_has_no_latency() -> None:
    (*_, last) = slots([failed(1, ValueError())], now=NOW + 1, hours=6, searched_until=0.0)

    assert (last.failed, last.p50, last.p95) == (1, None, None)


def test_slots_that_were_not_looked_at_in_full_say_so() -> None:
    found = slots([], now=NOW, hours=6, searched_until=NOW - HOUR)

    assert {slot.capped for slot in found if slot.at < NOW - HOUR} == {True}
    assert {slot.capped for slot in found if slot.at >= NOW - HOUR} == {False}


def test_a_clock_that_went_back_gives_no_negative_latency() -> None:
    row = replace(row_of(run(1, created_at=NOW, took=1.0)), received_at=NOW + 60)

    assert [slot.p50 for slot in slots([row], now=NOW + 1, hours=6, searched_until=0.0) if slot.completed] == [0.0]


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([0.5, 0.95]))
def test_a_quantile_is_one_of_the_numbers_and_so_large_a_share_is_not_above_it(
    numbers: list[float], share: float
) -> None:
    found = quantile(numbers, share)

    assert found in numbers
    assert sum(number <= found for number in numbers) >= share * len(numbers)
