"""The changes of stock, and whether an order made them. Source: BigCommerce docs, webhook events, inventory."""

from bigcommerce_sandbox.resources.events import Change
from bigcommerce_sandbox.resources.schema import Item

STOCK = "store/channel/*/inventory/product"
"""What the scopes begin with that are about where stock lies."""


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
