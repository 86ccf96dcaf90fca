"""The v3 products. Source: BigCommerce docs, catalog products v3 reference. Money is a number; dates are ISO 8601."""

from collections.abc import Iterable
from typing import Any

from bigcommerce_sandbox.resources.events import Change, Fires, Items, typed
from bigcommerce_sandbox.resources.families.assignments import ASSIGNED
from bigcommerce_sandbox.resources.families.locations import LOCATION
from bigcommerce_sandbox.resources.families.options import MODIFIERS, OPTIONS
from bigcommerce_sandbox.resources.families.product_parts import (
    BULK_PRICING_RULES,
    CUSTOM_FIELDS,
    IMAGES,
    REVIEWS,
    VIDEOS,
)
from bigcommerce_sandbox.resources.families.sold_stock import STOCK, has_run_low, has_run_out, is_set, is_sold, level_of
from bigcommerce_sandbox.resources.families.variants import IN_STOCK, SEEDS, SHARED, VARIANTS, passed_on
from bigcommerce_sandbox.resources.resource import Child, Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema

FIELDS = schema(
    """
    integer: id!!
    text: name+
    physical|digital: type+
    text: sku description
    number: weight+=1 width depth height price+ cost_price retail_price sale_price map_price tax_class_id
    text: product_tax_code
    [integer]: categories channels~!=[1]
    object: sort_orders~!
    integer: brand_id inventory_level inventory_warning_level
    none|product|variant: inventory_tracking
    number: fixed_cost_shipping_price
    boolean: is_free_shipping is_visible=true is_featured
    list: related_products
    text: warranty bin_picking_number layout_file upc search_keywords availability_description
    available|disabled|preorder: availability
    any|none|list: gift_wrapping_options_type
    list: gift_wrapping_options_list
    integer: sort_order
    New|Used|Refurbished: condition
    boolean: is_condition_shown
    integer: order_quantity_minimum order_quantity_maximum
    text: page_title
    list: meta_keywords
    text: meta_description
    integer: view_count
    text: preorder_release_date? preorder_message
    boolean: is_preorder_only is_price_hidden
    text: price_hidden_label
    object: custom_url
    text: gtin mpn
    integer: reviews_rating_sum reviews_count total_sold
    product|album|book|drink|food|game|movie|song|tv_show: open_graph_type
    text: open_graph_title open_graph_description
    boolean: open_graph_use_meta_description=true open_graph_use_product_name=true open_graph_use_image=true
    number: calculated_price!
    integer: base_variant_id!!?
    boolean: out_of_stock~!! inventory_low~!!
    iso: date_created!! date_modified!!
    """,
    custom_url=schema(
        """
        text: url
        boolean: is_customized
        """
    ),
)


def new_product(product_id: int, now: float, name: str, price: float = 0, variant_id: int = 0) -> Item:
    """A visible product that is in stock, made at `now` (unix seconds)."""
    known = {"id": product_id, "base_variant_id": variant_id or product_id, "sku": f"SKU-{product_id}"}
    stock = {"inventory_tracking": "product", "inventory_level": IN_STOCK}
    return _priced(blank(FIELDS, now) | known | stock | {"name": name, "price": price})


def seed_products(now: float) -> list[Item]:
    """The products of a new store, made on the day before `now` (unix seconds)."""
    return [new_product(found, now - 86_400, *seed) for found, seed in SEEDS.items()]


def _priced(product: Item) -> Item:
    level, tracked = product["inventory_level"], product["inventory_tracking"] != "none"
    stock = {
        "out_of_stock": tracked and level <= 0,
        "inventory_low": tracked and level <= product["inventory_warning_level"],
    }
    return product | stock | {"calculated_price": product["sale_price"] or product["price"]}


def _based(items: Items, product: Item, _given: Item) -> Item:
    """The variant that a product is, is there where it has no other; the stock of the others makes up its own."""
    variants = items.of("variants", product_id=product["id"])
    itself = next((each["id"] for each in variants if each["sku_id"] is None), None)
    is_sum = itself is None and variants and product["inventory_tracking"] == "variant"
    level = sum(each["inventory_level"] for each in variants) if is_sum else product["inventory_level"]
    return product | {"base_variant_id": itself, "inventory_level": level}


def _passed_on(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    """What is changed of a product is changed of the variant that it is."""
    itself = items.find("variants", change.after["base_variant_id"])
    new = passed_on(change, itself) if itself else {}
    if itself and new:
        yield "variants", itself["id"], new


def _with_primary_image(items: Items, answer: Item, _url: str) -> Item:
    every = (IMAGES.shows(items, each) for each in items.of("images", product_id=answer["id"]))
    images = (each for each in every if each["is_thumbnail"])
    shown = ({name: value for name, value in image.items() if name != "image_url"} for image in images)
    return answer | {"primary_image": next(shown, None)}


def _stock(change: Change) -> Item:
    product = change.after
    return {"type": "product", "id": product["id"], "inventory": {"product_id": product["id"]} | level_of(change)}


def _lies(change: Change) -> Item:
    known = {"variant_id": change.after["base_variant_id"], "product_id": change.after["id"]}
    return known | {"location_id": LOCATION}


def _stock_moved(change: Change) -> bool:
    tracked = change.after["inventory_tracking"] == "product"
    return tracked and change.before["inventory_level"] != change.after["inventory_level"]


def _stock_set(change: Change) -> bool:
    return _stock_moved(change) and is_set(change)


def _stock_sold(change: Change) -> bool:
    return _stock_moved(change) and is_sold(change)


def _stock_low(change: Change) -> bool:
    return _stock_moved(change) and has_run_low(change)


def _stock_out(change: Change) -> bool:
    return _stock_moved(change) and has_run_out(change)


PRODUCTS = Resource(
    name="products",
    path="/v3/catalog/products",
    fields=FIELDS,
    actions=("list", "read", "create", "update", "update_many", "delete", "delete_many"),
    filters="id id:in id:not_in id:min id:max id:greater id:less name mpn upc price weight condition brand_id "
    "date_modified:min date_modified:max is_visible is_featured is_free_shipping inventory_level inventory_level:in "
    "inventory_level:not_in inventory_level:min inventory_level:max inventory_level:greater inventory_level:less "
    "total_sold type categories categories:in keyword=name+sku+description:like availability sku sku:in "
    "date_modified channel_id:in=channels:in out_of_stock inventory_low",
    deletes_by="id:in name sku price weight condition brand_id date_modified is_visible is_featured inventory_level "
    "total_sold type categories keyword=name+sku+description:like",
    sorts="id name sku price date_modified inventory_level is_visible total_sold calculated_price",
    cursors=True,
    picks=True,
    children={
        "variants": Child(VARIANTS, "brought"),
        "images": Child(IMAGES, "amended"),
        "custom_fields": Child(CUSTOM_FIELDS, "amended"),
        "options": Child(OPTIONS),
        "modifiers": Child(MODIFIERS),
        "bulk_pricing_rules": Child(BULK_PRICING_RULES, "amended"),
        "reviews": Child(REVIEWS),
        "videos": Child(VIDEOS, "amended"),
    },
    born_with=lambda product: {"variants": [{name: product[name] for name in SHARED}]},
    includes=(
        "variants",
        "images",
        "custom_fields",
        "options",
        "modifiers",
        "bulk_pricing_rules",
        "reviews",
        "videos",
    ),
    extras={"primary_image": _with_primary_image},
    first_id=77,
    unique=("name", "sku"),
    events=(
        Fires("store/product/{write}", typed("product"), when=is_set),
        Fires("store/product/inventory/updated", _stock, ("updated",), _stock_set),
        Fires("store/product/inventory/order/updated", _stock, ("updated",), _stock_sold),
        Fires(f"{STOCK}/stock_changed", _lies, ("updated",), _stock_moved),
        Fires(f"{STOCK}/low_stock_reached", _lies, ("updated",), _stock_low),
        Fires(f"{STOCK}/out_of_stock_reached", _lies, ("updated",), _stock_out),
        *ASSIGNED,
    ),
    seeds=seed_products,
    completes=_based,
    revises=_based,
    changes=_priced,
    causes=_passed_on,
)
