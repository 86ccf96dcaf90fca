"""Rows of new products and of the variants that they are."""

from collections.abc import Iterable, Mapping
from typing import Any

from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.engine.indexes import Row

FIRST_ID = 77
"""The id of the first product and of the first variant."""

PRODUCT: Mapping[str, Any] = {
    "sku": "",
    "price": 0,
    "sale_price": 0,
    "weight": 0,
    "inventory_tracking": "none",
    "inventory_level": 0,
    "inventory_warning_level": 0,
    "total_sold": 0,
}
"""The fields that each product's row has."""

VARIANT: Mapping[str, Any] = {
    "sku": "",
    "sku_id": None,
    "price": None,
    "sale_price": None,
    "inventory_level": 0,
    "inventory_warning_level": 0,
    "total_sold": 0,
    "option_values": [],
}
"""The fields that each variant's row has."""

SHARED = ("sku", "price", "inventory_level", "inventory_warning_level")
"""The fields that a product and the variant that it is have in common."""

_SEEDS = {77: ("Walnut bowl", 39.5), 78: ("Linen apron", 24.0), 79: ("Copper kettle", 89.0)}
"""The products of a new store by their ids: names and prices."""

_IN_STOCK = 10
"""The stock of each product that a store starts with."""


def new_product(product_id: int, now: float, name: str, price: float = 0) -> Row:
    """Return a product that is in stock, made at `now` (unix seconds)."""
    made = as_iso(now)
    known = {
        "id": product_id,
        "name": name,
        "sku": f"SKU-{product_id}",
        "price": price,
        "type": "physical",
        "weight": 1,
    }
    counted = {"inventory_tracking": "product", "inventory_level": _IN_STOCK}
    url = {"url": f"/{name.lower().replace(' ', '-')}/", "is_customized": False}
    return {**PRODUCT, **known, **counted, "custom_url": url, "date_created": made, "date_modified": made}


def new_variant(variant_id: int, product: Row) -> Row:
    """Return the variant that a product is."""
    return {**VARIANT, "id": variant_id, "product_id": product["id"], **{name: product[name] for name in SHARED}}


def products(now: float) -> list[Row]:
    """Return the products of a new store, made on the day before `now` (unix seconds)."""
    return [new_product(product_id, now - 86_400, *seed) for product_id, seed in _SEEDS.items()]


def variants(now: float) -> Iterable[Row]:
    """Return the variants that they are, which have their ids."""
    return (new_variant(product["id"], product) for product in products(now))
