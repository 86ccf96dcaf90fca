"""The one item that a path has, such as the settings of a channel."""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.errors import not_found
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank


def only(resource: Resource, items: Tables, parents: Mapping[str, Any], now: float) -> Item:
    """The one item that a path has: as it was written, or with the defaults of its fields.

    Args:
        resource: its kind.
        items: the store's.
        parents: by the names of the path's placeholders, whose it is; the last one is its id, else that is 1.
        now: in unix seconds.

    Raises:
        ApiError: 404, if it was not written, and its kind has to be.
    """
    found = items.of(resource.collection, **parents)
    if not found and not resource.always:
        raise not_found()
    item_id = [1, *parents.values()][-1]
    return found[0] if found else blank(resource.fields, now) | {"id": item_id, **parents}
