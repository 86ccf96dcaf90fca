"""What apps note on other resources. Source: BigCommerce docs, metafields in the reference of each resource."""

from typing import Any

from storehook_sandbox.resources.resource import Change, Fires, Resource
from storehook_sandbox.resources.schema import schema

FIELDS = schema(
    """
    integer: id!! product_id~!!
    text: key+ value+ namespace+
    app_only|read|write|read_and_sf_access|write_and_sf_access: permission_set+
    text: description resource_type!!
    integer: resource_id!!
    iso: date_created!! date_modified!!
    text: owner_client_id!!
    """
)

# The id of a cart is text.
_OF_CARTS = {**FIELDS, **schema("text: resource_id!!")}

_FILTERS = "key key:in namespace namespace:in date_created:min date_created:max date_modified:min date_modified:max"

_FEW = "key namespace"


def _told(change: Change) -> dict[str, Any]:
    return {"metafield_id": change.after["id"], "resource_id": str(change.after["resource_id"])}


def metafields(
    kind: str, parent: str, path: str, scope: str = "", *, filters: str = _FILTERS
) -> tuple[Resource, Resource]:
    """The metafields of one kind of resource, and all of that kind's together.

    Args:
        kind: as `resource_type` names it.
        parent: the name of the kind.
        path: of one of the kind, whose id is `resource_id`.
        scope: of their own events, without the write; empty if they have only those of every metafield.
        filters: of one's own; all together have every filter.
    """

    def told(change: Change) -> dict[str, Any]:
        typed = {"resource_type": kind} if kind in ("product", "variant") else {}
        return _told(change) | typed

    def told_of_any(change: Change) -> dict[str, Any]:
        return _told(change) | {"resource_type": kind}

    name, fields = f"{kind}_metafields", _OF_CARTS if kind == "cart" else FIELDS
    one = Resource(
        name=name,
        path=f"{path}/metafields",
        parent=parent,
        fields=fields,
        actions=("list", "read", "create", "update", "delete"),
        filters=filters,
        cursors=True,
        picks=kind in ("product", "category", "brand"),
        unique=("resource_id+namespace+key",),
        events=(
            *((Fires(f"store/{scope}/{{write}}", told),) if scope else ()),
            Fires("store/metafield/{write}", told_of_any),
        ),
        completes=lambda _items, item, _given: item | {"resource_type": kind},
    )
    whole = path.rpartition("/")[0].replace("/products/{product_id}/variants", "/variants")
    everyones = Resource(
        name=f"all_{name}",
        shares=name,
        path=f"{whole}/metafields",
        fields=fields,
        actions=("list",),
        filters=_FILTERS,
        cursors=True,
    )
    return one, everyones


METAFIELDS = (
    *metafields("order", "orders", "/v3/orders/{resource_id}", "order/metafield"),
    *metafields("product", "products", "/v3/catalog/products/{resource_id}", "product/metafield"),
    *metafields(
        "variant",
        "variants",
        "/v3/catalog/products/{product_id}/variants/{resource_id}",
        "product/variant/metafield",
    ),
    *metafields("category", "categories", "/v3/catalog/categories/{resource_id}", "category/metafield"),
    *metafields("brand", "brands", "/v3/catalog/brands/{resource_id}", "brand/metafield", filters=_FEW),
    *metafields("customer", "customers", "/v3/customers/{resource_id}"),
    *metafields("cart", "carts", "/v3/carts/{resource_id}", "cart/metafield", filters=_FEW),
    *metafields("location", "locations", "/v3/inventory/locations/{resource_id}", "inventory/location/metafield"),
    *metafields("channel", "channels", "/v3/channels/{resource_id}", "channel/metafield"),
)
