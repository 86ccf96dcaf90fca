"""The families that the engine serves, one module each. A module holds the rules of its kinds and their behaviour."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bigcommerce_facts import load
from bigcommerce_sandbox.engine.behaviour import BEHAVIOUR
from bigcommerce_sandbox.engine.engine import Engine
from bigcommerce_sandbox.engine.families import (
    assignments,
    brands,
    carts,
    categories,
    channel_parts,
    channels,
    checkouts,
    content,
    countries,
    currencies,
    customer_parts,
    customers,
    customers_v2,
    inventory,
    locations,
    marketing,
    metafields,
    options,
    order_parts,
    order_products,
    orders,
    payment_methods,
    payments,
    price_lists,
    product_parts,
    products,
    promotions,
    redirects,
    segments,
    settings,
    shipments,
    shipping,
    sites,
    subscribers,
    tax,
    variants,
    wishlists,
)
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.stated import stated

_FAMILIES = (
    assignments,
    brands,
    carts,
    categories,
    channel_parts,
    channels,
    checkouts,
    content,
    countries,
    currencies,
    customer_parts,
    customers,
    customers_v2,
    inventory,
    locations,
    marketing,
    metafields,
    options,
    order_parts,
    order_products,
    orders,
    payment_methods,
    payments,
    price_lists,
    product_parts,
    products,
    promotions,
    redirects,
    segments,
    settings,
    shipments,
    shipping,
    sites,
    subscribers,
    tax,
    variants,
    wishlists,
)

RULES: Mapping[str, Rules] = stated({kind: rules for family in _FAMILIES for kind, rules in family.RULES.items()})
"""The rules of every kind that the engine serves."""

TABLES: Mapping[str, str] = {
    "v2/orders/consignments/shipping": "shipping_addresses",
    "v3/orders": "orders",
}
"""The tables of kinds that own others and have no operations."""


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Return the engine with every family."""
    return Engine(load(), RULES, BEHAVIOUR, TABLES)


# Stores that open in the same second share their first rows, so that thousands of them fit into memory.
@lru_cache(maxsize=8)
def seeds(now: int, *, empty: bool = False) -> Mapping[str, Mapping[Any, Row]]:
    """Return the rows of a new store by table and id.

    Args:
        now: the moment in unix seconds.
        empty: true for a store in which nothing was made or sold yet.
    """
    return engine().seeds(now, empty=empty)
