"""Filters of the list of orders."""

import pytest

from bigcommerce_sandbox.engine.dates import as_rfc
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.families.orders import ORDERS, seed_orders
from bigcommerce_sandbox.resources.lists import read_sort, select

NOW = 1_786_447_828
SEEDS = seed_orders(NOW)


def ids(**query: str) -> list[int]:
    return [order["id"] for order in read_sort(ORDERS, query).of(select(ORDERS, reversed(SEEDS), query))]


def test_orders_come_by_id_from_the_lowest() -> None:
    assert ids() == [100, 101, 102]


def test_a_sort_may_be_turned_round() -> None:
    assert ids(sort="date_created:desc") == [102, 101, 100]


def test_dates_are_sorted_as_dates_and_not_as_text() -> None:
    assert ids(sort="date_modified") == [100, 101, 102]


def test_status_id_lets_that_status_through() -> None:
    assert ids(status_id="11") == [101]


@pytest.mark.parametrize("date", [as_rfc(NOW - 90_000), "2026-08-10T10:30:28+00:00", "2026-08-10 10:30:28"])
def test_min_date_modified_takes_both_date_forms_and_includes_its_moment(date: str) -> None:
    assert ids(min_date_modified=date) == [101, 102]


@pytest.mark.parametrize("date", [as_rfc(NOW - 90_000), "2026-08-10T10:30:28+00:00", "2026-08-10 10:30:28"])
def test_max_date_modified_takes_both_date_forms_and_includes_its_moment(date: str) -> None:
    assert ids(max_date_modified=date) == [100, 101]


def test_both_moments_together_make_a_window() -> None:
    assert ids(min_date_modified="2026-08-10", max_date_modified="2026-08-11") == [101]


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "colour"},
        {"sort": "id:up"},
        {"min_date_modified": "soon"},
        {"min_date_modified": ""},
        {"max_date_modified": "soon"},
    ],
)
def test_a_query_that_cannot_be_read_is_a_400(query: dict[str, str]) -> None:
    with pytest.raises(ApiError) as refusal:
        read_sort(ORDERS, query).of(select(ORDERS, SEEDS, query))
    assert refusal.value.status == 400
