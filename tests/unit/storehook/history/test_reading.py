"""Every question about runs has the answer that a look at all of them would have, in pages that end."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.memory import MemoryRunIndexes, brief_row
from tests.support.run_history import FILTERS, Counting, LargeIndexes, history, many_runs
from tests.support.runs import DAY, HOUR, NOW, repository, run

from storehook.history.errors import QueryTooBroad
from storehook.history.key_ranges import SORTED_BY, index_for, with_time_range
from storehook.history.reading import PAGE_BUDGET, RunHistory
from storehook.history.rows import Filter, RunRow, row_of
from storehook.history.searching import READ_COST
from storehook.runs.run import Run


def all_pages(found: RunHistory, asked: Filter, limit: int, budget: int) -> list[RunRow]:
    rows: list[RunRow] = []
    cursor = None
    for _ in range(2000):
        page = found.page(asked, cursor, limit, budget)
        assert len(page.rows) <= limit
        rows += page.rows
        if (cursor := page.next) is None:
            return rows
    raise AssertionError("the pages do not end")


@given(many_runs(), FILTERS, st.integers(1, 50), st.integers(1, 200))
def test_all_pages_together_are_what_a_plain_list_holds(
    every: list[Run], asked: Filter, limit: int, budget: int
) -> None:
    where = with_time_range(asked, NOW)
    wanted = [row for row in map(row_of, every) if where.matches(row)]

    found = all_pages(history(every), asked, limit, budget)

    assert sorted(map(str, (row.key for row in found))) == sorted(map(str, (row.key for row in wanted)))


@given(many_runs(), FILTERS, st.integers(1, 50), st.integers(1, 200))
def test_pages_go_from_the_newest_to_the_oldest(every: list[Run], asked: Filter, limit: int, budget: int) -> None:
    at = SORTED_BY[index_for(asked)]

    found = [getattr(row, at) for row in all_pages(history(every), asked, limit, budget)]

    assert found == sorted(found, reverse=True)


@given(many_runs(), FILTERS, st.integers(1, 5), st.integers(1, 60))
def test_everything_newer_than_what_has_been_searched_is_in_the_answer(
    every: list[Run], asked: Filter, limit: int, budget: int
) -> None:
    at, where = SORTED_BY[index_for(asked)], with_time_range(asked, NOW)

    page = history(every).page(asked, None, limit, budget)

    newer = {row.key for row in map(row_of, every) if where.matches(row) and getattr(row, at) > page.searched_until}
    assert newer <= {row.key for row in page.rows}


def test_the_first_page_of_ten_thousand_looks_at_few() -> None:
    counting = Counting(LargeIndexes(row_of(run(n, created_at=NOW - n)) for n in range(10_000)))

    page = RunHistory(indexes=counting, clock=lambda: NOW).page(Filter())  # type: ignore[arg-type]

    assert len(page.rows) == 50
    assert counting.rows_read <= 4 * 50


@pytest.mark.parametrize("asked", [Filter(action="nothing"), Filter(resource="order/9")], ids=["action", "resource"])
def test_a_page_that_nothing_is_on_has_looked_at_as_many_rows_as_it_says_and_no_more(asked: Filter) -> None:
    counting = Counting(LargeIndexes(row_of(run(n, created_at=NOW - n)) for n in range(10_000)))

    page = RunHistory(indexes=counting, clock=lambda: NOW).page(asked)  # type: ignore[arg-type]

    assert (page.rows, page.next is None) == ((), False)
    assert page.rows_read == counting.rows_read == PAGE_BUDGET


def test_the_next_page_that_nothing_is_on_has_looked_further_and_no_row_twice() -> None:
    counting = Counting(LargeIndexes(row_of(run(n, created_at=NOW - n)) for n in range(5_000)))
    found = RunHistory(indexes=counting, clock=lambda: NOW)  # type: ignore[arg-type]
    asked = Filter(action="nothing")

    first = found.page(asked)
    second = found.page(asked, first.next)
    third = found.page(asked, second.next)

    assert first.searched_until > second.searched_until > third.searched_until
    assert (third.next, counting.rows_read) == (None, 5_000)


def test_a_question_about_many_days_looks_at_a_bounded_number_of_rows() -> None:
    counting = Counting(LargeIndexes(row_of(run(n, created_at=NOW - n * 60)) for n in range(10_000)))
    found = RunHistory(indexes=counting, clock=lambda: NOW)  # type: ignore[arg-type]

    page = found.page(Filter(action="nothing", since=NOW - 14 * DAY))

    assert (page.rows, page.next is None) == ((), False)
    assert PAGE_BUDGET - 4 * READ_COST <= counting.rows_read <= PAGE_BUDGET + 4


@pytest.mark.parametrize("asked", [Filter(), Filter(store="store1")], ids=["all", "store"])
def test_a_time_that_ends_before_it_begins_is_not_looked_through(asked: Filter) -> None:
    counting = Counting(MemoryRunIndexes(repository([run(1)])))
    found = RunHistory(indexes=counting, clock=lambda: NOW)  # type: ignore[arg-type]

    page = found.page(replace(asked, since=NOW, until=NOW - 60))

    # DynamoDB would refuse it.
    assert (page.rows, page.next, counting.reads) == ((), None, [])


def test_reads_that_find_nothing_count_too() -> None:
    counting = Counting(MemoryRunIndexes(repository([])))
    found = RunHistory(indexes=counting, clock=lambda: NOW)  # type: ignore[arg-type]

    found.page(Filter(since=NOW - 30 * DAY), budget=10 * READ_COST)

    assert len(counting.reads) == 12


def test_a_run_that_failed_after_the_time_that_is_asked_for_is_found_by_when_it_was_created() -> None:
    found = history([run(1, created_at=NOW - 60, took=50.0, state="failed")])

    assert len(found.page(Filter(state="failed", since=NOW - 90, until=NOW - 30)).rows) == 1


def test_days_without_a_run_come_to_an_end() -> None:
    counting = Counting(MemoryRunIndexes(repository([])))
    found = RunHistory(indexes=counting, clock=lambda: NOW)  # type: ignore[arg-type]

    assert found.page(Filter(since=NOW - 30 * DAY)).next is None
    assert len(counting.reads) <= 4 * 31


def test_a_page_that_has_looked_at_enough_is_answered_as_far_as_it_has_come_and_goes_on_from_there() -> None:
    indexes = LargeIndexes(row_of(run(n, created_at=NOW - n * 60)) for n in range(3000))
    found = RunHistory(indexes=indexes, clock=lambda: NOW)  # type: ignore[arg-type]
    asked = Filter(resource="order/113", since=NOW - 3 * DAY)
    rows: list[RunRow] = []
    cursor, pages = None, 0

    while cursor or not pages:
        page = found.page(asked, cursor, limit=5000, budget=900)
        rows, cursor, pages = [*rows, *page.rows], page.next, pages + 1

    assert pages > 3
    assert [row.key.event_id for row in rows] == [f"event-{n}" for n in range(3000)]


def test_rows_in_brief_tell_names_states_and_times() -> None:
    (row,) = history([run(1, state="failed")]).all(Filter(), brief=True).rows

    assert row == brief_row(row_of(run(1, state="failed")))
    assert row.fingerprint is None


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (Filter(), "by-time"),
        (Filter(scope="store/order/updated", action="a", resource="order/1"), "by-time"),
        (Filter(state="completed"), "by-time"),
        (Filter(state="failed"), "open"),
        (Filter(state="retrying", store="a"), "open"),
        (Filter(state="scheduled"), "open"),
        (Filter(state="waiting"), "open"),
        (Filter(store="a"), "by-store"),
        (Filter(store="a", state="completed"), "by-store"),
        (Filter(store="a", resource="order/1", state="failed"), "by-resource"),
    ],
)
def test_the_index_that_narrows_a_question_down_the_most_answers_it(asked: Filter, index: str) -> None:
    assert index_for(asked) == index


def test_a_question_without_a_time_is_about_the_last_day() -> None:
    found = history([run(1, created_at=NOW - 23 * HOUR), run(2, created_at=NOW - 25 * HOUR)])

    assert [row.key.event_id for row in found.page(Filter()).rows] == ["event-1"]


def test_failed_runs_are_found_however_old_they_are() -> None:
    found = history([run(1, created_at=NOW - 25 * DAY, state="failed")])

    assert len(found.page(Filter(state="failed")).rows) == 1


def test_more_than_31_days_of_everything_is_too_much() -> None:
    with pytest.raises(QueryTooBroad, match="more than 31 days"):
        history([]).page(Filter(since=NOW - 32 * DAY))


def test_a_run_that_is_created_between_two_pages_moves_none_of_the_others() -> None:
    table = repository([run(n, created_at=NOW - 10 - n) for n in range(10)])
    clock = [NOW]
    found = RunHistory(indexes=MemoryRunIndexes(table), clock=lambda: clock[0])
    first = found.page(Filter(), limit=5)

    late = run(99, created_at=NOW + 5)
    table.rows[late.key] = late
    clock[0] = NOW + 60
    second = found.page(Filter(), first.next, limit=50)

    assert [row.key.event_id for row in (*first.rows, *second.rows)] == [f"event-{n}" for n in range(10)]
