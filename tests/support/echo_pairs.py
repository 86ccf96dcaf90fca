"""Pairs of an event and a write that answers it and causes it again. Writing at each event would loop forever."""

from typing import Any, NamedTuple


class Pair(NamedTuple):
    """An event, and a write whose echo is the same kind of event. None stands for the ID of a new object.

    Args:
        scope: the event's scope.
        data: the event's data.
        write: the method and the path.
        body: the body of the write.
        answer: BigCommerce's answer.
    """

    scope: str
    data: Any
    write: str
    body: Any
    answer: Any


def numbered(value: Any, number: int) -> Any:
    """Return the data, body or answer with a new object's ID."""
    match value:
        case dict():
            return {name: number if item is None else numbered(item, number) for name, item in value.items()}
        case list():
            return [numbered(item, number) for item in value]
        case _:
            return value


SET_STOCK = "PUT /v3/inventory/adjustments/absolute"
ASSIGN = "PUT /v3/catalog/products/channel-assignments"
CART = "09346904-4175-44fd-be53-f7e598531b6c"
ORDER = {"type": "order", "id": 100}
PRODUCT = {"type": "product", "id": 180}
STOCK = {"type": "product", "id": 180, "inventory": {"product_id": 180, "method": "absolute", "value": 5}}
SKU = {"type": "sku", "id": 461, "sku": {"product_id": 180, "variant_id": 509}}
SKU_STOCK = {"type": "sku", "id": 461, "inventory": {"product_id": 180, "variant_id": 509}}
ADDRESS = {"type": "customer", "id": 60, "address": {"customer_id": 32}}
CUSTOMER = {"type": "customer", "id": 32}
CATEGORY = {"type": "category", "id": 42}
METAFIELD = {"metafield_id": 14, "resource_id": "180"}
PRICE = {"price_list_id": 1, "variant_id": 179, "currency": "USD"}
SHIPMENT = {"type": "shipment", "id": None, "orderId": 100}
LINE_ITEM = {"type": "cart_line_item", "id": None, "cartId": CART}
NEW_METAFIELD = {"metafield_id": None, "resource_id": "100"}
NEW_ORDER = {"type": "order", "id": None}
NEW_CUSTOMER = {"type": "customer", "id": None}
BY_SKU = {"items": [{"sku": "CUP-1", "quantity": 5}]}

PAIRS = [
    Pair(*fields)
    for fields in (
        ("store/order/updated", ORDER, "PUT /v2/orders/100", {"status_id": 2}, None),
        ("store/order/statusUpdated", ORDER, "PUT /v2/orders/100", {"status_id": 2}, None),
        ("store/order/created", NEW_ORDER, "POST /v2/orders", {"products": []}, {"id": None}),
        ("store/order/refund/created", ORDER, "POST /v3/orders/100/payment_actions/refunds", {"items": []}, None),
        ("store/order/metafield/created", NEW_METAFIELD, "POST /v3/orders/100/metafields", {}, {"data": {"id": None}}),
        ("store/shipment/created", SHIPMENT, "POST /v2/orders/100/shipments", {}, {"id": None}),
        ("store/product/updated", PRODUCT, "PUT /v3/catalog/products/180", {"price": 1}, None),
        ("store/product/updated", PRODUCT, "PUT /v3/catalog/products", [{"id": 7}, {"id": 180}], None),
        ("store/product/metafield/updated", METAFIELD, "PUT /v3/catalog/products/180/metafields/14", {}, None),
        ("store/product/metafield/updated", METAFIELD, "PUT /v3/catalog/products/metafields", [{"id": 14}], None),
        ("store/product/inventory/updated", STOCK, SET_STOCK, {"items": [{"product_id": 180}]}, None),
        ("store/product/inventory/updated", STOCK, "POST /v3/inventory/adjustments/relative", BY_SKU, None),
        ("store/channel/1/product/assigned", {"product_id": 180}, ASSIGN, [{"product_id": 180, "channel_id": 1}], None),
        ("store/sku/updated", SKU, "PUT /v3/catalog/products/180/variants/509", {"price": 1}, None),
        ("store/sku/updated", SKU, "PUT /v3/catalog/variants", [{"id": 509}], None),
        ("store/sku/inventory/updated", SKU_STOCK, SET_STOCK, {"items": [{"variant_id": 509}]}, None),
        ("store/customer/updated", CUSTOMER, "PUT /v3/customers", [{"id": 32}], None),
        ("store/customer/created", NEW_CUSTOMER, "POST /v3/customers", [{}], {"data": [{"id": None}]}),
        ("store/customer/address/updated", ADDRESS, "PUT /v3/customers/addresses", [{"id": 60}], None),
        ("store/category/updated", CATEGORY, "PUT /v3/catalog/categories/42", {}, None),
        ("store/category/updated", CATEGORY, "PUT /v3/catalog/trees/categories", [{"category_id": 42}], None),
        ("store/brand/metafield/updated", METAFIELD, "PUT /v3/catalog/brands/180/metafields/14", {}, None),
        ("store/cart/lineItem/created", LINE_ITEM, f"POST /v3/carts/{CART}/items", {}, {"data": {"id": CART}}),
        ("store/priceList/record/updated", PRICE, "PUT /v3/pricelists/1/records", [{"variant_id": 179}], None),
        ("store/channel/1/settings/robots/updated", {}, "PUT /v3/settings/storefront/robotstxt", {}, None),
    )
]
