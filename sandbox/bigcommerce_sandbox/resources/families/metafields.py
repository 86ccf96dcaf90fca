"""What apps note on other resources. Source: BigCommerce docs, metafields in the reference of each resource."""

from dataclasses import replace
from typing import Any

from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.resource import Action, Answers, Resource
from bigcommerce_sandbox.resources.schema import Item, schema

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

_MOST = 50
"""How many a request may bring. No figure is documented."""

_FILTERS = "key key:in namespace namespace:in date_created:min date_created:max date_modified:min date_modified:max"

_FEW = "key namespace"

_IDS = "id id:in id:not_in id:min id:max id:greater id:less"

_MANY: tuple[Action, ...] = ("create_many", "update_many", "delete_given")

_ANSWERS: Answers = {
    **dict.fromkeys(_MANY, (200, "data errors counts")),
    "partly": (422, "data errors counts"),
}


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

    def completed(items: Items, metafield: Item, _given: Item) -> Item:
        product = items.find(parent, metafield["resource_id"]) if kind == "variant" else None
        place = {"product_id": product["product_id"]} if product else {}
        return metafield | place | {"resource_type": kind}

    def told_of_any(change: Change) -> dict[str, Any]:
        return _told(change) | {"resource_type": kind}

    # The id of a cart is text.
    name, id_kind = f"{kind}_metafields", "text" if kind == "cart" else "integer"
    one = Resource(
        name=name,
        path=f"{path}/metafields",
        refers={"resource_id": parent},
        fields={**FIELDS, **schema(f"{id_kind}: resource_id!!")},
        actions=("list", "read", "create", "update", "delete"),
        filters=filters,
        cursors=True,
        order=("direction",) if filters.startswith(_FILTERS) else (),
        picks=kind in ("product", "category", "brand"),
        unique=("resource_id+namespace+key",),
        events=(
            *((Fires(f"store/{scope}/{{write}}", told),) if scope else ()),
            Fires("store/metafield/{write}", told_of_any),
        ),
        completes=completed,
    )
    whole = path.rpartition("/")[0].replace("/products/{product_id}/variants", "/variants")
    everyones = replace(
        one,
        name=f"all_{name}",
        shares=name,
        path=f"{whole}/metafields",
        fields={**FIELDS, **schema(f"{id_kind}: resource_id+^")},
        actions=("list", "create_many", "update_many", "delete_given"),
        filters=_FILTERS,
        order=("direction",),
        picks=False,
        most=_MOST,
        answers=_ANSWERS,
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
    *metafields(
        "category",
        "categories",
        "/v3/catalog/categories/{resource_id}",
        "category/metafield",
        filters=f"{_FILTERS} {_IDS}",
    ),
    *metafields("brand", "brands", "/v3/catalog/brands/{resource_id}", "brand/metafield", filters=f"{_FEW} {_IDS}"),
    *metafields("customer", "customers", "/v3/customers/{resource_id}"),
    *metafields("cart", "carts", "/v3/carts/{resource_id}", "cart/metafield", filters=_FEW),
    *metafields("location", "locations", "/v3/inventory/locations/{resource_id}", "inventory/location/metafield"),
    *metafields("channel", "channels", "/v3/channels/{resource_id}", "channel/metafield"),
)


def _told_store(change: Change) -> dict[str, Any]:
    return _told(change) | {"namespace": change.after["namespace"]}


# The id of a store is text, and there is but one: a path names no owner.
STORE_METAFIELDS = Resource(
    name="store_metafields",
    path="/v3/store/metafields",
    fields={**FIELDS, **schema("text: resource_id!!")},
    actions=("list", "create_many", "update_many", "delete_given", "read", "update", "delete"),
    filters=_FILTERS,
    cursors=True,
    order=("direction",),
    unique=("namespace+key",),
    events=(
        Fires("store/store/metafield/{write}", _told_store),
        Fires("store/metafield/{write}", lambda change: _told(change) | {"resource_type": "store"}),
    ),
    most=_MOST,
    answers=_ANSWERS,
    completes=lambda _items, metafield, _given: metafield | {"resource_type": "store", "resource_id": "1"},
)
