"""Filters of the list of orders."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import NOW

from bigcommerce_sandbox.engine.dates import as_rfc

ORDERS = "/stores/abc123/v2/orders"


def ids(api: Any, **query: str) -> list[int]:
    return [order["id"] for order in api.get(ORDERS, params=query).json()]


def test_orders_come_by_id_from_the_lowest(api: Any) -> None:
    assert ids(api) == [100, 101, 102]


def test_a_sort_may_be_turned_round(api: Any) -> None:
    assert ids(api, sort="date_created:desc") == [102, 101, 100]


def test_dates_are_sorted_as_dates_and_not_as_text(api: Any) -> None:
    assert ids(api, sort="date_modified") == [100, 101, 102]


@pytest.mark.parametrize(
    "query",
    [
        {"status_id": "11"},
        {"min_total": "200"},
        {"email": "jonas.weber@example.com"},
        {"customer_id": "12"},
        {"min_id": "101", "max_id": "101"},
    ],
)
def test_a_filter_lets_through_what_fits(api: Any, query: dict[str, str]) -> None:
    assert ids(api, **query) == [101]


@pytest.mark.parametrize("date", [as_rfc(NOW - 90_000), "2026-08-10T10:30:28+00:00", "2026-08-10 10:30:28"])
@pytest.mark.parametrize(("bound", "found"), [("min", [101, 102]), ("max", [100, 101])])
def test_bounds_take_both_date_forms_and_include_their_moment(
    api: Any, date: str, bound: str, found: list[int]
) -> None:
    assert ids(api, **{f"{bound}_date_modified": date}) == found


def test_both_moments_together_make_a_window(api: Any) -> None:
    assert ids(api, min_date_modified="2026-08-10", max_date_modified="2026-08-11") == [101]


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
def test_a_query_that_cannot_be_read_is_a_400(api: Any, query: dict[str, str]) -> None:
    assert api.get(ORDERS, params=query).status_code == 400
