"""Metafields: notes that an app keeps with an item, and that it may share with other apps.

Source: BigCommerce docs, metafields in the reference of each kind; webhook events.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bigcommerce_sandbox.engine.changes import Change, Draft, Event
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Access, Limit, Rules, Unique

_LIKE = "v3/orders/metafields"
"""The kind whose answers are documented best."""

_SHARED: Mapping[str, Access] = {
    "app_only": "none",
    "read": "read",
    "read_and_sf_access": "read",
    "write": "write",
    "write_and_sf_access": "write",
}
"""The right of other clients, by permission set."""


def _access(row: Row, client: str) -> Access:
    return "write" if row["owner_client_id"] in ("", client) else _SHARED[row["permission_set"]]


def _data(change: Change) -> dict[str, Any]:
    return {"metafield_id": change.after["id"], "resource_id": str(change.after["resource_id"])}


def _typed_data(resource: str) -> Callable[[Change], Mapping[str, Any]]:
    return lambda change: _data(change) | {"resource_type": resource}


def _identity(resource: str) -> Callable[[Draft], Mapping[str, Any]]:
    def identity(draft: Draft) -> Mapping[str, Any]:
        # There is one store, so its metafields name no owner.
        owner = {"resource_id": "1"} if resource == "store" else {}
        known = {"resource_type": resource, "owner_client_id": draft.store.client}
        return {} if draft.before else known | owner

    return identity


def _rules(kind: str, resource: str, data: Callable[[Change], Mapping[str, Any]] = _data, scope: str = "") -> Rules:
    """Return the rules of the metafields of a kind.

    Args:
        kind: the owners' kind.
        resource: its name as `resource_type` has it.
        data: makes the data of the kind's own events.
        scope: of these events; empty if only those of every metafield are sent.
    """
    of_kind = (Event(f"store/{scope}/metafield/{{write}}", data),) if scope else ()
    return Rules(
        like=_LIKE,
        roles={
            f"GET /{kind}/{{cart_id}}/metafields": "list",
            f"GET /{kind}/{{channel_id}}/metafields": "list",
            f"DELETE /{kind}/metafields": "delete by ids",
        },
        links={} if resource == "store" else {kind: "resource_id"},
        unique=(Unique(("resource_id", "namespace", "key", "owner_client_id")),),
        limits=(Limit(250, per=("resource_id", "owner_client_id")),),
        computed=(_identity(resource),),
        access=_access,
        events=(*of_kind, Event("store/metafield/{write}", _typed_data(resource))),
    )


RULES: Mapping[str, Rules] = {
    _LIKE: _rules("v3/orders", "order", scope="order"),
    "v3/catalog/products/metafields": _rules("v3/catalog/products", "product", _typed_data("product"), "product"),
    "v3/catalog/products/variants/metafields": _rules(
        "v3/catalog/products/variants", "variant", _typed_data("variant"), "product/variant"
    ),
    "v3/catalog/categories/metafields": _rules("v3/catalog/categories", "category", scope="category"),
    "v3/catalog/brands/metafields": _rules("v3/catalog/brands", "brand", scope="brand"),
    "v3/customers/metafields": _rules("v3/customers", "customer"),
    "v3/carts/metafields": _rules("v3/carts", "cart", scope="cart"),
    "v3/inventory/locations/metafields": _rules("v3/inventory/locations", "location", scope="inventory/location"),
    "v3/channels/metafields": _rules("v3/channels", "channel", scope="channel"),
    "v3/store/metafields": _rules(
        "v3/store", "store", lambda change: _data(change) | {"namespace": change.after["namespace"]}, "store"
    ),
}
