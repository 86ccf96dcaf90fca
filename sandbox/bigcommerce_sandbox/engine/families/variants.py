"""Variants of products.

A product has one from the start, which is the product itself: it has no `sku_id`, no event tells of it, and it goes
when there is another. The `id` of an event is the `sku_id` of another, and never its id.

Source: BigCommerce docs, product variants v3 reference; webhook events, SKUs.
"""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.answers import enveloped
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event
from bigcommerce_sandbox.engine.families import stock
from bigcommerce_sandbox.engine.families.new_products import FIRST_ID, SHARED, VARIANT, variants
from bigcommerce_sandbox.engine.families.options import chosen
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules, Unique
from bigcommerce_sandbox.engine.store import Store

_PRODUCTS = "v3/catalog/products"
VARIANTS = "v3/catalog/products/variants"

_SKU_IDS = 400

_TEXTS = ("upc", "mpn", "gtin", "bin_picking_number")


def base_variant(store: Store, product: Row) -> Row | None:
    """Return the variant that a product is, None if it has others."""
    return next(iter(store.of(VARIANTS, product_id=product["id"], sku_id=None)), None)


def add_base_variant(store: Store, product: Row) -> None:
    """Add the variant that a product is."""
    store.create(VARIANTS, {"product_id": product["id"], **{name: product[name] for name in SHARED}})


def passed_on(change: Change, other: Row) -> Row:
    """Return the shared fields that a change gives the other of a product and its variant."""
    new = {name: change.after.get(name) for name in SHARED if change.differs(name)}
    return {name: value for name, value in new.items() if value is not None and value != other.get(name)}


def _with_values(draft: Draft) -> Mapping[str, Any]:
    row = {**VARIANT, **draft.row}
    if draft.before or not row["option_values"]:
        return row
    values = [chosen(draft.store, row["product_id"], value) for value in row["option_values"]]
    return row | {"sku_id": row["id"] + _SKU_IDS, "option_values": values}


def _pass_on(change: Change) -> None:
    """Change the product as its variant was, or give way to another variant."""
    store, variant = change.store, change.after
    product = store.get(_PRODUCTS, variant["product_id"])
    if change.write == "updated":
        sold = variant["total_sold"] - change.before["total_sold"]
        new = {"total_sold": product["total_sold"] + sold} if sold else {}
        new |= {} if _is_sku(change) else passed_on(change, product)
        if new:
            store.update(_PRODUCTS, product["id"], new)
    elif _is_sku(change):
        base = base_variant(store, product)
        if change.write == "created" and base:
            store.delete(VARIANTS, base["id"])
        if change.write == "deleted" and not store.of(VARIANTS, product_id=product["id"]):
            add_base_variant(store, product)


def _price(store: Store, variant: Row) -> float:
    product = store.find(_PRODUCTS, variant["product_id"]) or {}
    own = variant["sale_price"] or variant["price"]
    return (product.get("sale_price") or product.get("price", 0)) if own is None else own


def _weight(store: Store, variant: Row) -> float:
    product = store.find(_PRODUCTS, variant["product_id"]) or {}
    return product.get("weight", 0) if variant.get("weight") is None else variant["weight"]


def _is_sku(change: Change) -> bool:
    return change.after["sku_id"] is not None


def _is_tracked(change: Change) -> bool:
    product = change.store.find(_PRODUCTS, change.after["product_id"]) or {}
    return product.get("inventory_tracking") == "variant"


def _sku(change: Change) -> Row:
    variant = change.after
    ids = {"product_id": variant["product_id"], "variant_id": variant["id"]}
    return {"type": "sku", "id": variant["sku_id"], "sku": ids}


def _stocked(variant: Row) -> Row:
    ids = {"product_id": variant["product_id"], "variant_id": variant["id"]}
    return {"type": "sku", "id": variant["sku_id"], "inventory": ids}


def _place(change: Change) -> Row:
    ids = {"variant_id": change.after["id"], "product_id": change.after["product_id"]}
    return ids | {"location_id": stock.LOCATION}


@operation("POST /v3/catalog/products/{product_id}/variants/{variant_id}/image")
def _set_image(call: Call) -> Answer:
    variant = call.store.update(VARIANTS, call.arguments["variant_id"], {"image_url": call.body["image_url"]})
    return enveloped(call, {"image_url": variant["image_url"]})


RULES: Mapping[str, Rules] = {
    VARIANTS: Rules(
        table="variants",
        roles={"PUT /v3/catalog/variants": "bulk update"},
        unique=(Unique(("sku",)),),
        defaults=dict.fromkeys(_TEXTS, "") | {"inventory_level": 0, "inventory_warning_level": 0},
        computed=(_with_values,),
        derived={"calculated_price": _price, "calculated_weight": _weight},
        after=_pass_on,
        events=(
            Event("store/sku/{write}", _sku, when=lambda change: _is_sku(change) and not stock.is_sold(change)),
            *stock.events("sku", _stocked, _place, lambda change: _is_sku(change) and _is_tracked(change), _is_tracked),
        ),
        seeds=variants,
        first_id=FIRST_ID,
    ),
    f"{VARIANTS}/image": Rules(
        needs={"POST /v3/catalog/products/{product_id}/variants/{variant_id}/image": ("image_url",)}
    ),
}
