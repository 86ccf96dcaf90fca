"""By what customers log in and pay, and what else is known of them."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

V2 = "/stores/abc123/v2/customers"
V3 = "/stores/abc123/v3/customers"
NEW = {"email": "ada@example.com", "first_name": "Ada", "last_name": "Byron"}
LOGIN = {"email": "Ada@example.com", "password": "lovelace1815"}


@pytest.fixture
def ada(api: Any) -> int:
    """The id of a customer who has a password."""
    given = NEW | {"authentication": {"force_password_reset": True, "new_password": LOGIN["password"]}}
    answer = api.post(V3, json=[given])
    assert answer.status_code == 200, answer.text
    return answer.json()["data"][0]["id"]


def customer(api: Any, customer_id: int, **query: str) -> dict[str, Any]:
    return api.get(V3, params={"id:in": customer_id, **query}).json()["data"][0]


def test_a_password_is_never_shown(api: Any, ada: int) -> None:
    assert customer(api, ada)["authentication"] == {"force_password_reset": True}
    shown = [api.get(V3), api.get(V2), api.put("/_sandbox/stores/abc123/items/customers/13", json={"notes": "x"})]
    assert [LOGIN["password"] in answer.text for answer in shown] == [False, False, False]


@pytest.mark.parametrize(
    ("login", "is_valid"),
    [
        ({}, True),
        ({"channel_id": 1}, True),
        ({"channel_id": 2}, False),
        ({"password": "babbage"}, False),
        ({"password": ""}, False),
        ({"email": "maya.okafor@example.com"}, False),
        ({"email": "maya.okafor@example.com", "password": ""}, False),
    ],
)
def test_credentials_are_valid_or_not(api: Any, ada: int, login: dict[str, Any], is_valid: bool) -> None:
    answer = api.post(f"{V3}/validate-credentials", json=LOGIN | login)
    expected = {"customer_id": ada if is_valid else None, "is_valid": is_valid}
    assert (answer.status_code, answer.json()) == (200, expected)


def test_v2_validates_a_password(api: Any, ada: int) -> None:
    said = [api.post(f"{V2}/{ada}/validate", json={"password": each}).json() for each in (LOGIN["password"], "no")]
    assert said == [{"success": True}, {"success": False}]


def test_who_may_log_in_elsewhere_is_sent(api: Any, receiver: Any) -> None:
    api.add_hook("store/customer/channel/login/access/updated")
    api.put(V3, json=[{"id": 11, "channel_ids": [1, 2]}])
    api.put(V3, json=[{"id": 11, "notes": "Called"}])
    expected = {"customer_id": 11, "channel_ids": [1, 2]}
    assert sent(api, receiver) == [("store/customer/channel/login/access/updated", expected)]


def test_stored_instruments_are_a_bare_array(api: Any, receiver: Any) -> None:
    api.add_hook("store/customer/payment/instrument/default/updated")
    card = {"customer_id": 11, "token": "t-1", "brand": "VISA", "last_4": "1111", "is_default": True}
    api.post("/_sandbox/stores/abc123/items/stored_instruments", json=card)
    assert [each["brand"] for each in api.get(f"{V3}/11/stored-instruments").json()] == ["VISA"]
    assert api.get(f"{V3}/12/stored-instruments").json() == []
    expected = {"type": "customer", "id": 11}
    assert sent(api, receiver) == [("store/customer/payment/instrument/default/updated", expected)]


def test_store_credit_is_there_where_it_is_wanted(api: Any) -> None:
    api.put(V3, json=[{"id": 11, "store_credit_amounts": [{"amount": 43.15}]}])
    assert customer(api, 11, include="storecredit")["store_credit_amounts"] == [{"amount": 43.15}]
    assert "store_credit_amounts" not in customer(api, 11)
    assert api.get(f"{V2}/11").json()["store_credit"] == "43.1500"


def test_form_fields_are_there_where_they_are_wanted(api: Any) -> None:
    said = [{"name": "Size", "value": "Large"}]
    api.put(V3, json=[{"id": 11, "form_fields": said}])
    api.put(f"{V3}/addresses", json=[{"id": 1, "form_fields": [{"name": "Floor", "value": "3"}]}])
    found = customer(api, 11, include="formfields,addresses")
    assert found["form_fields"] == [said[0] | {"customer_id": 11}]
    assert found["addresses"][0]["form_fields"][0]["name"] == "Floor"
    assert "form_fields" not in customer(api, 11)
    (address,) = api.get(f"{V3}/addresses?include=formfields").json()["data"]
    assert address["form_fields"] == [{"address_id": 1, "name": "Floor", "value": "3"}]


def test_the_values_of_form_fields_are_those_of_the_customers(api: Any) -> None:
    values = [{"customer_id": 11, "name": "Size", "value": each} for each in ("Small", "Large")]
    api.put(f"{V3}/addresses", json=[{"id": 1, "form_fields": [{"name": "Size", "value": "Third floor"}]}])
    for value in values:
        assert api.put(f"{V3}/form-field-values", json=[value]).status_code == 200
    found = api.get(f"{V3}/form-field-values", params={"field_name": "Size", "customer_id": 11}).json()["data"]
    assert found == [values[1]]
    assert customer(api, 11, include="formfields")["form_fields"] == [values[1]]
    of_address = api.get(f"{V3}/form-field-values", params={"address_id": 1}).json()["data"]
    assert [each["value"] for each in of_address] == ["Third floor"]


def test_a_value_of_a_form_field_needs_a_customer(api: Any) -> None:
    value = {"customer_id": 99, "name": "Size", "value": "Large"}
    assert api.put(f"{V3}/form-field-values", json=[value]).status_code == 422


@pytest.mark.parametrize(("day", "found"), [("2026-08-11", 2), ("2026-08-12", 0)])
def test_a_day_stands_for_all_of_its_moments(api: Any, day: str, found: int) -> None:
    for each in ("ada", "joan"):
        api.post(f"{V3}/subscribers", json={"email": f"{each}@example.com"})
    answer = api.get(f"{V3}/subscribers", params={"date_created": day})
    assert len(answer.json()["data"]) == found


def test_subscribers_are_deleted_by_what_they_are(api: Any, receiver: Any) -> None:
    for each in ("ada", "joan"):
        api.post(f"{V3}/subscribers", json={"email": f"{each}@example.com", "source": each})
    api.add_hook("store/subscriber/deleted")
    assert api.call("DELETE", f"{V3}/subscribers?source=ada").status_code == 204
    assert [each["email"] for each in api.get(f"{V3}/subscribers").json()["data"]] == ["joan@example.com"]
    assert sent(api, receiver) == [("store/subscriber/deleted", {"type": "subscriber", "id": 1})]
