"""Stock and where it lies. Source: BigCommerce docs, inventory v3 and locations v3 references.

A store here has one location, and its levels are those of the products, or of the variants where those are tracked.
"""

from collections.abc import Iterable
from typing import Any

from storehook_sandbox.errors import invalid
from storehook_sandbox.resources.resource import Action, Items, Resource
from storehook_sandbox.resources.schema import Item, blank, schema

LOCATION = 1

_LOCATIONS = schema(
    """
    integer: id!!
    text: code label description
    boolean: managed_by_external_source enabled=true storefront_visibility=true
    PHYSICAL|VIRTUAL: type_id
    object: operating_hours address
    list: special_hours
    text: time_zone=Etc/UTC
    iso: created_at updated_at
    """
)

LOCATIONS = Resource(
    name="locations",
    path="/v3/inventory/locations",
    fields=_LOCATIONS,
    actions=("list",),
    filters="location_id:in=id:in location_code:in=code:in type_id:in managed_by_external_source is_active=enabled "
    "storefront_visibility",
    seeds=lambda now: [blank(_LOCATIONS, now) | {"id": LOCATION, "code": "BC-LOCATION-1", "label": "Default location"}],
)


def _held_in(items: Items, variant: Item) -> tuple[str, Item]:
    product = items.find("products", variant["product_id"]) or {}
    return ("variants", variant) if product["inventory_tracking"] == "variant" else ("products", product)


def _stocked(items: Items, variant: Item) -> Item:
    _, holder = _held_in(items, variant)
    level = dict.fromkeys(("available_to_sell", "total_inventory_onhand"), holder["inventory_level"])
    settings = {
        "safety_stock": 0,
        "is_in_stock": holder["inventory_level"] > 0,
        "warning_level": holder["inventory_warning_level"],
        "bin_picking_number": variant["bin_picking_number"],
    }
    identity = {name: variant[name] for name in ("sku", "product_id", "sku_id")} | {"variant_id": variant["id"]}
    place = {"location_id": LOCATION, "location_code": "BC-LOCATION-1", "location_name": "Default location"}
    return variant | {
        "identity": identity,
        "locations": [place | level | {"location_enabled": True, "settings": settings}],
    }


INVENTORY = Resource(
    name="inventory",
    shares="variants",
    path="/v3/inventory/items",
    fields=schema(
        """
        integer: id~!! product_id~!!
        text: sku~!!
        object: identity!!
        list: locations!!
        """
    ),
    actions=("list",),
    filters="sku:in variant_id:in=id:in product_id:in",
    shows=_stocked,
)

_ADJUSTMENTS = schema(
    """
    integer: id~!!
    text: transaction_id!! reason~
    list: items~+
    """,
    items=schema(
        """
        integer: location_id+ quantity+ variant_id product_id
        text: sku
        """
    ),
)


def _adjusted(_items: Items, adjustment: Item, _given: Item) -> Item:
    if any(each["location_id"] != LOCATION for each in adjustment["items"]):
        raise invalid({"items": "Not a location of this store"})
    return adjustment | {"transaction_id": f"adjustment-{adjustment['id']}"}


def _variant(items: Items, adjusted: Item) -> Item:
    names = {"variant_id": "id", "product_id": "product_id", "sku": "sku"}
    wanted = {field: adjusted[name] for name, field in names.items() if name in adjusted}
    found = items.of("variants", **wanted) if wanted else []
    if not found:
        raise invalid({"items": "Not the 'sku', the 'variant_id' or the 'product_id' of anything in this store"})
    return found[0]


def _adjustments(how: str, action: Action, *, relative: bool) -> Resource:
    def levels(items: Items, adjustment: Item) -> Iterable[tuple[str, Any, Item]]:
        for adjusted in adjustment["items"]:
            kind, holder = _held_in(items, _variant(items, adjusted))
            before = holder["inventory_level"] if relative else 0
            yield kind, holder["id"], {"inventory_level": before + adjusted["quantity"]}

    return Resource(
        name=f"{how}_adjustments",
        path=f"/v3/inventory/adjustments/{how}",
        fields=_ADJUSTMENTS,
        actions=(action,),
        bare=True,
        completes=_adjusted,
        follows=levels,
    )


ADJUSTMENTS = (
    _adjustments("absolute", "replace", relative=False),
    _adjustments("relative", "create", relative=True),
)
