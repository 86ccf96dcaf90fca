"""Images by their addresses, and a summary of the catalog. Source: BigCommerce docs, catalog v3 references.

An image can be given by its address where the API takes one; a file cannot be uploaded here.
"""

from bigcommerce_sandbox.errors import not_found
from bigcommerce_sandbox.resources.families.variants import VARIANTS
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.schema import Item, schema
from bigcommerce_sandbox.resources.views import shown
from bigcommerce_sandbox.resources.writes import Writes


def _pictured(writes: Writes, asked: Asked) -> Item:
    variant = writes.items.get("variants", asked.path["variant_id"])
    if variant["product_id"] != asked.path["product_id"]:
        raise not_found()
    return {"image_url": writes.write("variants", variant["id"], asked.given)["image_url"]}


def _summary(writes: Writes, _asked: Asked) -> Item:
    products = {product["id"]: product for product in writes.items.of("products")}
    variants = [*map(shown(VARIANTS, writes.items, ""), writes.items.of("variants"))]
    prices = [variant["calculated_price"] for variant in variants] or [0]
    dates = [products[variant["product_id"]]["date_created"] for variant in variants] or [""]
    assigned = [each for product in products.values() for each in product["categories"]]
    category = max({*assigned}, key=assigned.count, default=0)
    return {
        "inventory_count": sum(product["inventory_level"] for product in products.values()),
        "inventory_value": sum(each["inventory_level"] * each["price"] for each in products.values()),
        "primary_category_id": category,
        "primary_category_name": (writes.items.find("categories", category) or {"name": ""})["name"],
        "variant_count": len(variants),
        "highest_variant_price": max(prices),
        "average_variant_price": sum(prices) / len(prices),
        "lowest_variant_price": str(min(prices)),
        "oldest_variant_date": min(dates),
        "newest_variant_date": max(dates),
    }


CATALOG_OPERATIONS = (
    Operation(method="GET", path="/v3/catalog/summary", does=_summary),
    Operation(
        method="POST",
        path="/v3/catalog/products/{product_id}/variants/{variant_id}/image",
        takes=schema("text: image_url+"),
        does=_pictured,
    ),
)
