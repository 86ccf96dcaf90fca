"""Resources that can be listed by the time of their change: orders, products and customers.

Source: BigCommerce docs, orders v2, catalog products v3 and customers v3 references. A deleted resource is in no list,
so a catch-up cannot find it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from storehook.actions.action import Action, Registry
from storehook.bigcommerce.calls import Version
from storehook.bigcommerce.client import StoreClient
from storehook.catch_up.changes import ChangedResource, read_page
from storehook.catch_up.paging import Position


@dataclass(frozen=True, slots=True)
class PollableResource:
    """List of resources that can be filtered by the time of their change.

    Args:
        name: plural, for operators.
        kind: the name in events, such as `order`.
        path: below the version.
        since: name of the filter by `date_modified`.
        query: parameters that sort by `date_modified`, earliest first.
        oauth_scope: scope that the store must have granted.
    """

    name: str
    kind: str
    version: Version
    path: str
    since: str
    query: Mapping[str, str]
    oauth_scope: str

    @property
    def created(self) -> str:
        """Scope of a creation."""
        return f"store/{self.kind}/created"

    @property
    def updated(self) -> str:
        """Scope of an update."""
        return f"store/{self.kind}/updated"

    def subscribers(self, registry: Registry) -> list[Action]:
        """Return the actions that subscribe to creations or updates, sorted by name."""
        actions = {action.name: action for scope in (self.created, self.updated) for action in registry.matching(scope)}
        return [actions[name] for name in sorted(actions)]

    def page(self, client: StoreClient, position: Position, limit: int) -> list[ChangedResource]:
        """Return one page. It may start with changes of the second before the position's."""
        since = datetime.fromtimestamp(position.query_since, UTC)
        query = {**self.query, self.since: since, "page": position.page, "limit": limit}
        api = client.v2 if self.version == "v2" else client.v3
        return read_page(self.kind, api.get(self.path, query=query))


POLLABLE = {
    resource.name: resource
    for resource in (
        PollableResource(
            name="orders",
            kind="order",
            version="v2",
            path="/orders",
            since="min_date_modified",
            query={"sort": "date_modified:asc"},
            oauth_scope="store_v2_orders_read_only",
        ),
        PollableResource(
            name="products",
            kind="product",
            version="v3",
            path="/catalog/products",
            since="date_modified:min",
            # Dates only: with descriptions, 250 products can take several MiB.
            query={"sort": "date_modified", "direction": "asc", "include_fields": "date_created,date_modified"},
            oauth_scope="store_v2_products_read_only",
        ),
        PollableResource(
            name="customers",
            kind="customer",
            version="v3",
            path="/customers",
            since="date_modified:min",
            query={"sort": "date_modified:asc"},
            oauth_scope="store_v2_customers_read_only",
        ),
    )
}
"""Pollable resources by name, in the order in which they are caught up."""
