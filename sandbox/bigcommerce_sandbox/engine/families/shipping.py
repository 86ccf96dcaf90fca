"""Shipping zones and their methods. Source: BigCommerce docs, shipping v2 reference."""

from collections.abc import Mapping

from bigcommerce_sandbox.engine.rules import Rules

RULES: Mapping[str, Rules] = {
    "v2/shipping/zones": Rules(defaults={"handling_fees": {"fixed_surcharge": "0", "display_separately": False}}),
    "v2/shipping/zones/methods": Rules(defaults={"handling_fees": {"fixed_surcharge": 0}}),
}
