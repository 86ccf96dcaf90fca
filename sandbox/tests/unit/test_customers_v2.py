"""The customers of v2 are those of v3."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

V2 = "/stores/abc123/v2/customers"
V3 = "/stores/abc123/v3/customers"
NEW = {"email": "ada@example.com", "first_name": "Ada", "last_name": "Byron", "store_credit": 5}
ADDRESS = {
    "first_name": "Ada",
    "last_name": "Byron",
    "street_1": "12 St James's Square",
    "city": "London",
    "state": "London",
    "zip": "SW1Y",
    "country": "United Kingdom",
    "phone": "020",
}


def test_a_customer_of_v2_is_one_of_v3(api: Any, receiver: Any) -> None:
    api.add_hook("store/customer/created")
    made = api.post(V2, json=NEW).json()
    (found,) = api.get(V3, params={"id:in": made["id"], "include": "storecredit"}).json()["data"]
    assert (found["email"], found["channel_ids"]) == (NEW["email"], [1])
    assert found["store_credit_amounts"] == [{"amount": 5.0}]
    assert sent(api, receiver) == [("store/customer/created", {"type": "customer", "id": made["id"]})]


def test_each_version_has_its_own_dates(api: Any) -> None:
    made = api.post(V2, json=NEW).json()
    (found,) = api.get(V3, params={"id:in": made["id"]}).json()["data"]
    assert made["date_created"] == "Tue, 11 Aug 2026 11:30:28 +0000"
    assert found["date_created"] == "2026-08-11T11:30:28+00:00"


def test_a_customer_of_v3_is_one_of_v2(api: Any) -> None:
    found = api.get(f"{V2}/11").json()
    assert (found["first_name"], found["store_credit"]) == ("Maya", "0.0000")
    assert found["addresses"]["resource"] == "/customers/11/addresses"
    changed = api.put(f"{V2}/11", json={"notes": "Called", "_authentication": {"force_reset": True}}).json()
    assert (changed["notes"], changed["_authentication"]) == ("Called", {"force_reset": True})
    (there,) = api.get(V3, params={"id:in": 11}).json()["data"]
    assert (there["notes"], there["authentication"]) == ("Called", {"force_password_reset": True})


def test_a_password_is_the_one_that_confirms_it(api: Any) -> None:
    said = {"password": "one", "password_confirmation": "two"}
    assert api.put(f"{V2}/11", json={"_authentication": said}).status_code == 400


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"email": "maya.okafor@example.com"}, [11]),
        ({"min_id": 12}, [12]),
        ({"store_credit": "0.0000"}, [11, 12]),
        ({"min_date_created": "2026-08-09"}, [12]),
    ],
)
def test_customers_of_v2_are_found(api: Any, query: Any, ids: list[int]) -> None:
    assert [each["id"] for each in api.get(V2, params=query).json()] == ids


def test_a_deleted_customer_takes_the_addresses_along(api: Any) -> None:
    assert api.call("DELETE", f"{V2}/11").status_code == 204
    assert api.get(f"{V3}/addresses").json()["data"] == []
    assert api.get(f"{V2}/count").json() == {"count": 1}


def test_an_address_of_v2_is_one_of_v3(api: Any, receiver: Any) -> None:
    api.add_hook("store/customer/address/created")
    made = api.post(f"{V2}/12/addresses", json=ADDRESS).json()
    (found,) = api.get(f"{V3}/addresses?customer_id:in=12").json()["data"]
    assert (found["address1"], found["state_or_province"], found["postal_code"]) == (
        ADDRESS["street_1"],
        ADDRESS["state"],
        ADDRESS["zip"],
    )
    assert (made["country_iso2"], found["country_code"], found["country"]) == ("GB", "GB", "United Kingdom")
    assert sent(api, receiver)[0][1]["address"] == {"customer_id": 12}


def test_an_address_of_v3_is_one_of_v2(api: Any) -> None:
    changed = api.put(f"{V2}/11/addresses/1", json={"street_1": "19 Larch Lane"}).json()
    assert (changed["street_1"], changed["zip"], changed["country"]) == ("19 Larch Lane", "97205", "United States")
    assert api.get(f"{V3}/addresses").json()["data"][0]["address1"] == "19 Larch Lane"


def test_a_country_that_is_not_known_is_refused(api: Any) -> None:
    answer = api.post(f"{V2}/12/addresses", json=ADDRESS | {"country": "Atlantis"})
    assert (answer.status_code, "Atlantis" in answer.text) == (400, True)


def test_two_customers_with_the_same_email_are_a_conflict(api: Any) -> None:
    assert api.post(V2, json=NEW | {"email": "Maya.Okafor@example.com"}).status_code == 409
    assert api.put(f"{V2}/12", json={"email": "maya.okafor@example.com"}).status_code == 409


def test_a_list_of_v2_has_pages(api: Any) -> None:
    assert [customer["id"] for customer in api.get(f"{V2}?limit=1&page=2").json()] == [12]


def test_a_day_of_v2_is_a_day_of_v3(api: Any) -> None:
    api.put(f"{V2}/11", json={"notes": "Called"})
    assert [customer["id"] for customer in api.get(f"{V3}?date_modified=2026-08-11").json()["data"]] == [11]
