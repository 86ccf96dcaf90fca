"""Carts. Source: BigCommerce docs, carts v3 reference; webhook events, carts.

A cart is what a checkout is made of, so it holds what only its checkout shows. It is gone when its last line is, and
when an order that was made of it is paid: a store here takes an order for paid when it is incomplete no more. It is
abandoned when a person says so, by writing `is_abandoned`, and not after an hour.
"""

from collections.abc import Callable
from typing import Any

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Fires, Items, typed
from bigcommerce_sandbox.resources.families.cart_lines import LINES, amount_of, lines_of
from bigcommerce_sandbox.resources.families.discounts import coupons_of
from bigcommerce_sandbox.resources.resource import Child, Resource
from bigcommerce_sandbox.resources.schema import MISSING, Item, schema

_OF_CHECKOUT = (
    "billing_address",
    "consignments",
    "fees",
    "customer_message",
    "coupon_ids",
    "cart_discount",
    "order_id",
)


def _completed(items: Items, cart: Item, _given: Item) -> Item:
    if not [*lines_of(items, cart["id"])]:
        raise invalid({"line_items": MISSING})
    customer = items.find("customers", cart["customer_id"])
    if cart["customer_id"] and customer is None:
        raise invalid({"customer_id": "Not an id among the customers"})
    return cart | {"email": customer["email"] if customer else ""}


def filled(items: Items, cart: Item) -> Item:
    """A cart with its lines and its amounts."""
    lines = [line for _, line in lines_of(items, cart["id"])]
    base = sum(map(amount_of, lines))
    coupons = coupons_of(items, cart, lines)
    discounts = [{"id": line["id"], "discounted_amount": line["discount_amount"]} for line in lines if "kind" in line]
    by_hand = cart["cart_discount"] + sum(each["discounted_amount"] for each in discounts)
    off = by_hand + sum(coupon["discounted_amount"] for coupon in coupons)
    amounts = {"base_amount": base, "cart_amount": max(base - off, 0)}
    amounts |= dict.fromkeys(("discount_amount", "manual_discount_amount"), by_hand)
    return cart | amounts | {"coupons": coupons, "discounts": discounts, "line_items": _sorted(items, cart)}


def _sorted(items: Items, cart: Item) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {
        name: [] for name in ("physical_items", "digital_items", "gift_certificates", "custom_items")
    }
    for kind, line in lines_of(items, cart["id"]):
        hidden = {name for name, field in kind.fields.items() if "~" in field.flags}
        own = {name: value for name, value in line.items() if name not in hidden}
        found[line.get("kind", kind.name.replace("cart_certificates", "gift_certificates").removeprefix("cart_"))] += [
            own
        ]
    return found


def _with_options(kind: str) -> Callable[[Items, Item, str], Item]:
    def chosen(items: Items, line: Item) -> list[Item]:
        variant = items.find("variants", line["variant_id"]) or {"option_values": []}
        names = {"name": "option_display_name", "nameId": "option_id", "value": "label", "valueId": "id"}
        return [{name: each.get(field) for name, field in names.items()} for each in variant["option_values"]]

    def extend(items: Items, cart: Item, _url: str) -> Item:
        lines = [line | {"options": chosen(items, line)} for line in cart["line_items"][kind]]
        return cart | {"line_items": cart["line_items"] | {kind: lines}}

    return extend


def urls(cart: Item, url: str) -> dict[str, str]:
    """Where a shop would show a cart; a store here has none. `url` is that of a version of its API."""
    shop, token = url.rpartition("/")[0], cart["id"].replace("-", "")
    return {
        "cart_url": f"{shop}/cart.php?action=load&id={cart['id']}&token={token}",
        "checkout_url": f"{shop}/cart.php?action=loadInCheckout&id={cart['id']}&token={token}",
        "embedded_checkout_url": f"{shop}/cart.php?embedded=1&action=loadInCheckout&id={cart['id']}&token={token}",
    }


def _told_channel(change: Change) -> Item:
    return {"cart_id": change.after["id"]}


def _lines_or_buyer(change: Change) -> bool:
    """What only a checkout shows is no update of its cart, but for the shopper's email; nor is leaving it."""
    of_checkout = any(change.before[name] != change.after[name] for name in (*_OF_CHECKOUT, "order_id", "is_converted"))
    is_other = of_checkout or _is_left(change)
    return change.before["email"] != change.after["email"] or not is_other


def _is_left(change: Change) -> bool:
    return change.after["is_abandoned"] and not change.before["is_abandoned"]


def _is_converted(change: Change) -> bool:
    return change.after["is_converted"]


def _not_converted(change: Change) -> bool:
    return not _is_converted(change)


def _new_coupon(change: Change) -> bool:
    return len(change.after["coupon_ids"]) > len(change.before["coupon_ids"])


def _coupon(cart: Item) -> int:
    return cart["coupon_ids"][-1]


def _order(cart: Item) -> int:
    return cart["order_id"]


def _both(ending: str, on: str, when: Callable[[Change], bool], **more: Callable[[Item], Any]) -> tuple[Fires, Fires]:
    return (
        Fires(f"store/cart/{ending}", typed("cart", **more), (on,), when),
        Fires(f"store/channel/{{channel_id}}/cart/{ending}", _told_channel, (on,), when),
    )


CARTS = Resource(
    name="carts",
    path="/v3/carts",
    fields=schema(
        """
        text: id!! email! locale^=en
        integer: customer_id channel_id^=1 version!
        object: currency^ line_items!!
        boolean: tax_included!!
        number: base_amount!! discount_amount!! manual_discount_amount!! cart_amount!! cart_discount~!
        list: coupons!! discounts!!
        iso: created_time!! updated_time!!
        object: billing_address~!
        list: coupon_ids~! consignments~! fees~!
        text: customer_message~!
        integer: order_id~!?
        boolean: is_converted~! is_abandoned~!
        """,
        currency=schema("text: code=USD"),
    ),
    actions=("read", "create", "delete"),
    children={name: Child(kind, "brought") for name, kind in LINES.items()},
    created=201,
    extras={
        "redirect_urls": lambda _items, cart, url: cart | {"redirect_urls": urls(cart, url)},
        "line_items.physical_items.options": _with_options("physical_items"),
        "line_items.digital_items.options": _with_options("digital_items"),
        "promotions.banners": lambda _items, cart, _url: cart | {"promotions": {"banners": []}},
    },
    includes_on=("create",),
    events=(
        # A new cart is told as an update too (BigCommerce docs, webhook events).
        Fires("store/cart/{write}", typed("cart"), ("created",)),
        Fires("store/cart/updated", typed("cart"), ("created",)),
        Fires("store/channel/{channel_id}/cart/{write}", _told_channel, ("created",)),
        *_both("updated", "updated", _lines_or_buyer),
        *_both("deleted", "deleted", _not_converted),
        *_both("couponApplied", "updated", _new_coupon, couponId=_coupon),
        *_both("abandoned", "updated", _is_left),
        *_both("converted", "updated", _is_converted, orderId=_order),
    ),
    completes=_completed,
    changes=lambda cart: cart | {"version": cart["version"] + 1},
    shows=filled,
)
