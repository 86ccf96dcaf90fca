"""Paths of the operations that the engine serves, in a store where there is something of every kind."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox.tests.support.sandbox_api import Api

from bigcommerce_facts import Operation
from bigcommerce_sandbox.engine.families import engine

_PROFILE = str(uuid5(NAMESPACE_URL, "v3/shopper-profiles/1"))

KNOWN: Mapping[str, Any] = {
    "order_id": 100,
    "shipping_address_id": 1,
    "shipping_consignment_id": 1,
    "category_id": 18,
    "channel_id": 1,
    "channelId": 1,
    "customerId": 11,
    "customer_id": 11,
    "location_id": 1,
    "shopperProfileId": _PROFILE,
    "currency_code": "usd",
}
"""Values of placeholders that name items of no kind of their own."""

_PLACEHOLDER = re.compile(r"{([^}]*)}")


def operations(*roles: str) -> list[Operation]:
    """Return the operations that the engine serves and that have one of the roles."""
    kinds = engine().kinds
    return [operation for operation in engine().served.values() if kinds[operation.kind].role(operation) in roles]


def paths(api: Api, operation: Operation) -> list[str]:
    """Return the paths of an operation below the store, one for each item that there is."""
    model = engine().kinds[operation.kind]
    rows = api.sandbox.store("abc123").items.all(model.table).values() or [{}]
    return [*dict.fromkeys(path for row in rows for path in _path(operation, dict(_ids(operation, row))))]


def _ids(operation: Operation, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    model = engine().kinds[operation.kind]
    yield from {**row, **KNOWN}.items()
    for placeholder, kind in operation.owners.items():
        if model.links[kind] in row:
            yield placeholder, row[model.links[kind]]
    # The id of settings is the place that they are for, which `KNOWN` names.
    if operation.item_placeholder and not isinstance(row.get(model.key, ()), tuple):
        name = operation.item_placeholder
        yield name, row.get(name, KNOWN.get(name, row[model.key]))


def _path(operation: Operation, ids: Mapping[str, Any]) -> Iterator[str]:
    if all(name in ids for name in _PLACEHOLDER.findall(operation.path)):
        yield _PLACEHOLDER.sub(lambda match: str(ids[match[1]]), operation.path)
