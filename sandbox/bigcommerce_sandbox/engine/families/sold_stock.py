"""The stock that orders take. Source: BigCommerce docs, webhook events and inventory.

An order takes it when it is placed: when it is made, or, if it is incomplete then, when it is that no more. What
becomes of stock when an order is changed, cancelled or refunded depends on settings that a store here does not have.
"""

from bigcommerce_sandbox.engine.families.order_parts import PRODUCTS
from bigcommerce_sandbox.engine.store import Store

INCOMPLETE = 0

_HELD_IN = {"product": ("v3/catalog/products", "product_id"), "variant": ("v3/catalog/products/variants", "variant_id")}
"""The kind that holds the stock, and the field of an order's line with its id, by `inventory_tracking`."""


def take_stock(store: Store, order_id: int) -> None:
    """Take what an order sells out of the stock that is tracked."""
    for line in store.of(PRODUCTS, order_id=order_id):
        product = store.find("v3/catalog/products", line.get("product_id"))
        tracked = store.value("v3/catalog/products", product, "inventory_tracking") if product else "none"
        kind, field = _HELD_IN.get(tracked, ("", ""))
        holder = store.find(kind, line[field]) if kind else None
        if holder:
            level, sold = ((store.value(kind, holder, name) or 0) for name in ("inventory_level", "total_sold"))
            taken = {"inventory_level": level - line["quantity"], "total_sold": sold + line["quantity"]}
            store.update(kind, holder["id"], taken)
