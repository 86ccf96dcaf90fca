"""Discounts of a cart by coupons. Source: BigCommerce docs, marketing v2 reference, and checkouts v3 reference.

A coupon here takes off what its type, its amount and `applies_to` say. Promotions change no cart: their
rules are a language.
"""

from datetime import UTC, datetime

from bigcommerce_sandbox.engine.dates import parse_date
from bigcommerce_sandbox.engine.families.order_products import CATALOG
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError

COUPONS = "v2/coupons"

COUPON_TYPES = (
    "per_item_discount",
    "percentage_discount",
    "per_total_discount",
    "shipping_discount",
    "free_shipping",
    "promotion",
)
"""As a checkout names them; a cart and an order have their numbers."""


def amount_of(line: Row) -> float:
    """Return what a line of a cart costs."""
    if "amount" in line:
        return line["amount"] * line["quantity"]
    return line.get("extended_sale_price", line["extended_list_price"])


def usable(store: Store, code: str, base: float) -> Row:
    """Return the coupon with a code.

    Args:
        store: the store.
        code: as a shopper writes it.
        base: what is in the cart.

    Raises:
        ApiError: 422 if there is none, or it cannot be used.
    """
    known = (coupon for coupon in store.of(COUPONS, enabled=True) if coupon["code"].lower() == code.lower())
    coupon = next(known, None)
    is_usable = (
        coupon is not None
        and base >= float(coupon["min_purchase"])
        and not 0 < coupon["max_uses"] <= coupon["num_uses"]
        and not (coupon["expires"] and parse_date(coupon["expires"]) < datetime.fromtimestamp(store.now, UTC))
    )
    if coupon is None or not is_usable:
        raise ApiError(422, f"The coupon code {code[:50]!r} cannot be used.")
    return coupon


def coupons_of(store: Store, cart: Row, lines: list[Row]) -> list[Row]:
    """Return the coupons of a cart, with what each takes off its lines."""
    found = (store.find(COUPONS, coupon_id) for coupon_id in cart["coupon_ids"])
    return [_shown(store, coupon, lines) for coupon in found if coupon]


def frees_shipping(store: Store, cart: Row) -> bool:
    """Return true if a coupon of the cart makes shipping free."""
    found = (store.find(COUPONS, coupon_id) or {} for coupon_id in cart["coupon_ids"])
    return any(coupon.get("type") == "free_shipping" for coupon in found)


def _shown(store: Store, coupon: Row, lines: list[Row]) -> Row:
    covered = [line for line in lines if "product_id" in line and _covers(store, coupon, line)]
    return {
        "code": coupon["code"],
        "id": str(coupon["id"]),
        "coupon_type": str(COUPON_TYPES.index(coupon["type"])),
        "display_name": coupon["name"],
        "discounted_amount": round(_taken_off(coupon, covered), 4),
    }


def _taken_off(coupon: Row, covered: list[Row]) -> float:
    amount, total = float(coupon["amount"]), sum(map(amount_of, covered))
    match coupon["type"]:
        case "per_item_discount":
            return sum(min(amount, line["sale_price"]) * line["quantity"] for line in covered)
        case "percentage_discount":
            return total * min(amount, 100) / 100
        case "per_total_discount":
            return min(amount, total)
        case _:
            return 0


def _covers(store: Store, coupon: Row, line: Row) -> bool:
    applies = coupon.get("applies_to", {})
    ids = applies.get("ids", [])
    product = store.find(CATALOG, line["product_id"]) or {}
    has = [line["product_id"]] if applies.get("entity") == "products" else product.get("categories", [])
    # No ids, or the id 0, stand for all of them.
    return not ids or 0 in ids or bool({*ids} & {*has})
