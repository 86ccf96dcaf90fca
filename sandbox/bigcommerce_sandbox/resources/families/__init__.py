"""Every kind of resource that a store has, one module a family."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bigcommerce_sandbox.engine.families import engine
from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.engine.transaction import OUTSIDE
from bigcommerce_sandbox.resources.families.inventory import INVENTORY, INVENTORY_OPERATIONS, STOCK
from bigcommerce_sandbox.resources.families.locations import LOCATION_OPERATIONS, LOCATIONS
from bigcommerce_sandbox.resources.families.promotions import CODES, PROMOTION_OPERATIONS, PROMOTIONS
from bigcommerce_sandbox.resources.operations import Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item
from bigcommerce_sandbox.resources.writes import Writes

ALL: Mapping[str, Resource] = {each.name: each for each in (PROMOTIONS, CODES, INVENTORY, STOCK, LOCATIONS)}
"""The kinds by their names."""

OPERATIONS: tuple[Operation, ...] = (*LOCATION_OPERATIONS, *INVENTORY_OPERATIONS, *PROMOTION_OPERATIONS)
"""What else may be done."""

ROWS = {each.collection: each.rows for each in ALL.values() if each.rows}
"""What gives the items of those that are written down in others."""


_EVERYWHERE = (LOCATIONS,)
"""What a store has in which nothing was made or sold yet."""


# Stores that open in the same second share what they begin with, so that thousands of them fit into memory.
@lru_cache(maxsize=8)
def seeds(now: int, *, empty: bool = False) -> Mapping[str, Mapping[Any, Item]]:
    """What a store has that opens at `now` (unix seconds), by the names of the kinds and the ids.

    Args:
        now: the moment.
        empty: whether it has only what every store has; else it is a small shop.
    """
    resources = _EVERYWHERE if empty else ALL.values()
    old = {resource.name: {item["id"]: item for item in resource.seeds(now)} for resource in resources}
    return old | engine().seeds(now, empty=empty)


def _write(
    tables: Tables, now: float, table: str, item_id: Any, fields: Mapping[str, Any] | None
) -> list[tuple[str, Any]]:
    writes = Writes(tables, ALL, now)
    if fields is None:
        writes.delete(ALL[table], item_id)
    else:
        writes.write(table, item_id, dict(fields))
    return writes.events


OUTSIDE.append(_write)
