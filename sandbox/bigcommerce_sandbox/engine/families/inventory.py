"""The stock of variants at locations.

The level at the first location is that of the product in the catalog, or of the variant where those are tracked. The
levels at other locations, and the settings of stock at each, are separate rows.

Source: BigCommerce docs, inventory v3 reference; webhook events, inventory.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bigcommerce_facts.check import MISSING
from bigcommerce_sandbox.engine.answers import enveloped
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Event
from bigcommerce_sandbox.engine.families.locations import LOCATIONS, transaction
from bigcommerce_sandbox.engine.families.stock import LOCATION
from bigcommerce_sandbox.engine.families.variants import VARIANTS
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.model import Model
from bigcommerce_sandbox.engine.query import Filters
from bigcommerce_sandbox.engine.rules import Rules, Worked
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused
from bigcommerce_sandbox.pages import pagination, read_page

_PRODUCTS = "v3/catalog/products"

_STOCK = "v3/inventory/locations/items"

_ADJUSTMENTS = "v3/inventory/adjustments"

_OF_LOCATION = "/v3/inventory/locations/{location_id}/items"

_NAMES = {"variant_id": "id", "product_id": "product_id", "sku": "sku"}
"""The fields of a variant, by the names that requests have for them."""

_SETTINGS = ("safety_stock", "is_in_stock", "warning_level")

_EMPTY: Row = {"level": 0, "safety_stock": 0}


def _place(change: Change) -> Mapping[str, Any]:
    return {name: change.after[name] for name in ("variant_id", "product_id", "location_id")}


def _differs(*names: str) -> Callable[[Change], bool]:
    return lambda change: change.differs(*names)


def _holder(store: Store, variant: Row) -> tuple[str, Row]:
    """Return the kind and the row that has a variant's level at the first location."""
    product = store.get(_PRODUCTS, variant["product_id"])
    is_variant = store.value(_PRODUCTS, product, "inventory_tracking") == "variant"
    return (VARIANTS, variant) if is_variant else (_PRODUCTS, product)


def _kept(store: Store, variant: Row, location_id: int) -> Row:
    rows = store.of(_STOCK, variant_id=variant["id"], location_id=location_id)
    return rows[0] if rows else _EMPTY


def _at(store: Store, variant: Row, location_id: int) -> Row:
    """Return the stock of a variant at a location, as answers show it."""
    kept = _kept(store, variant, location_id)
    kind, holder = _holder(store, variant)
    level = store.value(kind, holder, "inventory_level") if location_id == LOCATION else kept["level"]
    settings = {
        "safety_stock": kept["safety_stock"],
        "is_in_stock": level > 0,
        "warning_level": store.value(kind, holder, "inventory_warning_level"),
        "bin_picking_number": store.value(VARIANTS, variant, "bin_picking_number"),
    }
    return {
        "available_to_sell": level - kept["safety_stock"],
        "total_inventory_onhand": level,
        "settings": {name: kept.get(name, value) for name, value in settings.items()},
    }


def _field(name: str) -> Worked:
    return lambda _store, variant: variant[name]


def _identity(variant: Row, *more: str) -> Row:
    return {name: variant[field] for name, field in _NAMES.items()} | {name: variant[name] for name in more}


def _passing(call: Call, rows: list[Row], model: Model, names: Iterable[str]) -> list[Row]:
    """Return the rows that pass the filters of the query with these names, which are those of a kind."""
    filters = Filters(call.store, model, call.operation, call.request.choices.includes_moment)
    tests = filters.tests({name: text for name, text in call.query.items() if name.partition(":")[0] in names})
    return [row for row in rows if all(passes(row) for passes in tests)] if tests else rows


def _page(call: Call, show: Callable[[Row], Row]) -> Answer:
    found = _passing(call, call.store.of(VARIANTS), call.model, _NAMES)
    page = read_page(call.query)
    variants = page.of(found)
    return enveloped(call, [*map(show, variants)], pagination(page, len(found), len(variants)))


@operation("GET /v3/inventory/items")
def _list(call: Call) -> Answer:
    locations = _passing(call, call.store.of(LOCATIONS), call.kinds[LOCATIONS], ("location_id", "location_code"))
    places = [
        {
            "location_id": location["id"],
            "location_code": location["code"],
            "location_name": location["label"],
            "location_enabled": call.store.value(LOCATIONS, location, "enabled"),
        }
        for location in locations
    ]

    def show(variant: Row) -> Row:
        stock = [place | _at(call.store, variant, place["location_id"]) for place in places]
        return {"identity": _identity(variant, "sku_id"), "locations": stock}

    return _page(call, show)


@operation(f"GET {_OF_LOCATION}")
def _list_of_location(call: Call) -> Answer:
    location_id = call.arguments["location_id"]
    return _page(call, lambda variant: {"identity": _identity(variant)} | _at(call.store, variant, location_id))


def _items(call: Call, *needed: str) -> list[Row]:
    """Return the items that a body brings, each with these fields.

    Raises:
        ApiError: 422 if they break a rule.
    """
    field = call.model.rules.most[call.operation.name].field
    items: list[Row] = call.body.get(field) or []
    missing = [f"{field}.{name}" for item in items for name in needed if (item or {}).get(name) is None]
    if not items or missing:
        raise refused("v3", dict.fromkeys(missing or [field], MISSING))
    return items


def _variant(store: Store, named: Row) -> Row:
    """Return the variant that the fields of a body name.

    Raises:
        ApiError: 422 if there is none.
    """
    wanted = {field: named[name] for name, field in _NAMES.items() if name in named}
    found = store.of(VARIANTS, **wanted) if wanted else []
    if not found:
        raise refused("v3", {"items": "Must have the 'sku', the 'variant_id' or the 'product_id' of a variant"})
    return found[0]


def _keep(store: Store, variant: Row, location_id: int, fields: Row) -> None:
    """Write fields of the stock of a variant at a location."""
    kept = _kept(store, variant, location_id)
    if kept is _EMPTY:
        place = {"variant_id": variant["id"], "product_id": variant["product_id"], "location_id": location_id}
        kept = store.create(_STOCK, place | _EMPTY)
    store.update(_STOCK, kept["id"], fields)


@operation(f"PUT /{_ADJUSTMENTS}/absolute", f"POST /{_ADJUSTMENTS}/relative")
def _adjust(call: Call) -> Answer:
    for item in _items(call, "location_id", "quantity"):
        _adjust_one(call.store, item, is_relative=call.operation.method == "POST")
    return transaction(call)


def _adjust_one(store: Store, item: Row, *, is_relative: bool) -> None:
    variant, location_id = _variant(store, item), item["location_id"]
    before = _at(store, variant, location_id)["total_inventory_onhand"] if is_relative else 0
    level = before + item["quantity"]
    if location_id == LOCATION:
        kind, holder = _holder(store, variant)
        store.update(kind, holder["id"], {"inventory_level": level})
    else:
        _keep(store, variant, location_id, {"level": level})


@operation(f"PUT {_OF_LOCATION}")
def _set(call: Call) -> Answer:
    for item in _items(call, "identity"):
        fields = {name: value for name, value in item.items() if name != "identity" and value is not None}
        if not fields.keys() & {*_SETTINGS}:
            raise refused("v3", {"settings": f"Each must have one of '{"', '".join(_SETTINGS)}'"})
        _keep(call.store, _variant(call.store, item["identity"]), call.arguments["location_id"], fields)
    return transaction(call)


RULES: Mapping[str, Rules] = {
    _STOCK: Rules(
        roles={f"PUT {_OF_LOCATION}": "action"},
        links={VARIANTS: "variant_id"},
        filters={name: _field(field) for name, field in _NAMES.items()},
        events=(
            Event("store/channel/*/inventory/product/stock_changed", _place, ("updated",), _differs("level")),
            Event("store/channel/*/inventory/product/settings_changed", _place, ("updated",), _differs(*_SETTINGS)),
        ),
    ),
    f"{_ADJUSTMENTS}/absolute": Rules(takes=("items.variant_id",)),
    f"{_ADJUSTMENTS}/relative": Rules(),
}
