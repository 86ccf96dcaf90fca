"""Shipping zones, their methods, and customs. Source: BigCommerce docs, shipping v2 and v3 references."""

from collections.abc import Mapping

from bigcommerce_sandbox.engine.rules import Rules

RULES: Mapping[str, Rules] = {
    "v2/shipping/zones": Rules(defaults={"handling_fees": {"fixed_surcharge": "0", "display_separately": False}}),
    "v3/shipping/products/customs-information": Rules(
        links={"v3/catalog/products": "product_id"}, upsert_by=("product_id",)
    ),
    "v2/shipping/zones/methods": Rules(defaults={"handling_fees": {"fixed_surcharge": 0}}),
}
