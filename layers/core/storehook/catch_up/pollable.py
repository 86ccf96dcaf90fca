"""Resources that can be listed by the time of their change: orders, products and customers.

Source: BigCommerce docs, orders v2, catalog products v3 and customers v3 references. A deleted resource is in no list,
so a catch-up cannot find it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from storehook.actions.action import Action
from storehook.bigcommerce.calls import Version
from storehook.bigcommerce.client import StoreClient
from storehook.catch_up.changes import Page, read_page
from storehook.catch_up.paging import Position
from storehook.runs.late_runs import Change
from storehook.webhooks.scopes import covers


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

    def scopes(self, change: Change, channel: object = "*") -> tuple[str, ...]:
        """Return the scopes of a creation or an update: that of the store, and those of a channel or of any."""
        return f"store/{self.kind}/{change}", f"store/channel/{channel}/{self.kind}/{change}"

    def subscribed(self, action: Action, change: Change, channel: int | None) -> str:
        """Return the scope by which an action subscribes to a creation or an update. Empty if it doesn't.

        Args:
            channel: the resource's channel. None if the list doesn't show it: no scope of a channel is meant then.
        """
        scopes = self.scopes(change, channel)[: 1 if channel is None else 2]
        return next((scope for scope in scopes if any(covers(pattern, scope) for pattern in self._own(action))), "")

    def subscribers(self, registry: Iterable[Action]) -> list[Action]:
        """Return the actions that subscribe to creations or updates, sorted by name."""
        subscribing = [*self._subscribing(registry, "created"), *self._subscribing(registry, "updated")]
        actions = {action.name: action for action in subscribing}
        return [actions[name] for name in sorted(actions)]

    def has_creations(self, registry: Iterable[Action]) -> bool:
        """Return whether an action subscribes to creations."""
        return bool(self._subscribing(registry, "created"))

    def _subscribing(self, registry: Iterable[Action], change: Change) -> list[Action]:
        scopes = self.scopes(change)
        return [action for action in registry if any(_may_get(self._own(action), scope) for scope in scopes)]

    def _own(self, action: Action) -> list[str]:
        # `store/channel/*` is about channels. BigCommerce doesn't say whether it also sends events of their orders.
        return [pattern for pattern in action.webhooks if f"/{self.kind}/" in pattern]

    def page(self, client: StoreClient, position: Position, limit: int) -> Page:
        """Return one page. It may start with changes of the second before the position's."""
        since = datetime.fromtimestamp(position.query_since, UTC)
        query = {**self.query, self.since: since, "page": position.page, "limit": limit}
        api = client.v2 if self.version == "v2" else client.v3
        return read_page(self.kind, api.get(self.path, query=query), limit)


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


def _may_get(patterns: Iterable[str], scope: str) -> bool:
    return any(covers(pattern, scope) or covers(scope, pattern) for pattern in patterns)
