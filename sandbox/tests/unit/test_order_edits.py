"""Writable fields of an order."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ORDER = "/stores/abc123/v2/orders/100"

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
FIELDS = ["status_id", "total_tax", "billing_address", "discount_amount", "products", "fees", "shipping_addresses"]


def changed(api: Any, fields: Any) -> Any:
    answer = api.call("PUT", ORDER, json=fields, is_checked=False)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("given_amount", "stored"),
    [(10, "10.0000"), (10.98, "10.9800"), ("10", "10.0000"), ("10.0000", "10.0000"), ("0.00005", "0.0001")],
)
def test_money_is_stored_with_four_decimals(api: Any, given_amount: object, stored: str) -> None:
    assert changed(api, {"discount_amount": given_amount})["discount_amount"] == stored


@pytest.mark.parametrize(
    "fields",
    [
        {"discount_amount": "ten"},
        {"discount_amount": "NaN"},
        {"discount_amount": 10**30},
        {"discount_amount": True},
        {"discount_amount": None},
        {"status_id": 99},
        {"status_id": True},
        {"status_id": []},
        {"customer_message": True},
        {"billing_address": "here"},
        {"billing_address": {"city": True}},
        {"date_created": "yesterday"},
        {"no_such_field": 1},
        {},
        [],
        None,
        "text",
    ],
)
def test_what_an_order_does_not_take_is_a_400(api: Any, fields: object) -> None:
    assert api.put(ORDER, json=fields).status_code == 400


@given(fields=st.dictionaries(st.sampled_from(FIELDS), ANY_JSON) | ANY_JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_no_json_does_worse_than_a_400(api: Any, clock: Any, fields: Any) -> None:
    clock.pass_by(1)
    assert api.call("PUT", ORDER, content=json.dumps(fields).encode(), is_checked=False).status_code in (200, 400)


def test_a_change_leaves_the_other_fields_alone(api: Any, clock: Any) -> None:
    before = api.get(ORDER).json()
    clock.pass_by(60)
    after = changed(api, {"staff_notes": "call back"})
    assert {name for name in after if after[name] != before[name]} == {"staff_notes", "date_modified"}


def test_the_status_text_follows_the_status_id(api: Any) -> None:
    assert changed(api, {"status_id": 2})["status"] == "Shipped"


def test_an_address_is_changed_field_by_field(api: Any) -> None:
    after = changed(api, {"billing_address": {"city": "Bristol"}})
    assert (after["billing_address"]["city"], after["billing_address"]["zip"]) == ("Bristol", "97205")


def test_a_text_that_is_null_may_become_text(api: Any) -> None:
    assert changed(api, {"external_source": "POS"})["external_source"] == "POS"


def test_what_another_system_called_an_order_stays(api: Any) -> None:
    assert changed(api, {"external_merchant_id": "M-2"})["external_merchant_id"] is None


def test_pickups_are_not_implemented(api: Any) -> None:
    pickup = {"pickup_method_id": 1, "line_items": []}
    answer = api.call("PUT", ORDER, json={"consignments": {"pickups": [pickup]}}, is_checked=False)
    assert (answer.status_code, "pickups" in answer.text) == (501, True)
