"""The stock that orders take, and what is sent of any stock. Source: BigCommerce docs, webhook events, inventory.

An order takes it when it is placed: when it is made, or, if it is incomplete then, when it is that no more. What
becomes of stock when an order is changed, cancelled or refunded depends on settings that a store here does not have.
"""

from collections.abc import Iterable
from typing import Any

from bigcommerce_sandbox.resources.events import Change, Items
from bigcommerce_sandbox.resources.schema import Item

INCOMPLETE = 0

STOCK = "store/channel/*/inventory/product"
"""What the scopes begin with that are about where stock lies."""

_HELD_IN = {"product": "products", "variant": "variants", "none": ""}


def takes_stock(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    """What there is less of when an order is placed."""
    is_new = change.write == "created" or change.before["status_id"] == INCOMPLETE
    is_placed = is_new and change.write != "deleted" and change.after["status_id"] != INCOMPLETE
    for line in items.of("order_products", order_id=change.after["id"]) if is_placed else ():
        product = items.find("products", line["product_id"])
        kind = _HELD_IN[product["inventory_tracking"]] if product else ""
        holder = items.find(kind, line[f"{kind[:-1]}_id"]) if kind else None
        if holder:
            taken = {"inventory_level": holder["inventory_level"] - line["quantity"]}
            yield kind, holder["id"], taken | {"total_sold": holder["total_sold"] + line["quantity"]}


def is_set(change: Change) -> bool:
    """Whether it was not an order that took of the stock."""
    return not is_sold(change)


def is_sold(change: Change) -> bool:
    """Whether it was an order that took of the stock."""
    sold = change.after["total_sold"] - change.before["total_sold"]
    return sold != 0 and sold == change.before["inventory_level"] - change.after["inventory_level"]


def level_of(change: Change) -> Item:
    """How the stock changed: by an order relative to what it was."""
    before, after = change.before["inventory_level"], change.after["inventory_level"]
    is_relative = is_sold(change)
    return {"method": "relative" if is_relative else "absolute", "value": after - before if is_relative else after}


def has_run_low(change: Change) -> bool:
    """Whether the stock has come down to the level of which a shop is warned."""
    return _has_come_down_to(change, change.after["inventory_warning_level"])


def has_run_out(change: Change) -> bool:
    """Whether nothing is left."""
    return _has_come_down_to(change, 0)


def _has_come_down_to(change: Change, level: int) -> bool:
    return change.before["inventory_level"] > level >= change.after["inventory_level"]
