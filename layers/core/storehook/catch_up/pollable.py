"""What can be asked for by when it was changed: orders, products and customers.

Source: BigCommerce docs, orders v2, catalog products v3 and customers v3 references. What was deleted is in no list,
and so is in no catch-up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from storehook.actions.action import Action, Registry
from storehook.bigcommerce.calls import Version
from storehook.bigcommerce.client import StoreClient
from storehook.catch_up.changes import ChangedResource, read
from storehook.catch_up.paging import Position


@dataclass(frozen=True, slots=True)
class PollableResource:
    """A list that can be asked for what was changed since a time.

    Args:
        name: what it is a list of, for people.
        kind: what one of them is, as events call it.
        version: the API's.
        path: the list's, below the version.
        since: what its filter by `date_modified` is called.
        query: what puts it into the order of `date_modified`, earliest first.
        oauth_scope: what the store must have granted.
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
        """The scope of a new one."""
        return f"store/{self.kind}/created"

    @property
    def updated(self) -> str:
        """The scope of a changed one."""
        return f"store/{self.kind}/updated"

    def wanted_by(self, registry: Registry) -> list[Action]:
        """The actions that want new ones or changed ones, in the order of their names."""
        found = {action.name: action for scope in (self.created, self.updated) for action in registry.matching(scope)}
        return [found[name] for name in sorted(found)]

    def page(self, client: StoreClient, position: Position, limit: int) -> list[ChangedResource]:
        """One page of the list, which may begin with what was changed in the second before the position's.

        Args:
            client: the store's.
            position: which.
            limit: how many items to ask for.

        Raises:
            ContentUnreadable: it is not what such a list is; besides what the client raises.
        """
        since = datetime.fromtimestamp(position.asked, UTC)
        query = {**self.query, self.since: since, "page": position.page, "limit": limit}
        api = client.v2 if self.version == "v2" else client.v3
        return read(self.kind, api.get(self.path, query=query))


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
            # Their dates alone: with descriptions, 250 products can be some MiB.
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
"""By name, in the order in which they are caught up."""
