"""What coupons take off a cart. Source: BigCommerce docs, marketing v2 reference, and checkouts v3 reference.

A coupon here takes off what its type, its amount and `applies_to` say. Promotions do nothing to a cart: what they do is
a language of its own.
"""

from datetime import UTC, datetime

from bigcommerce_sandbox.engine.dates import parse_date
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.resources.families.cart_lines import amount_of
from bigcommerce_sandbox.resources.schema import Item

COUPON_TYPES = (
    "per_item_discount",
    "percentage_discount",
    "per_total_discount",
    "shipping_discount",
    "free_shipping",
    "promotion",
)
"""As a checkout names them; a cart and an order have their numbers."""


def usable(items: Items, code: str, base: float, now: float) -> Item:
    """The coupon with that code.

    Args:
        items: the store's.
        code: as a shopper writes it.
        base: what is in the cart.
        now: in unix seconds.

    Raises:
        ApiError: 422, if there is none, or it cannot be used.
    """
    coupon = next((each for each in items.of("coupons", enabled=True) if each["code"].lower() == code.lower()), None)
    is_usable = (
        coupon is not None
        and base >= float(coupon["min_purchase"])
        and not 0 < coupon["max_uses"] <= coupon["num_uses"]
        and not (coupon["expires"] and parse_date(coupon["expires"]) < datetime.fromtimestamp(now, UTC))
    )
    if coupon is None or not is_usable:
        raise ApiError(422, f"The coupon code {code[:50]!r} cannot be used.")
    return coupon


def coupons_of(items: Items, cart: Item, lines: list[Item]) -> list[Item]:
    """The coupons of a cart, with what each takes off its lines."""
    found = (items.find("coupons", coupon_id) for coupon_id in cart["coupon_ids"])
    return [_shown(items, coupon, lines) for coupon in found if coupon]


def frees_shipping(items: Items, cart: Item) -> bool:
    """Whether a coupon of the cart makes shipping free."""
    return any((items.find("coupons", each) or {}).get("type") == "free_shipping" for each in cart["coupon_ids"])


def _shown(items: Items, coupon: Item, lines: list[Item]) -> Item:
    covered = [line for line in lines if "kind" in line and _covers(items, coupon, line)]
    return {
        "code": coupon["code"],
        "id": str(coupon["id"]),
        "coupon_type": str(COUPON_TYPES.index(coupon["type"])),
        "display_name": coupon["name"],
        "discounted_amount": round(_taken_off(coupon, covered), 4),
    }


def _taken_off(coupon: Item, covered: list[Item]) -> float:
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


def _covers(items: Items, coupon: Item, line: Item) -> bool:
    ids = coupon["applies_to"].get("ids", [])
    product = items.find("products", line["product_id"]) or {}
    has = [line["product_id"]] if coupon["applies_to"].get("entity") == "products" else product.get("categories", [])
    # No ids, or the id 0, stand for all of them.
    return not ids or 0 in ids or bool({*ids} & {*has})
