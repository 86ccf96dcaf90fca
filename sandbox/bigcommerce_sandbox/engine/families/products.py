"""Products, and a summary of the catalog.

Source: BigCommerce docs, products v3 reference; webhook events, products.
"""

from collections.abc import Mapping
from typing import Any

from bigcommerce_facts import load_prose
from bigcommerce_sandbox.engine.answers import enveloped
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, typed
from bigcommerce_sandbox.engine.families import assignments, stock
from bigcommerce_sandbox.engine.families.custom_urls import url_from_name
from bigcommerce_sandbox.engine.families.new_products import FIRST_ID, PRODUCT, products
from bigcommerce_sandbox.engine.families.product_parts import IMAGES, is_thumbnail
from bigcommerce_sandbox.engine.families.variants import VARIANTS, add_base_variant, base_variant, passed_on
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules, Search
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError

PRODUCTS = "v3/catalog/products"
_BRANDS = "v3/catalog/brands"
_SCOPE = "store/product/updated"

_BROUGHT = {
    "variants": VARIANTS,
    "images": IMAGES,
    "custom_fields": f"{PRODUCTS}/custom-fields",
    "bulk_pricing_rules": f"{PRODUCTS}/bulk-pricing-rules",
    "videos": f"{PRODUCTS}/videos",
}

_SILENT = frozenset({"images", "custom_fields", "inventory_warning_level"}).union(
    *(rule.fields for rule in load_prose().silences if (rule.scope, rule.kind) == (_SCOPE, PRODUCTS))
)
"""The fields whose change alone causes no event of the product."""


def _filled(draft: Draft) -> Mapping[str, Any]:
    url: Row = draft.value("custom_url") or {}
    if url.get("create_redirect"):
        raise ApiError(501, "BigCommerce documents 'create_redirect', but the stand-in store does not implement it.")
    return {**PRODUCT, **draft.row}


def _branded(draft: Draft) -> Mapping[str, Any]:
    """Find the brand that a product names, or add it."""
    name = draft.given.get("brand_name")
    if not name:
        return {}
    brands = draft.store.of(_BRANDS, name=name) or [draft.store.create(_BRANDS, {"name": name})]
    return {"brand_id": brands[0]["id"]}


def _variants(store: Store, product: Row) -> list[Row]:
    """Return the variants of a product without the one that it is itself."""
    return [row for row in store.of(VARIANTS, product_id=product["id"]) if row["sku_id"] is not None]


def _level(store: Store, product: Row) -> int:
    """Return the stock of a product: that of its variants if it is tracked by them."""
    variants = _variants(store, product) if product["inventory_tracking"] == "variant" else []
    return sum(row["inventory_level"] for row in variants) if variants else product["inventory_level"]


def _base_variant_id(store: Store, product: Row) -> int | None:
    base = base_variant(store, product)
    return base["id"] if base else None


def _price(_store: Store, product: Row) -> float:
    return product["sale_price"] or product["price"]


def _is_out(store: Store, product: Row) -> int:
    return int(product["inventory_tracking"] != "none" and _level(store, product) <= 0)


def _is_low(store: Store, product: Row) -> int:
    warning = product["inventory_warning_level"]
    return int(product["inventory_tracking"] != "none" and _level(store, product) <= warning)


def _primary_image(store: Store, product: Row) -> Row | None:
    images = store.of(IMAGES, product_id=product["id"])
    chosen = next((image for image in images if is_thumbnail(store, image)), None)
    if chosen is None:
        return None
    shown = {name: value for name, value in chosen.items() if name != "image_url"}
    return {"description": "", "sort_order": 0} | shown | {"is_thumbnail": True}


def _channels(_store: Store, product: Row) -> list[int]:
    return product.get("channels", assignments.CHANNELS)


def _pass_on(change: Change) -> None:
    """Give a new product the variant that it is, and change that as the product was."""
    store, product = change.store, change.after
    if change.write == "created" and not store.of(VARIANTS, product_id=product["id"]):
        add_base_variant(store, product)
    base = base_variant(store, product) if change.write == "updated" else None
    new = passed_on(change, base) if base else {}
    if base and new:
        store.update(VARIANTS, base["id"], new)


def _is_told(change: Change) -> bool:
    if change.write != "updated":
        return True
    untracked = {"inventory_level"} if change.after["inventory_tracking"] == "none" else set[str]()
    return not stock.is_sold(change) and bool(change.given.keys() - _SILENT - untracked)


def _stocked(product: Row) -> Row:
    return {"type": "product", "id": product["id"], "inventory": {"product_id": product["id"]}}


def _is_tracked(change: Change) -> bool:
    return change.after["inventory_tracking"] == "product"


def _is_level_told(change: Change) -> bool:
    return _is_tracked(change) or not _variants(change.store, change.after)


def _place(change: Change) -> Row:
    ids = {"variant_id": _base_variant_id(change.store, change.after), "product_id": change.after["id"]}
    return ids | {"location_id": stock.LOCATION}


@operation("GET /v3/catalog/summary")
def _summary(call: Call) -> Answer:
    store = call.store
    sold, variants = store.of(PRODUCTS), store.of(VARIANTS)
    prices: list[float] = [store.value(VARIANTS, row, "calculated_price") for row in variants] or [0]
    dates = [store.get(PRODUCTS, row["product_id"])["date_created"] for row in variants] or [""]
    assigned = [category for product in sold for category in product.get("categories", ())]
    category_id = max({*assigned}, key=assigned.count, default=0)
    category = store.find("v3/catalog/categories", category_id) or {"name": ""}
    levels = [(_level(store, product), product["price"]) for product in sold]
    summary = {
        "inventory_count": sum(level for level, _ in levels),
        "inventory_value": sum(level * price for level, price in levels),
        "primary_category_id": category_id,
        "primary_category_name": category["name"],
        "variant_count": len(variants),
        "highest_variant_price": max(prices),
        "average_variant_price": sum(prices) / len(prices),
        "lowest_variant_price": str(min(prices)),
        "oldest_variant_date": min(dates),
        "newest_variant_date": max(dates),
    }
    return enveloped(call, summary)


RULES: Mapping[str, Rules] = {
    PRODUCTS: Rules(
        table="products",
        refers={
            "brand_id": Reference(_BRANDS, 409, on_delete="unset"),
            "categories": Reference("v3/catalog/trees/categories", 409),
            "tax_class_id": Reference("v2/tax_classes", 409),
        },
        filters={
            "keyword": Search(("name", "sku", "description")),
            "channel_id": _channels,
            "out_of_stock": _is_out,
            "inventory_low": _is_low,
        },
        defaults={
            "is_visible": True,
            "open_graph_use_meta_description": True,
            "open_graph_use_product_name": True,
            "open_graph_use_image": True,
        },
        computed=(_filled, _branded, url_from_name),
        derived={"inventory_level": _level, "base_variant_id": _base_variant_id, "calculated_price": _price},
        includes={"primary_image": _primary_image, "channels": _channels, "parent_relations": "not modelled"},
        brings=_BROUGHT,
        after=_pass_on,
        events=(
            Event("store/product/{write}", typed("product"), when=_is_told),
            *stock.events("product", _stocked, _place, _is_level_told, _is_tracked),
            *assignments.EVENTS,
        ),
        seeds=products,
        first_id=FIRST_ID,
    ),
    "v3/catalog/summary": Rules(),
}
