"""What a product looks like in v3, and the three that a new store has.

Source: BigCommerce docs, catalog products v3 reference. Money is a number; dates are ISO 8601.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from storehook_cli.sandbox.errors import ApiError
from storehook_cli.sandbox.order_edits import parse_date

type Product = dict[str, Any]
"""A product as v3 shows it. It is replaced when it changes, never written to."""

FIRST_ID = 77

_SEEDS = (("Walnut bowl", 39.5), ("Linen apron", 24.0), ("Copper kettle", 89.0))


def new_product(product_id: int, now: float, name: str, price: float = 0) -> Product:
    """A visible product, made at `now` (unix seconds)."""
    made = datetime.fromtimestamp(int(now), UTC).isoformat()
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


def select(products: Iterable[Product], query: Mapping[str, str]) -> list[Product]:
    """The products that `id:in` and `date_modified:min` let through, by id from the lowest.

    Raises:
        ApiError: 422, if the date cannot be read.
    """
    found = sorted(products, key=lambda product: product["id"])
    if "id:in" in query:
        wanted = set(query["id:in"].split(","))
        found = [product for product in found if str(product["id"]) in wanted]
    if "date_modified:min" in query:
        earliest = _date(query["date_modified:min"])
        found = [product for product in found if parse_date(product["date_modified"]) >= earliest]
    return found


def _date(text: str) -> datetime:
    try:
        return parse_date(text)
    except ValueError as error:
        raise ApiError(422, "The filter(s): date_modified:min are not valid dates.") from error
