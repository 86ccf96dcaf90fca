"""Creating and deleting, and what is sent of it."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

ORDERS = "/stores/abc123/v2/orders"
PRODUCTS = "/stores/abc123/v3/catalog/products"
CUSTOMERS = "/stores/abc123/v3/customers"
CHANNELS = "/stores/abc123/v3/channels"
BOWL = {"name": "Oak bowl", "type": "physical", "weight": 1, "price": 12.5}


def test_a_created_product_is_sent_and_can_be_read(api: Any, receiver: Any) -> None:
    api.add_hook("store/product/*")
    made = api.post(PRODUCTS, json=BOWL).json()["data"]
    assert (made["id"], made["calculated_price"]) == (80, 12.5)
    assert api.get(f"{PRODUCTS}/80").json()["data"] == made
    assert sent(api, receiver) == [("store/product/created", {"type": "product", "id": 80})]


@pytest.mark.parametrize("missing", ["name", "type", "weight", "price"])
def test_a_product_without_what_it_needs_is_422(api: Any, missing: str) -> None:
    answer = api.post(PRODUCTS, json={name: value for name, value in BOWL.items() if name != missing})
    assert (answer.status_code, answer.json()["errors"]) == (422, {missing: "error.path.missing."})


def test_a_deleted_product_is_gone(api: Any, receiver: Any) -> None:
    api.add_hook("store/product/*")
    assert api.call("DELETE", f"{PRODUCTS}/79").status_code == 204
    assert api.get(f"{PRODUCTS}/79").status_code == 404
    assert sent(api, receiver) == [("store/product/deleted", {"type": "product", "id": 79})]


def test_the_id_of_what_was_deleted_is_not_given_again(api: Any) -> None:
    api.post(PRODUCTS, json=BOWL)
    api.call("DELETE", f"{PRODUCTS}/80")
    assert api.post(PRODUCTS, json=BOWL).json()["data"]["id"] == 81


def test_customers_are_deleted_by_their_ids(api: Any, receiver: Any) -> None:
    api.add_hook("store/customer/deleted")
    assert api.call("DELETE", CUSTOMERS, params={"id:in": "12,99"}).status_code == 204
    assert [customer["id"] for customer in api.get(CUSTOMERS).json()["data"]] == [11]
    assert sent(api, receiver) == [("store/customer/deleted", {"type": "customer", "id": 12})]


def test_nothing_is_deleted_without_ids(api: Any) -> None:
    assert api.call("DELETE", CUSTOMERS).status_code == 204
    assert len(api.get(CUSTOMERS).json()["data"]) == 2


def test_a_deleted_order_is_archived(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/*")
    assert api.call("DELETE", f"{ORDERS}/101").status_code == 204
    assert [order["id"] for order in api.get(ORDERS).json()] == [100, 102]
    assert api.get(f"{ORDERS}/101").json()["is_deleted"] is True
    assert sent(api, receiver) == [("store/order/archived", {"type": "order", "id": 101})]


def test_a_channel_keeps_its_type(api: Any) -> None:
    given = {"name": "Till", "type": "pos", "platform": "square"}
    channel = api.post(CHANNELS, json=given).json()["data"]
    assert (channel["id"], channel["type"]) == (2, "pos")
    assert api.put(f"{CHANNELS}/2", json={"type": "storefront"}).status_code == 422
