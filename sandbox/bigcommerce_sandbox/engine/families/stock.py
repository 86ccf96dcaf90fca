"""Events of the stock of products and variants. Source: BigCommerce docs, webhook events, inventory and products."""

from collections.abc import Callable, Mapping
from typing import Any

from bigcommerce_sandbox.engine.changes import Change, Event
from bigcommerce_sandbox.engine.indexes import Row

LOCATION = 1
"""The id of the location that every store has."""

_STOCK = "store/channel/*/inventory/product"


def is_sold(change: Change) -> bool:
    """Return true if an order took of the stock."""
    sold = change.after.get("total_sold", 0) - change.before.get("total_sold", 0)
    return sold != 0 and sold == _level(change.before) - _level(change.after)


def events(
    name: str,
    data: Callable[[Row], Row],
    place: Callable[[Change], Row],
    is_told: Callable[[Change], bool],
    is_tracked: Callable[[Change], bool],
) -> tuple[Event, ...]:
    """Return the events of the stock of a kind.

    Args:
        name: the scopes' part for the kind: `product` or `sku`.
        data: gives the item's part of the data, in which `inventory` gets the level.
        place: gives the ids of the events that tell of a place.
        is_told: true if the kind's own events tell of another level.
        is_tracked: true if the kind is where the stock is counted.
    """

    def told(change: Change) -> Mapping[str, Any]:
        item = data(change.after)
        return item | {"inventory": item["inventory"] | _change(change)}

    def when(*tests: Callable[[Change], bool]) -> Callable[[Change], bool]:
        return lambda change: _level(change.before) != _level(change.after) and all(test(change) for test in tests)

    return (
        Event(f"store/{name}/inventory/updated", told, ("updated",), when(is_told, lambda change: not is_sold(change))),
        Event(f"store/{name}/inventory/order/updated", told, ("updated",), when(is_told, is_sold)),
        Event(f"{_STOCK}/stock_changed", place, ("updated",), when(is_tracked)),
        Event(f"{_STOCK}/low_stock_reached", place, ("updated",), when(is_tracked, _has_run_low)),
        Event(f"{_STOCK}/out_of_stock_reached", place, ("updated",), when(is_tracked, _has_run_out)),
    )


def _level(row: Row) -> int:
    return row.get("inventory_level") or 0


def _change(change: Change) -> Row:
    """Return the change of a level: by an order relative to what it was."""
    before, after = _level(change.before), _level(change.after)
    if is_sold(change):
        return {"method": "relative", "value": after - before}
    return {"method": "absolute", "value": after}


def _has_run_low(change: Change) -> bool:
    return _has_come_down_to(change, change.after.get("inventory_warning_level") or 0)


def _has_run_out(change: Change) -> bool:
    return _has_come_down_to(change, 0)


def _has_come_down_to(change: Change, level: int) -> bool:
    return _level(change.before) > level >= _level(change.after)
