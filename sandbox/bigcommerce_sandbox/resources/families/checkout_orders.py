"""The order that comes of a checkout. Source: BigCommerce docs, checkouts v3 and orders v2 references."""

from typing import Any

from bigcommerce_sandbox.engine.families.countries import NAMES
from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.resources.families.cart_lines import CART_ITEMS, amount_of, lines_of
from bigcommerce_sandbox.resources.families.cart_operations import cart_of
from bigcommerce_sandbox.resources.families.carts import CARTS
from bigcommerce_sandbox.resources.families.checkouts import CHECKOUTS
from bigcommerce_sandbox.resources.families.discounts import COUPON_TYPES
from bigcommerce_sandbox.resources.operations import Asked
from bigcommerce_sandbox.resources.schema import Item
from bigcommerce_sandbox.resources.writes import Writes

INCOMPLETE = 0

_ADDRESS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "company": "company",
    "street_1": "address1",
    "street_2": "address2",
    "city": "city",
    "state": "state_or_province",
    "zip": "postal_code",
    "country_iso2": "country_code",
    "phone": "phone",
    "email": "email",
}
"""By the fields of an order's address, those of a checkout's."""


def order(writes: Writes, asked: Asked) -> Item:
    """Make an incomplete order of a checkout; the answer has its id.

    Raises:
        ApiError: 404, if there is no such checkout; 422, if it lacks an address, or has more than one to send to.
    """
    cart = cart_of(writes, asked)
    _check(writes.items, cart)
    checkout = CHECKOUTS.shows(writes.items, cart)
    made = writes.create_in_engine("v2/orders", _order(writes.items, checkout))
    for coupon in checkout["coupons"]:
        _use(writes, made["id"], coupon)
    writes.update(CARTS, cart["id"], {"order_id": made["id"]}, "person")
    return {"id": made["id"]}


def _check(items: Items, cart: Item) -> None:
    if not cart["billing_address"]:
        raise invalid({"billing_address": "The checkout has none"})
    if len(cart["consignments"]) > 1:
        raise invalid({"consignments": "The stand-in store does not implement an order of more than one"})
    sent = {line["item_id"] for each in cart["consignments"] for line in each["line_items"]}
    if any(line.get("kind") == "physical_items" and line["id"] not in sent for _, line in lines_of(items, cart["id"])):
        raise invalid({"consignments": "A line of the cart is in none of them"})


def _order(items: Items, checkout: Item) -> Item:
    cart = checkout["cart"]
    shipping, coupons = checkout["shipping_cost_total_inc_tax"], checkout["coupons"]
    amounts = {
        "base_shipping_cost": shipping,
        "shipping_cost_ex_tax": shipping,
        "shipping_cost_inc_tax": shipping,
        "discount_amount": cart["discount_amount"],
        "coupon_discount": sum(each["discounted_amount"] for each in coupons),
        "total_ex_tax": checkout["grand_total"],
        "total_inc_tax": checkout["grand_total"],
    }
    known = {name: cart[name] for name in ("customer_id", "channel_id")}
    addresses = [_address(each["address"]) for each in checkout["consignments"]]
    return (
        known
        | amounts
        | {
            "status_id": INCOMPLETE,
            "cart_id": checkout["id"],
            "order_source": "checkout_api",
            "customer_message": checkout["customer_message"],
            "currency_code": cart["currency"]["code"],
            "billing_address": _address(checkout["billing_address"]),
            "shipping_addresses": addresses,
            "fees": [*map(_fee, checkout["fees"])],
            "products": [_line(line, is_product=kind is CART_ITEMS) for kind, line in lines_of(items, checkout["id"])],
        }
    )


def _line(line: Item, *, is_product: bool) -> Item:
    price = line["amount"] if "amount" in line else amount_of(line) / line["quantity"]
    prices = {"name": line["name"], "quantity": line["quantity"], "price_ex_tax": price, "price_inc_tax": price}
    names = ("product_id", "variant_id") if is_product else ()
    return prices | {name: line[name] for name in names}


def _fee(fee: Item) -> Item:
    names = {"display_name_customer": fee["display_name"], "display_name_merchant": fee["name"]}
    return names | {name: fee[name] for name in ("type", "source", "cost_inc_tax", "cost_ex_tax", "tax_class_id")}


def _address(address: Item) -> Item:
    code = address["country_code"]
    return {name: address.get(field, "") for name, field in _ADDRESS.items()} | {"country": NAMES.get(code, code)}


def _use(writes: Writes, order_id: int, coupon: Item) -> None:
    kept: Any = writes.items.get("coupons", coupon["id"])
    writes.items.put("coupons", kept | {"num_uses": kept["num_uses"] + 1})
    used = {
        "id": writes.items.next_id("order_coupons"),
        "order_id": order_id,
        "coupon_id": kept["id"],
        "code": kept["code"],
        "amount": kept["amount"],
        "type": COUPON_TYPES.index(kept["type"]),
        "discount": coupon["discounted_amount"],
    }
    writes.items.put("order_coupons", used)
