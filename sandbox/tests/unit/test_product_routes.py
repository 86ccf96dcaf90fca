"""The v3 products over HTTP, and filling a store."""

import json
from typing import Any

import pytest

PRODUCTS = "/stores/abc123/v3/catalog/products"
FILL = "/_sandbox/stores/abc123/fill"


def ids(answer: Any) -> list[int]:
    return [product["id"] for product in answer.json()["data"]]


def test_a_list_tells_of_its_pages(api: Any) -> None:
    answer = api.get(f"{PRODUCTS}?limit=2&page=2")

    assert ids(answer) == [79]
    assert answer.json()["meta"]["pagination"]["total_pages"] == 2


def test_a_page_past_the_end_is_empty(api: Any) -> None:
    assert api.get(f"{PRODUCTS}?page=9").json()["data"] == []


@pytest.fixture
def metafields(api: Any) -> str:
    """The path of three metafields, a list that has cursors."""
    for key in ("a", "b", "c"):
        note = {"key": key, "namespace": "erp", "permission_set": "read", "value": "A1"}
        api.post(f"{PRODUCTS}/77/metafields", json=note)
    return f"{PRODUCTS}/77/metafields"


def test_the_cursor_at_the_end_of_a_page_leads_to_the_next(api: Any, metafields: str) -> None:
    cursors = api.get(f"{metafields}?limit=2").json()["meta"]["cursor_pagination"]
    answer = api.get(f"{metafields}?limit=2&after={cursors['end_cursor']}&page=7")

    assert ids(answer) == [3]
    assert answer.json()["meta"].keys() == {"cursor_pagination"}
    assert answer.json()["meta"]["cursor_pagination"]["links"].keys() == {"previous"}


def test_the_cursor_at_the_start_of_a_page_leads_back(api: Any, metafields: str) -> None:
    cursors = api.get(f"{metafields}?limit=2&page=2").json()["meta"]["cursor_pagination"]

    assert ids(api.get(f"{metafields}?limit=2&before={cursors['start_cursor']}")) == [1, 2]


@pytest.mark.parametrize("query", ["after=x", "after=", "after=aWQ6NzE&before=aWQ6NzE", "before=%25"])
def test_what_is_no_cursor_is_422(api: Any, metafields: str, query: str) -> None:
    assert api.get(f"{metafields}?{query}").status_code == 422


def test_filters_work_together(api: Any) -> None:
    assert ids(api.get(PRODUCTS, params={"id:in": "77,79,999", "date_modified:min": "2026-01-01"})) == [77, 79]
    assert ids(api.get(PRODUCTS, params={"date_modified:min": "2027-01-01T00:00:00+00:00"})) == []
    assert api.get(PRODUCTS, params={"date_modified:min": "soon"}).status_code == 422


def test_a_list_ends_at_the_latest_moment(api: Any) -> None:
    api.put(f"{PRODUCTS}/78", json={"price": 25})
    assert ids(api.get(PRODUCTS, params={"date_modified:max": "2026-08-10T11:30:28+00:00"})) == [77, 79]
    assert ids(api.get(PRODUCTS, params={"date_modified:min": "2026-08-11T11:30:28+00:00"})) == [78]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=date_modified", [77, 79, 78]),
        ("sort=date_modified&direction=desc", [78, 79, 77]),
        ("sort=name&direction=asc", [79, 78, 77]),
        ("direction=desc", [79, 78, 77]),
    ],
)
def test_a_list_is_sorted(api: Any, query: str, found: list[int]) -> None:
    api.put(f"{PRODUCTS}/78", json={"price": 25})
    assert ids(api.get(f"{PRODUCTS}?{query}")) == found


@pytest.mark.parametrize("query", ["sort=colour", "direction=up", "sort=date_modified:desc"])
def test_a_sort_that_cannot_be_read_is_422(api: Any, query: str) -> None:
    assert api.get(f"{PRODUCTS}?{query}").status_code == 422


def test_a_product_can_be_changed(api: Any, clock: Any) -> None:
    before = api.get(f"{PRODUCTS}/77").json()["data"]
    clock.now += 5
    after = api.put(f"{PRODUCTS}/77", json={"price": 40, "name": "Oak bowl"}).json()["data"]
    dated = {"calculated_price": 40, "date_modified": "2026-08-11T11:30:33+00:00"}
    named = {"name": "Oak bowl", "custom_url": before["custom_url"] | {"url": "/oak-bowl/"}}
    assert after == before | {"price": 40} | named | dated
    assert api.get(f"{PRODUCTS}/77").json()["data"] == after


def test_a_changed_product_is_sent(api: Any, receiver: Any) -> None:
    api.add_hook("store/product/*")
    api.put(f"{PRODUCTS}/77", json={"price": 40})
    api.settle()
    body = json.loads(receiver.requests[0].content)
    assert (body["scope"], body["data"]) == ("store/product/updated", {"type": "product", "id": 77})


@pytest.mark.parametrize(
    "body",
    [{}, [], {"colour": "red"}, {"id": 5}, {"price": "5"}, {"price": True}, {"is_visible": 1}, {"date_modified": ""}],
)
def test_a_change_that_a_product_does_not_take_is_422(api: Any, body: Any) -> None:
    assert api.put(f"{PRODUCTS}/77", json=body).status_code == 422


def test_an_unknown_product_cannot_be_changed(api: Any) -> None:
    assert api.put(f"{PRODUCTS}/1", json={"price": 40}).status_code == 404


def test_a_product_can_be_read(api: Any) -> None:
    assert api.get(f"{PRODUCTS}/77").json()["data"]["name"] == "Walnut bowl"


@pytest.mark.parametrize("product_id", ["1", "abc"])
def test_an_unknown_product_is_404(api: Any, product_id: str) -> None:
    answer = api.get(f"{PRODUCTS}/{product_id}")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_a_store_can_be_filled_without_a_webhook(api: Any) -> None:
    api.add_hook("store/order/*")
    answer = api.post(FILL, json={"orders": 10_000, "products": 300})

    assert answer.json()["data"]["orders"] == 10_003
    assert api.get(f"{PRODUCTS}?limit=250").json()["meta"]["pagination"]["total"] == 303
    assert api.get("/stores/abc123/v2/orders/10102").json()["id"] == 10_102
    assert api.get("/_sandbox/stores/abc123/deliveries").json() == {"data": []}


def test_an_order_that_a_store_is_filled_with_has_a_product_and_an_address(api: Any) -> None:
    api.post(FILL, json={"orders": 2})
    (line,) = api.get("/stores/abc123/v2/orders/104/products").json()
    (address,) = api.get("/stores/abc123/v2/orders/104/shipping_addresses").json()
    assert (line["product_id"], line["sku"], line["order_address_id"]) == (78, "SKU-78", address["id"])


def test_a_product_that_a_store_is_filled_with_is_its_own_variant(api: Any) -> None:
    size = [{"option_display_name": "Size", "label": "L"}]
    api.post(f"{PRODUCTS}/77/variants", json={"sku": "L", "option_values": size})
    api.post(FILL, json={"products": 1})
    (variant,) = api.get(f"{PRODUCTS}/80/variants").json()["data"]
    assert variant["id"] == api.get(f"{PRODUCTS}/80").json()["data"]["base_variant_id"]


def test_what_a_shopper_orders_afterwards_has_the_next_id(api: Any) -> None:
    api.post(FILL, json={"orders": 5})

    assert api.post("/_sandbox/stores/abc123/orders", json={}).json()["data"]["id"] == 108


@pytest.mark.parametrize("given", [{"orders": -1}, {"orders": "5"}, {"products": 100_001}, {"products": True}])
def test_a_store_cannot_be_filled_with_what_is_no_number(api: Any, given: dict[str, Any]) -> None:
    assert api.post(FILL, json=given).status_code == 422


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"include_fields": "date_created,date_modified"}, {"id", "date_created", "date_modified"}),
        ({"include_fields": "price", "limit": "1"}, {"id", "price"}),
        ({"include_fields": "price,name", "exclude_fields": "name"}, {"id", "price"}),
    ],
)
def test_a_list_has_the_fields_that_are_asked_for_and_the_id(api: Any, query: dict[str, str], fields: set[str]) -> None:
    (first, *_) = api.get(PRODUCTS, params=query).json()["data"]
    assert first.keys() == fields


def test_a_list_may_leave_fields_out(api: Any) -> None:
    (first, *_) = api.get(f"{PRODUCTS}?exclude_fields=id,description").json()["data"]
    assert {"id", "name"} <= first.keys()
    assert "description" not in first
