"""Writable fields of an order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.families import ALL
from bigcommerce_sandbox.resources.families.orders import ORDERS
from bigcommerce_sandbox.resources.schema import Item, blank
from bigcommerce_sandbox.resources.writes import Writes

NOW = 1_786_447_828
ORDER = blank(ORDERS.fields, NOW) | {"id": 100}

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def changed(order: Item, fields: Any, now: float) -> Item:
    """The order after a request."""
    return Writes(Tables({"orders": {100: order}}), ALL, now).update(ORDERS, 100, fields)


def fields_after(fields: Any) -> Any:
    """The names of the changed order's fields, or the status of the refusal."""
    try:
        return changed(ORDER, fields, NOW).keys()
    except ApiError as refusal:
        return refusal.status


@pytest.mark.parametrize(
    ("given_amount", "stored"),
    [
        (10, "10.0000"),
        (10.98, "10.9800"),
        ("10", "10.0000"),
        ("10.0000", "10.0000"),
        ("0.00005", "0.0001"),
    ],
)
def test_money_is_stored_with_four_decimals(given_amount: object, stored: str) -> None:
    assert changed(ORDER, {"discount_amount": given_amount}, NOW)["discount_amount"] == stored


@pytest.mark.parametrize(
    "fields",
    [
        {"discount_amount": "ten"},
        {"discount_amount": "NaN"},
        {"discount_amount": float("inf")},
        {"discount_amount": 10**30},
        {"discount_amount": True},
        {"discount_amount": None},
        {"status_id": 99},
        {"status_id": "2"},
        {"status_id": True},
        {"status_id": []},
        {"customer_message": 5},
        {"is_deleted": 1},
        {"billing_address": "here"},
        {"billing_address": {"planet": "Mars"}},
        {"billing_address": {"city": 5}},
        {"date_created": "yesterday"},
        {"no_such_field": 1},
        {"total_tax": "1.0000"},
        {"status": "Shipped"},
        {"id": 7},
        {},
        [],
        None,
        "text",
    ],
)
def test_what_an_order_does_not_take_is_a_400(fields: object) -> None:
    with pytest.raises(ApiError) as refusal:
        changed(ORDER, fields, NOW)
    assert refusal.value.status == 400


@given(st.dictionaries(st.sampled_from(sorted(ORDER)), ANY_JSON) | ANY_JSON)
def test_no_json_does_worse_than_a_400(fields: Any) -> None:
    assert fields_after(fields) in (ORDER.keys(), 400)


def test_a_change_leaves_the_other_fields_alone() -> None:
    after = changed(ORDER, {"staff_notes": "call back"}, NOW + 60)
    assert {name for name in after if after[name] != ORDER[name]} == {"staff_notes", "date_modified"}


def test_a_change_leaves_the_order_it_began_with_alone() -> None:
    changed(ORDER, {"billing_address": {"city": "Bath"}}, NOW)
    assert blank(ORDERS.fields, NOW) | {"id": 100} == ORDER


def test_a_change_moves_date_modified_on() -> None:
    assert changed(ORDER, {"staff_notes": "x"}, NOW + 60)["date_modified"] == "Tue, 11 Aug 2026 11:31:28 +0000"


def test_the_status_text_follows_the_status_id() -> None:
    assert changed(ORDER, {"status_id": 2}, NOW)["status"] == "Shipped"


def test_an_address_is_changed_field_by_field() -> None:
    before = changed(ORDER, {"billing_address": {"city": "Bath", "zip": "BA1"}}, NOW)
    after = changed(before, {"billing_address": {"city": "Bristol"}}, NOW)
    assert (after["billing_address"]["city"], after["billing_address"]["zip"]) == ("Bristol", "BA1")


def test_a_text_that_is_null_may_become_text() -> None:
    assert changed(ORDER, {"external_source": "POS"}, NOW)["external_source"] == "POS"


def test_a_new_order_has_the_given_fields_and_defaults() -> None:
    order = Writes(Tables({}), ALL, NOW).create(
        ORDERS, {"items_total": 2, "total_ex_tax": 5, "total_inc_tax": 5}, {}, "person"
    )
    assert (order["id"], order["items_total"], order["total_inc_tax"], order["status_id"]) == (100, 2, "5.0000", 1)
