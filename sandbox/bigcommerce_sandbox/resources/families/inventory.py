"""Stock. Source: BigCommerce docs, inventory v3 reference; webhook events, inventory.

What lies at the first location is the level of a product in the catalog, or of a variant where those are tracked; what
lies elsewhere, and what is set of stock, is kept here.
"""

from collections.abc import Callable
from typing import Any

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.families.locations import LOCATION, LOCATIONS, transaction
from bigcommerce_sandbox.resources.lists import answer_list, select
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema
from bigcommerce_sandbox.resources.writes import Writes

_SETTINGS = ("safety_stock", "is_in_stock", "warning_level")


def _told(change: Change) -> Item:
    return {name: change.after[name] for name in ("variant_id", "product_id", "location_id")}


def _changes(*names: str) -> Callable[[Change], bool]:
    return lambda change: any(change.before[name] != change.after[name] for name in names)


STOCK = Resource(
    name="stock",
    path="/v3/inventory/stock",
    fields=schema(
        """
        text: id!! bin_picking_number?
        integer: variant_id!! product_id!! location_id!! level safety_stock warning_level?
        boolean: is_in_stock?
        """
    ),
    actions=(),
    events=(
        Fires("store/channel/*/inventory/product/stock_changed", _told, ("updated",), _changes("level")),
        Fires("store/channel/*/inventory/product/settings_changed", _told, ("updated",), _changes(*_SETTINGS)),
    ),
)


def _held_in(items: Items, variant: Item) -> tuple[str, Item]:
    product = items.find("products", variant["product_id"]) or {}
    return ("variants", variant) if product["inventory_tracking"] == "variant" else ("products", product)


def _at(items: Items, variant: Item, location: Item) -> Item:
    """What lies of a variant at a location."""
    _, holder = _held_in(items, variant)
    kept = items.find(STOCK.name, _place(variant, location["id"])) or blank(STOCK.fields, 0)
    level = holder["inventory_level"] if location["id"] == LOCATION else kept["level"]
    defaults = {
        "is_in_stock": level > 0,
        "warning_level": holder["inventory_warning_level"],
        "bin_picking_number": variant.get("bin_picking_number", ""),
    }
    chosen = {name: default if kept[name] is None else kept[name] for name, default in defaults.items()}
    return {
        "available_to_sell": level - kept["safety_stock"],
        "total_inventory_onhand": level,
        "settings": {"safety_stock": kept["safety_stock"]} | chosen,
    }


def _place(variant: Item, location_id: int) -> str:
    return f"{variant['id']}@{location_id}"


def _identity(variant: Item) -> Item:
    return {"variant_id": variant["id"]} | {name: variant[name] for name in ("sku", "product_id", "sku_id")}


INVENTORY = Resource(
    name="inventory",
    shares="variants",
    path="/v3/inventory/items",
    fields=schema("integer: id!! product_id!!\ntext: sku!!"),
    actions=(),
    filters="sku:in variant_id:in=id:in product_id:in",
)

_PARAMETERS = "sku:in variant_id:in product_id:in page limit"


def _listed(writes: Writes, asked: Asked, show: Callable[[Item], Item]) -> Any:
    found = select(INVENTORY, writes.items.all("variants").values(), asked.query)
    return answer_list(INVENTORY, found, asked.query, show)


def _list(writes: Writes, asked: Asked) -> Any:
    places = select(
        LOCATIONS,
        writes.items.all(LOCATIONS.name).values(),
        {name: value for name, value in asked.query.items() if name.startswith("location_")},
    )

    def show(variant: Item) -> Item:
        levels = [
            {
                "location_id": location["id"],
                "location_code": location["code"],
                "location_name": location["label"],
                "location_enabled": location["enabled"],
            }
            | _at(writes.items, variant, location)
            for location in places
        ]
        return {"identity": _identity(variant), "locations": levels}

    return _listed(writes, asked, show)


def _list_at(writes: Writes, asked: Asked) -> Any:
    location = writes.items.get(LOCATIONS.name, asked.path["location_id"])
    return _listed(
        writes, asked, lambda variant: {"identity": _identity(variant)} | _at(writes.items, variant, location)
    )


def _variant(items: Items, named: Item) -> Item:
    names = {"variant_id": "id", "product_id": "product_id", "sku": "sku"}
    wanted = {field: named[name] for name, field in names.items() if name in named}
    found = items.of("variants", **wanted) if wanted else []
    if not found:
        raise invalid({"items": "Not the 'sku', the 'variant_id' or the 'product_id' of anything in this store"})
    return found[0]


def _keep(writes: Writes, variant: Item, location_id: int, new: Item) -> None:
    """Change what is kept of a variant at a location, from nothing on."""
    if location_id not in writes.items.all(LOCATIONS.name):
        raise invalid({"location_id": "Not a location of this store"})
    known = {"id": _place(variant, location_id), "product_id": variant["product_id"]}
    if writes.items.find(STOCK.name, known["id"]) is None:
        where = {"variant_id": variant["id"], "location_id": location_id}
        writes.items.put(STOCK.name, blank(STOCK.fields, writes.now) | known | where)
    writes.update(STOCK, known["id"], new, "person")


def _adjusts(*, relative: bool) -> Callable[[Writes, Asked], Item]:
    def does(writes: Writes, asked: Asked) -> Item:
        for adjusted in asked.given["items"]:
            _adjust(writes, adjusted, relative=relative)
        return transaction(writes)

    return does


def _adjust(writes: Writes, adjusted: Item, *, relative: bool) -> None:
    variant, location_id = _variant(writes.items, adjusted), adjusted["location_id"]
    kind, holder = _held_in(writes.items, variant)
    if location_id == LOCATION:
        before = holder["inventory_level"] if relative else 0
        writes.write(kind, holder["id"], {"inventory_level": before + adjusted["quantity"]})
    else:
        kept = writes.items.find(STOCK.name, _place(variant, location_id))
        before = kept["level"] if relative and kept else 0
        _keep(writes, variant, location_id, {"level": before + adjusted["quantity"]})


def _set(writes: Writes, asked: Asked) -> Item:
    for each in asked.given["settings"]:
        new = {name: value for name, value in each.items() if name != "identity"}
        _keep(writes, _variant(writes.items, each["identity"]), asked.path["location_id"], new)
    return transaction(writes)


_IDENTITY = "integer: variant_id product_id\ntext: sku"

_ITEMS = "/v3/inventory/locations/{location_id}/items"

_ADJUSTMENTS = schema("text: reason\nlist: items+", items=schema(f"integer: location_id+ quantity+\n{_IDENTITY}"))

INVENTORY_OPERATIONS = (
    Operation(
        method="GET",
        path=INVENTORY.path,
        does=_list,
        query=f"{_PARAMETERS} location_id:in location_code:in",
        bare=True,
    ),
    Operation(method="GET", path=_ITEMS, does=_list_at, query=_PARAMETERS, bare=True),
    Operation(
        method="PUT",
        path=_ITEMS,
        does=_set,
        takes=schema(
            "list: settings+",
            settings=schema(
                """
                object: identity+
                integer: safety_stock warning_level
                boolean: is_in_stock
                text: bin_picking_number
                """,
                identity=schema(_IDENTITY),
            ),
        ),
        bare=True,
    ),
    Operation(
        method="PUT",
        path="/v3/inventory/adjustments/absolute",
        does=_adjusts(relative=False),
        takes=_ADJUSTMENTS,
        bare=True,
    ),
    Operation(
        method="POST",
        path="/v3/inventory/adjustments/relative",
        does=_adjusts(relative=True),
        takes=_ADJUSTMENTS,
        bare=True,
    ),
)
