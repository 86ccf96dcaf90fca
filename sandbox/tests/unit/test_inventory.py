"""Stock and where it lies."""

from typing import Any

import pytest
from sandbox.tests.support.busy_shop import LOCATION
from sandbox.tests.support.sandbox_api import sent

V3 = "/stores/abc123/v3"
LOCATIONS = f"{V3}/inventory/locations"


def level(api: Any, sku: str) -> int:
    (item,) = api.get(f"{V3}/inventory/items", params={"sku:in": sku}).json()["data"]
    assert item["identity"]["sku"] == sku
    return item["locations"][0]["available_to_sell"]


@pytest.mark.parametrize(
    ("method", "how", "quantity", "after"),
    [("PUT", "absolute", 4, 4), ("POST", "relative", -3, 7)],
)
def test_stock_is_adjusted(api: Any, receiver: Any, method: str, how: str, quantity: int, after: int) -> None:
    api.add_hook("store/product/inventory/updated")
    items = [{"location_id": 1, "sku": "SKU-77", "quantity": quantity}]
    answer = api.call(method, f"{V3}/inventory/adjustments/{how}", json={"reason": "count", "items": items})
    assert (answer.status_code, [*answer.json()]) == (200, ["transaction_id"])
    assert level(api, "SKU-77") == api.get(f"{V3}/catalog/products/77").json()["data"]["inventory_level"] == after
    assert [data["inventory"]["value"] for _, data in sent(api, receiver)] == [after]


def test_stock_of_a_variant_that_is_tracked_is_its_own(api: Any) -> None:
    api.put(f"{V3}/catalog/products/77", json={"inventory_tracking": "variant"})
    items = [{"location_id": 1, "variant_id": 77, "quantity": 6}]
    api.put(f"{V3}/inventory/adjustments/absolute", json={"items": items})
    assert api.get(f"{V3}/catalog/products/77/variants/77").json()["data"]["inventory_level"] == 6
    assert api.get(f"{V3}/catalog/products/77").json()["data"]["inventory_level"] == 6


@pytest.mark.parametrize(
    "wrong", [{"sku": "nowhere", "location_id": 1}, {"sku": "SKU-78", "location_id": 2}, {"location_id": 1}]
)
def test_stock_is_adjusted_all_or_none(api: Any, wrong: dict[str, Any]) -> None:
    items = [{"location_id": 1, "sku": "SKU-77", "quantity": 1}, wrong | {"quantity": 1}]
    assert api.put(f"{V3}/inventory/adjustments/absolute", json={"items": items}).status_code == 422
    assert level(api, "SKU-77") == 10


def add_barn(api: Any) -> int:
    """The id of a second location."""
    answer = api.post(LOCATIONS, json=[LOCATION])
    assert (answer.status_code, [*answer.json()]) == (200, ["transaction_id"])
    return api.get(LOCATIONS).json()["data"][-1]["id"]


def at(api: Any, location_id: int, sku: str) -> Any:
    """Return the inventory of a SKU at a location."""
    (item,) = api.get(f"{LOCATIONS}/{location_id}/items", params={"sku:in": sku}).json()["data"]
    return item


def test_stock_at_another_location_is_its_own(api: Any, receiver: Any) -> None:
    barn = add_barn(api)
    api.add_hook("store/channel/*/inventory/product/stock_changed")
    items = [{"location_id": barn, "sku": "SKU-77", "quantity": 3}]
    api.post(f"{V3}/inventory/adjustments/relative", json={"items": items})
    api.post(f"{V3}/inventory/adjustments/relative", json={"items": items})
    assert (at(api, barn, "SKU-77")["total_inventory_onhand"], level(api, "SKU-77")) == (6, 10)
    told = {"variant_id": 77, "product_id": 77, "location_id": barn}
    assert [data for _, data in sent(api, receiver)] == [told, told]


def test_an_adjustment_has_2000_items_at_most(api: Any) -> None:
    items = [{"location_id": 1, "sku": "SKU-77", "quantity": 1}] * 2001
    answer = api.put(f"{V3}/inventory/adjustments/absolute", json={"items": items})
    assert (answer.status_code, answer.json()["errors"]) == (422, {"items": "A request may bring no more than 2000"})


def test_stock_at_another_location_goes_with_its_variant(api: Any) -> None:
    barn = add_barn(api)
    api.put(f"{LOCATIONS}/{barn}/items", json={"settings": [{"identity": {"sku": "SKU-77"}, "safety_stock": 2}]})
    api.call("DELETE", f"{V3}/catalog/products/77")
    assert api.sandbox.store("abc123").items.of("v3/inventory/locations/items") == []


def test_stock_that_a_product_is_written_with_has_changed_at_the_first_location(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/*/inventory/product/stock_changed")
    api.put(f"{V3}/catalog/products/77", json={"inventory_level": 4})
    assert [data for _, data in sent(api, receiver)] == [{"variant_id": 77, "product_id": 77, "location_id": 1}]


def test_settings_of_stock_are_sent_apart_from_levels(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/*/inventory/product/settings_changed")
    api.add_hook("store/channel/*/inventory/product/stock_changed")
    given = {"settings": [{"identity": {"sku": "SKU-77"}, "safety_stock": 2, "warning_level": 5}]}
    assert [*api.put(f"{LOCATIONS}/1/items", json=given).json()] == ["transaction_id"]
    item = at(api, 1, "SKU-77")
    assert (item["available_to_sell"], item["total_inventory_onhand"]) == (8, 10)
    assert (item["settings"]["safety_stock"], item["settings"]["warning_level"]) == (2, 5)
    told = {"variant_id": 77, "product_id": 77, "location_id": 1}
    assert sent(api, receiver) == [("store/channel/*/inventory/product/settings_changed", told)]


@pytest.mark.parametrize(
    "settings", [{"bin_picking_number": "A1"}, {"identity": {"sku": "nowhere"}, "safety_stock": 2}, {"safety_stock": 2}]
)
def test_settings_of_stock_need_a_variant_and_a_setting(api: Any, settings: dict[str, Any]) -> None:
    given = {"settings": [{"identity": {"sku": "SKU-77"}, "safety_stock": 1}, {"identity": {}, **settings}]}
    assert api.put(f"{LOCATIONS}/1/items", json=given).status_code == 422
    assert at(api, 1, "SKU-77")["settings"]["safety_stock"] == 0


@pytest.mark.parametrize("where", ["location_id:in", "location_code:in"])
def test_stock_is_listed_of_some_locations(api: Any, where: str) -> None:
    add_barn(api)
    wanted = "1" if where == "location_id:in" else "BC-LOCATION-1"
    items = api.get(f"{V3}/inventory/items", params={where: wanted, "limit": 2}).json()
    assert [[each["location_id"] for each in item["locations"]] for item in items["data"]] == [[1], [1]]
    assert items["meta"]["pagination"]["total"] == 3


def test_a_location_that_is_not_there_has_no_stock(api: Any) -> None:
    assert api.get(f"{LOCATIONS}/9/items").status_code == 404


def test_a_location_is_sent_when_it_is_made_and_changed(api: Any, receiver: Any) -> None:
    for write in ("created", "updated"):
        api.add_hook(f"store/inventory/location/{write}")
    barn = add_barn(api)
    assert api.put(LOCATIONS, json=[{"id": barn, "label": "Big barn"}]).status_code == 200
    assert [each["label"] for each in api.get(f"{LOCATIONS}?is_default=false").json()["data"]] == ["Big barn"]
    assert [scope for scope, _ in sent(api, receiver)] == [
        "store/inventory/location/created",
        "store/inventory/location/updated",
    ]


def test_a_location_needs_a_whole_address(api: Any) -> None:
    answer = api.post(LOCATIONS, json=[LOCATION | {"address": {"city": "Salem"}}])
    assert (answer.status_code, "address.zip" in answer.json()["errors"]) == (422, True)


@pytest.mark.parametrize("missing", ["label", "managed_by_external_source", "type_id", "address", "time_zone"])
def test_a_new_location_needs_what_the_documents_say(api: Any, missing: str) -> None:
    answer = api.post(LOCATIONS, json=[{name: value for name, value in LOCATION.items() if name != missing}])
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, [missing])


def test_a_location_may_move_to_another_country(api: Any) -> None:
    api.put(LOCATIONS, json=[{"id": 1, "address": {"country_code": "CA"}}])
    assert [item["address"]["country_code"] for item in api.get(LOCATIONS).json()["data"]] == ["CA"]


def test_no_two_locations_have_the_same_code(api: Any) -> None:
    assert api.post(LOCATIONS, json=[LOCATION | {"code": "BC-LOCATION-1"}]).status_code == 409


def test_a_store_has_100_enabled_locations(api: Any) -> None:
    assert api.post(LOCATIONS, json=[LOCATION] * 99).status_code == 200
    assert api.post(LOCATIONS, json=[LOCATION]).json()["errors"] == {
        "enabled": "A store has at most 100 enabled locations"
    }
    assert api.post(LOCATIONS, json=[LOCATION | {"enabled": False}]).status_code == 200
    assert api.put(LOCATIONS, json=[{"id": 101, "enabled": True}]).status_code == 422


def test_a_location_is_deleted_with_its_stock(api: Any) -> None:
    barn = add_barn(api)
    api.put(f"{LOCATIONS}/{barn}/items", json={"settings": [{"identity": {"sku": "SKU-77"}, "safety_stock": 2}]})
    assert api.call("DELETE", f"{LOCATIONS}?location_id:in={barn}").status_code == 200
    assert [each["id"] for each in api.get(LOCATIONS).json()["data"]] == [1]
    assert api.get(f"{LOCATIONS}/{barn}/items").status_code == 404


def test_the_location_that_a_store_sends_from_stays(api: Any) -> None:
    assert api.call("DELETE", f"{LOCATIONS}?location_id:in=1").status_code == 422
