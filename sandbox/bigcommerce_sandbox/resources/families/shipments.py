"""What of an order has been sent. Source: BigCommerce docs, orders v2 reference.

An order whose last item goes out is shipped; until then it is partially shipped.
"""

from collections.abc import Iterable
from typing import Any

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.events import Change, Fires, Items, typed
from bigcommerce_sandbox.resources.families.order_addresses import ADDRESS
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

SHIPPED, PARTIALLY_SHIPPED = 2, 3

FIELDS = schema(
    """
    integer: id!! order_id!! customer_id!! order_address_id+
    rfc: date_created!!
    text: tracking_number tracking_link shipping_method shipping_provider tracking_carrier comments
    money: merchant_shipping_cost
    object: billing_address!! shipping_address!!
    list: items^+
    text: shipping_provider_display_name!! generated_tracking_link!!
    """,
    billing_address=ADDRESS,
    shipping_address=ADDRESS,
    items=schema("integer: order_product_id+ quantity+ product_id!"),
)


def _completed(items: Items, shipment: Item, _given: Item) -> Item:
    order = items.find("orders", shipment["order_id"]) or {}
    address = items.find("shipping_addresses", shipment["order_address_id"])
    if address is None or address["order_id"] != shipment["order_id"]:
        raise ApiError(400, "The field 'order_address_id' is invalid: Not an address of this order.")
    if not shipment["items"]:
        raise ApiError(400, "The field 'items' is invalid: A shipment has at least one product.")
    sent = [each | {"product_id": _line(items, shipment, each)["product_id"]} for each in shipment["items"]]
    places = {
        "billing_address": {name: order["billing_address"].get(name, "") for name in ADDRESS},
        "shipping_address": {name: address[name] for name in ADDRESS},
    }
    return shipment | places | {"items": sent, "customer_id": order["customer_id"]}


def _line(items: Items, shipment: Item, sent: Item) -> Item:
    line = items.find("order_products", sent["order_product_id"])
    if line is None or line["order_id"] != shipment["order_id"] or not 0 < sent["quantity"] <= _left(line):
        raise ApiError(400, "The field 'items' is invalid: Not so many of this product of this order are left to ship.")
    return line


def _left(line: Item) -> int:
    return line["quantity"] - line["quantity_shipped"]


def _causes(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    """What has gone out with a new shipment, or has not with one that is deleted."""
    match change.write:
        case "created":
            whole = {"status_id": SHIPPED, "date_shipped": change.after["date_created"]}
            yield from _sent(items, change.after, 1, {"status_id": PARTIALLY_SHIPPED}, whole)
        case "deleted":
            yield from _sent(items, change.after, -1, {}, {})
        case _:
            pass


def _sent(items: Items, shipment: Item, sign: int, partly: Item, whole: Item) -> Iterable[tuple[str, Any, Item]]:
    for sent in shipment["items"]:
        line = _line(items, shipment, sent) if sign > 0 else items.find("order_products", sent["order_product_id"])
        if line:
            yield "order_products", line["id"], {"quantity_shipped": line["quantity_shipped"] + sign * sent["quantity"]}
    lines = items.of("order_products", order_id=shipment["order_id"])
    shipped = sum(line["quantity_shipped"] for line in lines)
    yield "orders", shipment["order_id"], {"items_shipped": shipped, **(partly if any(map(_left, lines)) else whole)}


SHIPMENTS = Resource(
    name="shipments",
    path="/v2/orders/{order_id}/shipments",
    refers={"order_id": "orders"},
    fields=FIELDS,
    actions=("list", "count", "read", "create", "update", "delete", "delete_all"),
    created=201,
    events=(Fires("store/shipment/{write}", typed("shipment", orderId=lambda shipment: shipment["order_id"])),),
    completes=_completed,
    causes=_causes,
)
