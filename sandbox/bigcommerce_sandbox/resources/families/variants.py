"""The variants of products. Source: BigCommerce docs, product variants v3 reference.

A product has one from the start, which is the product itself: it has no `sku_id`, nothing is sent of it, and it goes
when there is another. The `id` of an event is the `sku_id` of another, and never its id.
"""

from collections.abc import Iterable
from typing import Any

from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.families.locations import LOCATION
from bigcommerce_sandbox.resources.families.options import chosen
from bigcommerce_sandbox.resources.families.sold_stock import STOCK, has_run_low, has_run_out, is_set, is_sold, level_of
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema

FIELDS = schema(
    """
    integer: id!! product_id!!
    text: sku+
    integer: sku_id!!?
    number: price? cost_price? sale_price? retail_price? weight? width? height? depth? fixed_cost_shipping_price?
    boolean: is_free_shipping purchasing_disabled
    text: purchasing_disabled_message image_url upc mpn gtin bin_picking_number
    integer: inventory_level inventory_warning_level total_sold~!
    number: calculated_price!! calculated_weight!!
    list: option_values^
    """,
    option_values=schema(
        """
        integer: id option_id
        text: label option_display_name
        """
    ),
)

_SKU_IDS = 400

SEEDS = {77: ("Walnut bowl", 39.5), 78: ("Linen apron", 24.0), 79: ("Copper kettle", 89.0)}
"""The products of a new store by their ids: names and prices."""

IN_STOCK = 10
"""Of each product that a store starts with."""

SHARED = ("sku", "price", "inventory_level", "inventory_warning_level")
"""What is the same of a product and of the variant that it is."""


def passed_on(change: Change, other: Item) -> Item:
    """What a change to one of the two says anew of the other."""
    new = {name: change.after[name] for name in SHARED}
    return {name: value for name, value in new.items() if value not in (None, change.before[name], other[name])}


def new_variant(variant_id: int, now: float, product_id: int, price: float = 0) -> Item:
    """The variant that a product in stock is, from `now` (unix seconds) on."""
    known = {"id": variant_id, "product_id": product_id, "sku": f"SKU-{product_id}", "price": price}
    return blank(FIELDS, now) | known | {"inventory_level": IN_STOCK}


def seed_variants(now: float) -> list[Item]:
    """The variant that each product of a new store is."""
    return [new_variant(found, now, found, price) for found, (_, price) in SEEDS.items()]


def _completed(items: Items, variant: Item, _given: Item) -> Item:
    if not variant["option_values"]:
        return variant
    values = [chosen(items, variant["product_id"], each) for each in variant["option_values"]]
    return variant | {"sku_id": variant["id"] + _SKU_IDS, "option_values": values}


def _passed_on(items: Items, change: Change) -> Iterable[tuple[str, Any, Item | None]]:
    """A product is changed as the variant that it is, which goes when there is another; others make up its stock."""
    variant = change.after
    product = items.find("products", variant["product_id"]) or {}
    sold = variant["total_sold"] - change.before["total_sold"]
    new = {"total_sold": product["total_sold"] + sold} if sold else {}
    if not _is_sku(change):
        new |= passed_on(change, product)
    elif _moved(change) or change.write != "updated":
        itself = [each["id"] for each in items.of("variants", product_id=product["id"]) if each["sku_id"] is None]
        yield from (("variants", each, None) for each in itself)
        if not items.of("variants", product_id=product["id"]):
            yield "variants", None, {"product_id": product["id"]} | {name: product[name] for name in SHARED}
        new |= {"inventory_level": product["inventory_level"]}
    if new:
        yield "products", product["id"], new


def _calculated(items: Items, variant: Item) -> Item:
    product = items.find("products", variant["product_id"]) or {}
    price = variant["sale_price"] or (product["calculated_price"] if variant["price"] is None else variant["price"])
    weight = product["weight"] if variant["weight"] is None else variant["weight"]
    return variant | {"calculated_price": price, "calculated_weight": weight}


def _sku(change: Change) -> Item:
    variant = change.after
    sku = {"product_id": variant["product_id"], "variant_id": variant["id"]}
    return {"type": "sku", "id": variant["sku_id"], "sku": sku}


def _stock(change: Change) -> Item:
    variant = change.after
    level = {"variant_id": variant["id"]} | level_of(change)
    return {"type": "sku", "id": variant["sku_id"], "inventory": {"product_id": variant["product_id"]} | level}


def _lies(change: Change) -> Item:
    known = {"variant_id": change.after["id"], "product_id": change.after["product_id"]}
    return known | {"location_id": LOCATION}


def _is_sku(change: Change) -> bool:
    return change.after["sku_id"] is not None


def _moved(change: Change) -> bool:
    return change.before["inventory_level"] != change.after["inventory_level"]


def _stock_moved(change: Change) -> bool:
    product = change.items.find("products", change.after["product_id"]) or {}
    return _moved(change) and product["inventory_tracking"] == "variant"


def _stock_low(change: Change) -> bool:
    return _stock_moved(change) and has_run_low(change)


def _stock_out(change: Change) -> bool:
    return _stock_moved(change) and has_run_out(change)


def _stock_set(change: Change) -> bool:
    return _is_sku(change) and _moved(change) and is_set(change)


VARIANTS = Resource(
    name="variants",
    path="/v3/catalog/products/{product_id}/variants",
    refers={"product_id": "products"},
    fields=FIELDS,
    actions=("list", "read", "create", "update", "delete"),
    picks=True,
    first_id=77,
    unique=("sku",),
    events=(
        Fires("store/sku/{write}", _sku, when=lambda change: _is_sku(change) and is_set(change)),
        Fires("store/sku/inventory/updated", _stock, ("updated",), _stock_set),
        Fires("store/sku/inventory/order/updated", _stock, ("updated",), lambda each: _is_sku(each) and is_sold(each)),
        Fires(f"{STOCK}/stock_changed", _lies, ("updated",), _stock_moved),
        Fires(f"{STOCK}/low_stock_reached", _lies, ("updated",), _stock_low),
        Fires(f"{STOCK}/out_of_stock_reached", _lies, ("updated",), _stock_out),
    ),
    seeds=seed_variants,
    completes=_completed,
    shows=_calculated,
    causes=_passed_on,
)

ALL_VARIANTS = Resource(
    name="all_variants",
    shares="variants",
    path="/v3/catalog/variants",
    fields=FIELDS,
    actions=("list", "update_many"),
    filters="id sku upc product_id:in",
    picks=True,
    most=50,
    events=VARIANTS.events,
    shows=_calculated,
    causes=_passed_on,
)
