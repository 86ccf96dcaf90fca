"""Parts of customers: addresses, attributes and groups. Subscribers."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

CUSTOMERS = "/stores/abc123/v3/customers"
GROUPS = "/stores/abc123/v2/customer_groups"
NEW = {"email": "ada@example.com", "first_name": "Ada", "last_name": "Byron"}
ADDRESS = {
    "first_name": "Ada",
    "last_name": "Byron",
    "address1": "12 St James's Square",
    "city": "London",
    "state_or_province": "London",
    "postal_code": "SW1Y",
    "country_code": "GB",
}


def attribute(api: Any) -> int:
    """A new attribute's id."""
    return api.post(f"{CUSTOMERS}/attributes", json=[{"name": "VIP", "type": "string"}]).json()["data"][0]["id"]


def test_an_address_is_sent_by_its_own_id_and_its_customers(api: Any, receiver: Any) -> None:
    api.add_hook("store/customer/address/*")
    made = api.post(f"{CUSTOMERS}/addresses", json=[ADDRESS | {"customer_id": 12}]).json()["data"]
    assert api.get(f"{CUSTOMERS}/addresses?customer_id:in=12").json()["data"] == made
    told = {"type": "customer", "id": made[0]["id"], "address": {"customer_id": 12}}
    assert sent(api, receiver) == [("store/customer/address/created", told)]


@pytest.mark.parametrize(("given", "field"), [({"customer_id": 99}, "customer_id"), ({}, "customer_id")])
def test_an_address_needs_a_customer(api: Any, given: dict[str, int], field: str) -> None:
    answer = api.post(f"{CUSTOMERS}/addresses", json=[ADDRESS | given])
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, [field])


def test_a_new_customer_may_bring_addresses_and_attributes(api: Any) -> None:
    given = NEW | {
        "addresses": [ADDRESS],
        "attributes": [{"attribute_id": attribute(api), "attribute_value": "yes"}],
    }
    made = api.post(CUSTOMERS, json=[given]).json()["data"][0]
    query = {"id:in": made["id"], "include": "addresses,attributes"}
    (found,) = api.get(CUSTOMERS, params=query).json()["data"]
    assert (found["address_count"], found["addresses"][0]["city"]) == (1, "London")
    assert (found["attribute_count"], found["attributes"][0]["attribute_value"]) == (1, "yes")


def test_an_attributes_value_is_written_again_in_its_place(api: Any) -> None:
    value = {"attribute_id": attribute(api), "customer_id": 11}
    for text in ("yes", "no"):
        api.put(f"{CUSTOMERS}/attribute-values", json=[value | {"value": text}])
    values = api.get(f"{CUSTOMERS}/attribute-values?customer_id:in=11").json()["data"]
    assert [each["attribute_value"] for each in values] == ["no"]
    assert "value" not in values[0]


def test_what_belongs_to_a_deleted_customer_goes_too(api: Any) -> None:
    api.call("DELETE", f"{CUSTOMERS}?id:in=11")
    assert api.get(f"{CUSTOMERS}/addresses").json()["data"] == []


def test_a_group_is_a_v2_resource(api: Any) -> None:
    made = api.post(GROUPS, json={"name": "Trade"}).json()
    assert api.get(f"{GROUPS}/{made['id']}").json() == made
    assert api.get(f"{GROUPS}/count").json() == {"count": 1}
    assert [group["name"] for group in api.get(f"{GROUPS}?name:like=tra").json()] == ["Trade"]
    assert api.call("DELETE", f"{GROUPS}/{made['id']}").status_code == 204
    assert api.get(GROUPS).status_code == 204


def test_a_subscriber_is_sent_and_is_there_once(api: Any, receiver: Any) -> None:
    api.add_hook("store/subscriber/*")
    assert api.post(f"{CUSTOMERS}/subscribers", json={"email": "ada@example.com"}).status_code == 200
    assert api.post(f"{CUSTOMERS}/subscribers", json={"email": "ada@example.com"}).status_code == 409
    assert sent(api, receiver) == [("store/subscriber/created", {"type": "subscriber", "id": 1})]


def test_a_deleted_attribute_takes_its_values_with_it(api: Any) -> None:
    value = {"attribute_id": attribute(api), "customer_id": 11, "value": "yes"}
    api.put(f"{CUSTOMERS}/attribute-values", json=[value])
    api.call("DELETE", f"{CUSTOMERS}/attributes?id:in={value['attribute_id']}")
    assert api.get(f"{CUSTOMERS}/attribute-values").json()["data"] == []


def test_a_value_needs_an_attribute(api: Any) -> None:
    answer = api.put(f"{CUSTOMERS}/attribute-values", json=[{"attribute_id": 5, "customer_id": 11, "value": "yes"}])
    assert (answer.status_code, "attribute_id" in answer.json()["errors"]) == (422, True)


def test_values_are_found_by_the_name_that_their_attribute_has_now(api: Any) -> None:
    attribute_id = attribute(api)
    api.put(f"{CUSTOMERS}/attribute-values", json=[{"attribute_id": attribute_id, "customer_id": 11, "value": "yes"}])
    api.put(f"{CUSTOMERS}/attributes", json=[{"id": attribute_id, "name": "Member"}])
    found = [api.get(f"{CUSTOMERS}/attribute-values?name={name}").json()["data"] for name in ("VIP", "Member")]
    assert [len(values) for values in found] == [0, 1]


@pytest.mark.parametrize(("value_id", "status"), [(1, 200), (2, 422), ([], 422)])
def test_a_value_may_be_named_by_its_id_too(api: Any, value_id: Any, status: int) -> None:
    value = {"attribute_id": attribute(api), "customer_id": 11, "value": "yes"}
    api.put(f"{CUSTOMERS}/attribute-values", json=[value])
    answer = api.put(f"{CUSTOMERS}/attribute-values", json=[value | {"id": value_id, "value": "no"}])
    assert answer.status_code == status


def test_a_new_customer_may_be_told_of(api: Any) -> None:
    assert api.post(CUSTOMERS, json=[NEW | {"trigger_account_created_notification": True}]).status_code == 200
    assert api.post(CUSTOMERS, json=[NEW | {"trigger_account_created_notification": "yes"}]).status_code == 422


def test_an_address_that_a_customer_has_already_is_not_written(api: Any, receiver: Any) -> None:
    given = ADDRESS | {"customer_id": 12}
    (made,) = api.post(f"{CUSTOMERS}/addresses", json=[given]).json()["data"]
    other = {"id": api.post(f"{CUSTOMERS}/addresses", json=[given | {"city": "Leeds"}]).json()["data"][0]["id"]}
    api.add_hook("store/customer/address/*")
    assert api.post(f"{CUSTOMERS}/addresses", json=[given | {"company": ""}]).json()["data"] == []
    assert api.put(f"{CUSTOMERS}/addresses", json=[other | {"city": "London"}]).json()["data"] == []
    assert sent(api, receiver) == []
    assert api.put(f"{CUSTOMERS}/addresses", json=[{"id": made["id"], "city": "London"}]).json()["data"] == [made]


def test_a_customer_is_in_a_group_that_there_is(api: Any) -> None:
    answer = api.put(CUSTOMERS, json=[{"id": 11, "customer_group_id": 99}])
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, ["customer_group_id"])
    assert api.put("/stores/abc123/v2/customers/11", json={"customer_group_id": 99}).status_code == 400


def test_a_deleted_group_leaves_its_customers_without_one(api: Any) -> None:
    group = api.post(GROUPS, json={"name": "Trade"}).json()["id"]
    api.put(CUSTOMERS, json=[{"id": 11, "customer_group_id": group}])
    api.call("DELETE", f"{GROUPS}/{group}")
    assert [each["customer_group_id"] for each in api.get(CUSTOMERS).json()["data"]] == [0, 0]


def test_one_group_is_the_one_of_new_customers(api: Any) -> None:
    for name in ("Trade", "Retail"):
        api.post(GROUPS, json={"name": name, "is_default": True})
    assert [group["name"] for group in api.get(f"{GROUPS}?is_default=true").json()] == ["Retail"]


def test_a_store_has_at_most_50_attributes(api: Any) -> None:
    attributes = [{"name": f"Attribute {number}", "type": "string"} for number in range(50)]
    assert api.post(f"{CUSTOMERS}/attributes", json=attributes).status_code == 200
    answer = api.post(f"{CUSTOMERS}/attributes", json=attributes[:1])
    assert (answer.status_code, "50" in answer.text) == (422, True)


def test_what_only_the_store_sets_stays_as_it_is(api: Any) -> None:
    (found,) = api.get(f"{CUSTOMERS}?id:in=11").json()["data"]
    given = {"id": 11, "notes": "x", "origin_channel_id": 5, "registration_ip_address": "192.0.2.1"}
    (after,) = api.put(CUSTOMERS, json=[given]).json()["data"]
    assert {name for name in found if found[name] != after[name]} == {"notes", "date_modified"}
