"""What a product looks like in v3, and the three that a new store has.

Source: BigCommerce docs, catalog products v3 reference. Money is a number; dates are ISO 8601.
"""

from collections.abc import Mapping
from typing import Any

from storehook_sandbox import v3_edits

type Product = dict[str, Any]
"""A product as v3 shows it. It is replaced when it changes, never written to."""

FIRST_ID = 77

READ_ONLY = frozenset({"id", "date_created", "date_modified"})

_SEEDS = (("Walnut bowl", 39.5), ("Linen apron", 24.0), ("Copper kettle", 89.0))


def new_product(product_id: int, now: float, name: str, price: float = 0) -> Product:
    """A visible product, made at `now` (unix seconds)."""
    made = v3_edits.as_iso(now)
    return {
        "id": product_id,
        "name": name,
        "type": "physical",
        "sku": f"SKU-{product_id}",
        "description": "",
        "weight": 1,
        "price": price,
        "sale_price": 0,
        "brand_id": 0,
        "categories": [],
        "inventory_level": 10,
        "inventory_tracking": "product",
        "is_visible": True,
        "date_created": made,
        "date_modified": made,
    }


def seed_products(now: float) -> list[Product]:
    """The products of a new store, made on the day before `now` (unix seconds)."""
    return [new_product(FIRST_ID + at, now - 86_400, *seed) for at, seed in enumerate(_SEEDS)]


def picked(product: Product, query: Mapping[str, str]) -> Product:
    """The product with the fields that `include_fields` asks for and without those of `exclude_fields`; always its id.

    A client that asks for two fields must not find a third one here: a real store leaves it out.
    """
    wanted = set(query.get("include_fields", ",".join(product)).split(",")) - set(
        query.get("exclude_fields", "").split(",")
    )
    return {name: value for name, value in product.items() if name == "id" or name in wanted}


def changed(product: Product, fields: object, now: float) -> Product:
    """The product after a PUT.

    Raises:
        ApiError: 422, if there is no field, or one is unknown, read-only, or has the wrong type.
    """
    return v3_edits.changed(product, fields, now, READ_ONLY)
