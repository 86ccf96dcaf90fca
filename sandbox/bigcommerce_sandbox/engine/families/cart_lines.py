"""The lines of carts. Source: BigCommerce docs, carts v3 reference; webhook events, cart line items."""

from collections.abc import Mapping
from typing import Any

from bigcommerce_facts.check import MISSING
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, data, typed
from bigcommerce_sandbox.engine.families.order_products import CATALOG, VARIANTS, price_of
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, invalid

CARTS = "v3/carts"

LINES = "v3/carts/items"

BROUGHT = ("line_items", "custom_items", "gift_certificates")
"""The fields of a body that bring lines."""

_NEEDED = {"custom_items": ("name", "list_price", "quantity"), "line_items": ("quantity",), "gift_certificates": ()}


def write_lines(store: Store, cart_id: str, given: Mapping[str, Any]) -> None:
    """Add the lines that a request brings to a cart.

    Raises:
        ApiError: 422 for a line that is not complete or of an unknown product, 501 for a part that has no effect.
    """
    brought = [(name, line) for name in BROUGHT for line in given.get(name) or ()]
    if not brought:
        raise invalid({"line_items": MISSING})
    for name, line in brought:
        unknown = [part for part in ("gift_wrapping", "option_selections") if part in line]
        if unknown:
            title = f"BigCommerce documents '{unknown[0]}' of a line, but the stand-in store does not implement it."
            raise ApiError(501, title)
        missing = {f"{name}.{part}": MISSING for part in _NEEDED[name] if part not in line}
        if missing:
            raise invalid(missing)
        store.create(LINES, line | {"cart_id": cart_id, "kind": name})


def _line(draft: Draft) -> Mapping[str, Any]:
    row: Row = {"quantity": 1, **draft.row}
    if row["quantity"] < 1:
        raise invalid({"quantity": "Must be 1 or more"})
    if row["kind"] == "line_items":
        row = row | _of_product(draft.store, row)
    if row["kind"] != "gift_certificates":
        row["extended_list_price"] = row["list_price"] * row["quantity"]
    if "product_id" in row:
        row |= {"sale_price": row["list_price"], "extended_sale_price": row["extended_list_price"]}
    return row | {"channel_id": draft.store.get(CARTS, row["cart_id"])["channel_id"]}


def _of_product(store: Store, line: Row) -> Row:
    product = store.find(CATALOG, line.get("product_id")) or {}
    of_product = store.of(VARIANTS, product_id=product["id"]) if product else []
    # A line that names no variant is for the one that the product is.
    name, value = ("id", line["variant_id"]) if line.get("variant_id") else ("sku_id", None)
    variant = next((variant for variant in of_product if variant.get(name) == value), None)
    if variant is None:
        raise invalid({"line_items": "Each needs the 'product_id' of a product in this store, and a variant of that"})
    price = price_of(store, variant, product)
    known = {"variant_id": variant["id"], "sku": variant.get("sku", ""), "original_price": price, "list_price": price}
    own = {"name": line.get("name") or product["name"], "kind": f"{product['type']}_items"}
    given = {"list_price": line["list_price"]} if line.get("list_price") is not None else {}
    return known | own | given | {"is_require_shipping": product["type"] == "physical"}


def lines_of(store: Store, cart: Row) -> list[Row]:
    """Return the lines of a cart."""
    return store.of(LINES, cart_id=cart["id"])


def _is_no_discount(change: Change) -> bool:
    return not change.differs("discount_amount")


RULES: Mapping[str, Rules] = {
    LINES: Rules(
        table="cart_items",
        computed=(_line,),
        events=(
            Event("store/cart/lineItem/{write}", typed("cart_line_item", cartId="cart_id"), when=_is_no_discount),
            Event(
                "store/channel/{channel_id}/cart/lineItem/{write}",
                data(cart_id="cart_id", cart_item_id="id"),
                when=_is_no_discount,
            ),
        ),
    ),
}
