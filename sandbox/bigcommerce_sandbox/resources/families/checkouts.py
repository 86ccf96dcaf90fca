"""Checkouts: a cart with where it goes, and what it comes to. Source: BigCommerce docs, checkouts v3 reference.

A store here knows no taxes and no carriers: amounts with and without tax are the same, and shipping costs what a
request says that it does. So `consignments.available_shipping_options` and `shipping_option_id` are not taken.
"""

from collections.abc import Callable

from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.resources.families.carts import CARTS, filled
from bigcommerce_sandbox.resources.families.discounts import COUPON_TYPES, frees_shipping
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

_IDS = ("id", "email", "customer_id", "channel_id", "currency", "created_time", "updated_time")

_AMOUNTS = ("tax_included", "base_amount", "discount_amount", "discounts")


def _totalled(items: Items, cart: Item) -> Item:
    cart = filled(items, cart)
    consignments = [_shown(cart, each, frees_shipping(items, cart)) for each in cart["consignments"]]
    fees = [_with_taxes(fee, "cost") for fee in cart["fees"]]
    shipping = sum(each["shipping_cost_inc_tax"] for each in consignments)
    total = cart["cart_amount"] + shipping + sum(fee["cost_inc_tax"] for fee in fees)
    costs = {"shipping_cost_total": shipping, "handling_cost_total": 0, "subtotal": cart["cart_amount"]}
    return cart | {
        "cart": _cart(cart),
        "taxes": [],
        "tax_total": 0,
        "promotions": [],
        "consignments": consignments,
        "fees": fees,
        "coupons": _coupons(cart),
        "order_id": None if cart["order_id"] is None else str(cart["order_id"]),
        **{f"{name}_{tax}": amount for name, amount in costs.items() for tax in ("inc_tax", "ex_tax")},
        "grand_total": round(total, 4),
    }


def _shown(cart: Item, consignment: Item, is_free: bool) -> Item:
    custom = consignment["custom_shipping"]
    cost = 0 if is_free or custom is None else custom["price"]
    costs = {f"{name}_cost_{tax}": 0 for name in ("shipping", "handling") for tax in ("inc_tax", "ex_tax")}
    option = custom and {
        "id": consignment["id"],
        "type": "custom",
        "description": custom["description"],
        "image_url": "",
        "cost": cost,
        "transit_time": "",
        "additional_description": "",
    }
    return costs | {
        "id": consignment["id"],
        "shippingAddress": consignment["address"],
        "address": consignment["address"],
        "selected_shipping_option": option,
        "coupon_discounts": [{"code": each["code"], "amount": 0} for each in cart["coupons"]],
        "discounts": [],
        "shipping_cost_inc_tax": cost,
        "shipping_cost_ex_tax": cost,
        "line_item_ids": [line["item_id"] for line in consignment["line_items"]],
        "selected_pickup_option": None,
    }


def _with_taxes(fee: Item, name: str) -> Item:
    amounts = {f"{name}_inc_tax": fee[name], f"{name}_ex_tax": fee[name]}
    return {key: value for key, value in fee.items() if key != name} | amounts


def _cart(cart: Item) -> Item:
    lines = {
        kind: [*map(_line, found)] if kind in ("physical_items", "digital_items") else found
        for kind, found in cart["line_items"].items()
    }
    amounts = dict.fromkeys(("cart_amount_inc_tax", "cart_amount_ex_tax"), cart["cart_amount"])
    return (
        {name: cart[name] for name in (*_IDS, *_AMOUNTS)} | amounts | {"coupons": _coupons(cart), "line_items": lines}
    )


def _line(line: Item) -> Item:
    """A line of a cart as a checkout has it, under another name."""
    return {"is_taxable" if name == "taxable" else name: value for name, value in line.items()}


def _coupons(cart: Item) -> list[Item]:
    return [
        each | {"id": int(each["id"]), "coupon_type": COUPON_TYPES[int(each["coupon_type"])]}
        for each in cart["coupons"]
    ]


def _of_cart(name: str) -> Callable[[Items, Item, str], Item]:
    def extend(items: Items, checkout: Item, url: str) -> Item:
        return checkout | {"cart": CARTS.extras[name](items, checkout["cart"], url)}

    return extend


CHECKOUTS = Resource(
    name="checkouts",
    shares="carts",
    path="/v3/checkouts",
    fields=schema(
        """
        text: id!!
        object: cart!! billing_address!!
        list: consignments!! taxes!! coupons!! fees!!
        text: order_id!!?
        number: shipping_cost_total_inc_tax!! shipping_cost_total_ex_tax!! handling_cost_total_inc_tax!!
        number: handling_cost_total_ex_tax!! tax_total!! subtotal_inc_tax!! subtotal_ex_tax!! grand_total!!
        iso: created_time!! updated_time!!
        text: customer_message!!
        list: promotions!!
        integer: version!!
        """
    ),
    actions=("read",),
    extras={
        "cart.line_items.physical_items.options": _of_cart("line_items.physical_items.options"),
        "cart.line_items.digital_items.options": _of_cart("line_items.digital_items.options"),
        "promotions.banners": lambda _items, checkout, _url: checkout | {"promotions": [{"banners": []}]},
    },
    shows=_totalled,
)
