"""The prices in price lists, and to whom the lists are assigned."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

STORE = "/stores/abc123"
LISTS = f"{STORE}/v3/pricelists"
RECORDS = f"{LISTS}/1/records"
ASSIGNMENTS = f"{LISTS}/assignments"
BOWL = {"variant_id": 77, "currency": "usd", "price": 35}
TOLD = {"price_list_id": 1, "variant_id": 77, "currency": "USD"}


@pytest.fixture(autouse=True)
def _lists(api: Any) -> None:
    """Two price lists, and a group of customers."""
    api.post(LISTS, json={"name": "Trade"})
    api.post(LISTS, json={"name": "Sale"})
    api.post(f"{STORE}/v2/customer_groups", json={"name": "Cooks"})


def hear(api: Any, *scopes: str) -> None:
    """Have events about price lists sent to the receiver."""
    for scope in scopes:
        api.add_hook(f"store/{scope}")


@pytest.mark.parametrize("given", [BOWL, {"sku": "SKU-77", "currency": "USD", "price": 35}])
def test_a_price_is_for_a_variant_and_a_currency(api: Any, given: dict[str, Any]) -> None:
    answer = api.post(RECORDS, json=[given])
    assert (answer.status_code, answer.json()) == (200, {"data": {}, "meta": {}})
    record = api.get(f"{RECORDS}/77/USD").json()["data"]
    assert (record["product_id"], record["price"], record["calculated_price"]) == (77, 35, 35)
    assert api.get(RECORDS).json()["data"] == api.get(f"{RECORDS}/77").json()["data"] == [record]


def test_a_price_has_its_sku_and_its_tiers_where_they_are_wanted(api: Any) -> None:
    tier = {"quantity_min": 10, "quantity_max": 19, "type": "fixed", "amount": 30}
    api.post(RECORDS, json=[BOWL | {"bulk_pricing_tiers": [tier]}])
    (plain,) = api.get(RECORDS).json()["data"]
    (whole,) = api.get(f"{RECORDS}?include=sku,bulk_pricing_tiers").json()["data"]
    assert not plain.keys() & {"sku", "bulk_pricing_tiers"}
    assert whole == plain | {"sku": "SKU-77", "bulk_pricing_tiers": [tier]}


def test_prices_of_several_lists_are_written_together(api: Any) -> None:
    api.post(f"{LISTS}/records", json=[BOWL | {"price_list_id": 1}, BOWL | {"price_list_id": 2}])
    assert api.get(f"{LISTS}/2/records").json()["data"][0]["price_list_id"] == 2


def test_of_many_prices_those_that_can_be_are_written(api: Any) -> None:
    api.post(RECORDS, json=[BOWL])
    unknown = {"sku": "nothing", "currency": "usd", "price": 1}
    answer = api.post(RECORDS, json=[BOWL, unknown, BOWL | {"variant_id": 78}])
    assert (answer.status_code, [each["data"] for each in answer.json()["batch_errors"]]) == (422, [BOWL, unknown])
    assert all(each["field_errors"] for each in answer.json()["batch_errors"])
    assert [each["variant_id"] for each in api.get(RECORDS).json()["data"]] == [77, 78]


def test_prices_that_are_put_change_or_are_new(api: Any) -> None:
    api.post(RECORDS, json=[BOWL])
    api.put(RECORDS, json=[BOWL | {"currency": "USD", "sale_price": 30}, BOWL | {"variant_id": 78}])
    assert [each["calculated_price"] for each in api.get(RECORDS).json()["data"]] == [30, 35]


def test_many_prices_are_sent_at_once(api: Any, receiver: Any) -> None:
    hear(api, *(f"priceList/{kind}/{past}" for kind in ("records", "record") for past in ("created", "updated")))
    hear(api, "priceList/records/deleted", "priceList/record/deleted")
    api.post(RECORDS, json=[BOWL, BOWL | {"currency": "eur"}])
    api.put(RECORDS, json=[BOWL | {"price": 34}])
    api.call("DELETE", RECORDS, params={"currency": "eur"})
    euros = TOLD | {"currency": "EUR"}
    assert sent(api, receiver) == [
        ("store/priceList/records/created", [TOLD, euros]),
        ("store/priceList/records/deleted", [euros]),
        ("store/priceList/records/updated", [TOLD]),
    ]


def test_one_price_is_sent_alone(api: Any, receiver: Any) -> None:
    hear(api, *(f"priceList/record/{past}" for past in ("created", "updated", "deleted")), "priceList/records/created")
    assert api.put(f"{RECORDS}/77/usd", json={"price": 35}).json()["data"]["price"] == 35
    api.put(f"{RECORDS}/77/usd", json={"price": 34})
    assert api.call("DELETE", f"{RECORDS}/77/usd").status_code == 204
    assert sent(api, receiver) == [
        (f"store/priceList/record/{past}", TOLD) for past in ("created", "deleted", "updated")
    ]


@pytest.mark.parametrize("path", ["9/records", "1/records/99", "9/records/77", "1/records/77/gbp"])
def test_prices_of_what_there_is_not_are_404(api: Any, path: str) -> None:
    api.post(RECORDS, json=[BOWL])
    assert api.get(f"{LISTS}/{path}").status_code == 404


def test_a_currency_in_the_body_does_not_change_that_of_the_path(api: Any) -> None:
    answer = api.call("PUT", f"{RECORDS}/77/usd", json={"price": 1, "currency": "eur"}, is_checked=False)
    assert (answer.status_code, answer.json()["data"]["currency"]) == (200, "usd")


def test_the_prices_of_a_deleted_list_go_with_it(api: Any) -> None:
    api.post(RECORDS, json=[BOWL])
    api.call("DELETE", f"{LISTS}/1")
    assert api.get(RECORDS).status_code == 404
    assert api.post(f"{LISTS}/records", json=[BOWL | {"price_list_id": 1}]).status_code == 422


def test_price_lists_that_are_deleted_together_are_sent_at_once(api: Any, receiver: Any) -> None:
    hear(api, "priceLists/deleted", "priceList/deleted")
    api.call("DELETE", LISTS, params={"name": "Sale"})
    assert [each["id"] for each in api.get(LISTS).json()["data"]] == [1]
    api.call("DELETE", f"{LISTS}/1")
    assert sent(api, receiver) == [
        ("store/priceList/deleted", {"price_list_id": 1}),
        ("store/priceLists/deleted", {"price_list_ids": [2]}),
    ]


def test_a_list_is_assigned_to_a_group_and_then_another_one(api: Any, receiver: Any) -> None:
    hear(api, "priceList/assignment/updated", "priceList/assignment/deleted")
    to = {"customer_group_id": 1, "channel_id": 1}
    assert api.post(ASSIGNMENTS, json=[to | {"price_list_id": 1}]).status_code == 200
    assert api.put(f"{LISTS}/2/assignments", json=to).json()["data"] == {"id": 1, "price_list_id": 2} | to
    assert api.call("DELETE", ASSIGNMENTS, params={"customer_group_id": "1"}).status_code == 204
    assert api.get(ASSIGNMENTS).json()["data"] == []
    assert sent(api, receiver) == [
        ("store/priceList/assignment/deleted", {"price_list_id": 2} | to),
        ("store/priceList/assignment/updated", {"price_list_id": 1} | to),
        ("store/priceList/assignment/updated", {"price_list_id": 2} | to),
    ]


@pytest.mark.parametrize("unknown", ["price_list_id", "customer_group_id", "channel_id"])
def test_a_list_is_assigned_to_what_there_is(api: Any, unknown: str) -> None:
    given = {"price_list_id": 1, "customer_group_id": 1, "channel_id": 1, unknown: 9}
    assert api.post(ASSIGNMENTS, json=[given]).status_code == 422


def test_assignments_are_not_deleted_without_a_filter(api: Any) -> None:
    assert api.call("DELETE", ASSIGNMENTS).status_code == 422


@pytest.mark.parametrize("gone", ["products/77", "products/77/variants/77"])
def test_the_prices_of_a_deleted_variant_go_with_it(api: Any, gone: str) -> None:
    api.call("PUT", RECORDS, json=[BOWL])
    assert api.call("DELETE", f"{STORE}/v3/catalog/{gone}").status_code == 204
    assert api.get(RECORDS).json()["data"] == []
