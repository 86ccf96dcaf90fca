"""An order takes what it sells out of the stock."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

STORE = "/stores/abc123"
BOWL = f"{STORE}/v3/catalog/products/77"
LIES = {"variant_id": 77, "product_id": 77, "location_id": 1}
CHANNEL = "store/channel/*/inventory/product"


def order(api: Any, quantity: int, **more: Any) -> Any:
    given = {"billing_address": {"zip": "N1"}, "products": [{"product_id": 77, "quantity": quantity}], **more}
    return api.post(f"{STORE}/v2/orders", json=given).json()


def level(api: Any) -> int:
    return api.get(BOWL).json()["data"]["inventory_level"]


def track(api: Any, by: str = "product") -> None:
    api.put(BOWL, json={"inventory_tracking": by, "inventory_level": 5, "inventory_warning_level": 3})


@pytest.mark.parametrize(("by", "left"), [("product", 3), ("none", 5), ("variant", 3)])
def test_an_order_lowers_the_stock_that_is_tracked(api: Any, by: str, left: int) -> None:
    track(api, by)
    order(api, 2)
    assert level(api) == left


def test_an_incomplete_order_takes_its_stock_when_it_is_placed(api: Any) -> None:
    track(api)
    made = order(api, 2, status_id=0)
    before = level(api)
    api.put(f"{STORE}/v2/orders/{made['id']}", json={"status_id": 11})
    api.put(f"{STORE}/v2/orders/{made['id']}", json={"status_id": 2})
    assert (before, level(api)) == (5, 3)


def test_stock_that_an_order_takes_is_sent_as_such(api: Any, receiver: Any) -> None:
    track(api)
    for scope in ("store/product/*", f"{CHANNEL}/low_stock_reached", f"{CHANNEL}/out_of_stock_reached"):
        api.add_hook(scope)
    order(api, 2)
    stock = {"product_id": 77, "method": "relative", "value": -2}
    sold = ("store/product/inventory/order/updated", {"type": "product", "id": 77, "inventory": stock})
    assert sent(api, receiver) == [(f"{CHANNEL}/low_stock_reached", LIES), sold]


def test_the_last_of_the_stock_is_sent(api: Any, receiver: Any) -> None:
    track(api)
    api.add_hook(f"{CHANNEL}/out_of_stock_reached")
    order(api, 5)
    assert sent(api, receiver) == [(f"{CHANNEL}/out_of_stock_reached", LIES)]


def test_a_variant_whose_stock_is_tracked_is_sent_as_a_sku(api: Any, receiver: Any) -> None:
    track(api, "variant")
    given = {"sku": "OAK", "inventory_level": 5, "option_values": [{"option_display_name": "Wood", "label": "Oak"}]}
    variant = api.post(f"{BOWL}/variants", json=given).json()["data"]
    api.add_hook("store/sku/*")
    order(api, 0, products=[{"product_id": 77, "variant_id": variant["id"], "quantity": 2}])
    stock = {"product_id": 77, "variant_id": variant["id"], "method": "relative", "value": -2}
    data = {"type": "sku", "id": variant["sku_id"], "inventory": stock}
    assert sent(api, receiver) == [("store/sku/inventory/order/updated", data)]
