"""Orders that are made of a checkout. Source: BigCommerce docs, checkouts v3 and orders v2 references."""

from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.families.cart_lines import CARTS, lines_of
from bigcommerce_sandbox.engine.families.checkouts import checkout_of, opened
from bigcommerce_sandbox.engine.families.countries import NAMES
from bigcommerce_sandbox.engine.families.discounts import COUPON_TYPES, COUPONS, amount_of
from bigcommerce_sandbox.engine.families.order_parts import ORDERS
from bigcommerce_sandbox.engine.families.sold_stock import INCOMPLETE
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import invalid

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
"""The fields of a checkout's address by those of an order's."""


@operation("POST /v3/checkouts/{checkoutId}/orders")
def _order(call: Call) -> Answer:
    cart, store = opened(call), call.store
    _check_addresses(store, cart)
    checkout = checkout_of(call, cart)
    made = store.create(ORDERS, _order_of(store, cart, checkout))
    for coupon in checkout["coupons"]:
        _use(store, made["id"], coupon)
    store.update(CARTS, cart["id"], {"order_id": made["id"]})
    return Answer(200, {"data": {"id": made["id"]}, "meta": {}})


def _check_addresses(store: Store, cart: Row) -> None:
    if not cart["billing_address"]:
        raise invalid({"billing_address": "The checkout has none"})
    if len(cart["consignments"]) > 1:
        raise invalid({"consignments": "The stand-in store does not implement an order of more than one"})
    sent = {line["item_id"] for consignment in cart["consignments"] for line in consignment["line_items"]}
    if any(line["kind"] == "physical_items" and line["id"] not in sent for line in lines_of(store, cart)):
        raise invalid({"consignments": "A line of the cart is in none of them"})


def _order_of(store: Store, cart: Row, checkout: Row) -> Row:
    shipping, total = checkout["shipping_cost_total_inc_tax"], checkout["grand_total"]
    return {
        **{name: cart[name] for name in ("customer_id", "channel_id", "customer_message")},
        **dict.fromkeys(("base_shipping_cost", "shipping_cost_ex_tax", "shipping_cost_inc_tax"), shipping),
        **dict.fromkeys(("total_ex_tax", "total_inc_tax"), total),
        "discount_amount": checkout["cart"]["discount_amount"],
        "coupon_discount": sum(coupon["discounted_amount"] for coupon in checkout["coupons"]),
        "status_id": INCOMPLETE,
        "cart_id": cart["id"],
        "order_source": "checkout_api",
        "currency_code": cart["currency"]["code"],
        "billing_address": _address(cart["billing_address"]),
        "shipping_addresses": [_address(consignment["address"]) for consignment in cart["consignments"]],
        "fees": [*map(_fee, checkout["fees"])],
        "products": [*map(_product, lines_of(store, cart))],
    }


def _product(line: Row) -> Row:
    price = line["amount"] if "amount" in line else amount_of(line) / line["quantity"]
    names = [name for name in ("product_id", "variant_id") if name in line]
    prices = {"name": line["name"], "quantity": line["quantity"], "price_ex_tax": price, "price_inc_tax": price}
    return prices | {name: line[name] for name in names}


def _fee(fee: Row) -> Row:
    names = {"display_name_customer": fee["display_name"], "display_name_merchant": fee["name"]}
    return names | {name: fee[name] for name in ("type", "source", "cost_inc_tax", "cost_ex_tax", "tax_class_id")}


def _address(address: Row) -> Row:
    code = address["country_code"]
    return {name: address.get(field, "") for name, field in _ADDRESS.items()} | {"country": NAMES.get(code, code)}


def _use(store: Store, order_id: int, coupon: Row) -> None:
    kept = store.get(COUPONS, coupon["id"])
    store.update(COUPONS, kept["id"], {"num_uses": kept["num_uses"] + 1})
    used = {"code": kept["code"], "amount": kept["amount"], "type": COUPON_TYPES.index(kept["type"])}
    known = {"order_id": order_id, "coupon_id": kept["id"], "discount": coupon["discounted_amount"]}
    store.create("v2/orders/coupons", used | known)
