"""The shipments of an order. Source: BigCommerce docs, orders v2 reference.

An order whose last item goes out is shipped; until then it is partially shipped.
"""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.changes import Change, Draft, Event, typed
from bigcommerce_sandbox.engine.families.money import NOTHING, written
from bigcommerce_sandbox.engine.families.order_parts import ADDRESSES, ORDERS, PRODUCTS
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused

SHIPPED, PARTIALLY_SHIPPED = 2, 3

_NAMES = ("first_name", "last_name", "company", "street_1", "street_2", "city", "state", "zip")
_ADDRESS = (*_NAMES, "country", "country_iso2", "phone", "email")


def _shipment(draft: Draft) -> Mapping[str, Any]:
    store, row = draft.store, draft.row
    address = store.find(ADDRESSES, row.get("order_address_id"))
    if address is None or address["order_id"] != row["order_id"]:
        raise refused("v2", {"order_address_id": "Not an address of this order"})
    cost = written(draft.given, ("merchant_shipping_cost",))
    if draft.before:
        return cost
    if not row.get("items"):
        raise refused("v2", {"items": "A shipment has at least one product"})
    order = store.get(ORDERS, row["order_id"])
    items = [item | {"product_id": _line(store, row, item).get("product_id", 0)} for item in row["items"]]
    addresses = {"billing_address": order.get("billing_address", {}), "shipping_address": address}
    places = {name: {part: place.get(part, "") for part in _ADDRESS} for name, place in addresses.items()}
    return cost | places | {"items": items, "customer_id": order["customer_id"]}


def _line(store: Store, shipment: Row, item: Row) -> Row:
    line = store.find(PRODUCTS, item.get("order_product_id"))
    quantity = item.get("quantity", 0)
    if line is None or line["order_id"] != shipment["order_id"] or not 0 < quantity <= _left(line):
        raise refused("v2", {"items": "Not so many of this product of this order are left to ship"})
    return line


def _left(line: Row) -> int:
    return line["quantity"] - line["quantity_shipped"]


def _send(change: Change) -> None:
    """Count what has gone out with a new shipment, or has not with one that is deleted."""
    store, shipment = change.store, change.after
    if change.write == "updated":
        return
    for item in shipment["items"]:
        is_new = change.write == "created"
        line = _line(store, shipment, item) if is_new else store.find(PRODUCTS, item["order_product_id"])
        if line:
            shipped = line["quantity_shipped"] + (item["quantity"] if is_new else -item["quantity"])
            store.update(PRODUCTS, line["id"], {"quantity_shipped": shipped})
    lines = store.of(PRODUCTS, order_id=shipment["order_id"])
    shipped = {"items_shipped": sum(line["quantity_shipped"] for line in lines)}
    store.update(
        ORDERS, shipment["order_id"], shipped | (_status(shipment, lines) if change.write == "created" else {})
    )


def _status(shipment: Row, lines: list[Row]) -> Row:
    if any(map(_left, lines)):
        return {"status_id": PARTIALLY_SHIPPED}
    return {"status_id": SHIPPED, "date_shipped": shipment["date_created"]}


RULES: Mapping[str, Rules] = {
    "v2/orders/shipments": Rules(
        table="shipments",
        defaults={"merchant_shipping_cost": NOTHING, "shipping_provider": ""},
        computed=(_shipment,),
        after=_send,
        events=(Event("store/shipment/{write}", typed("shipment", orderId="order_id")),),
    ),
}
