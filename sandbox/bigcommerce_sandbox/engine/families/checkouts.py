"""Checkouts: a cart with its addresses, its costs and its total. `checkout_orders` makes an order of one.

A store here knows no taxes and no carriers: amounts with and without tax are the same, and shipping costs what a
request says that it does. The order is incomplete, and the cart stays, until the order is paid: see `carts`.

Source: BigCommerce docs, checkouts v3 and orders v2 references.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from bigcommerce_facts import load_prose
from bigcommerce_sandbox.engine.answers import included
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.families.cart_lines import CARTS, LINES, lines_of
from bigcommerce_sandbox.engine.families.carts import base_amount, cart_of, filled, with_options
from bigcommerce_sandbox.engine.families.discounts import COUPON_TYPES, COUPONS, frees_shipping, usable
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.query import not_modelled
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, invalid, not_found

_CHECKOUTS = "v3/checkouts"

_PARTS = ("billing-address", "consignments", "coupons", "discounts", "fees", "orders", "token")

_OF_CART = (
    *("id", "email", "customer_id", "channel_id", "currency", "created_time", "updated_time"),
    *("tax_included", "base_amount", "discount_amount", "discounts"),
)

_FIELDS = (
    *("first_name", "last_name", "company", "address1", "address2", "city", "state_or_province", "postal_code"),
    *("country_code", "phone", "email", "state_or_province_code"),
)
"""The fields of an address."""


def checkout_of(call: Call, row: Row) -> Row:
    """Return the checkout of a cart, as an answer has it."""
    cart = filled(call, row)
    consignments = [_consignment(call.store, row, cart, consignment) for consignment in row["consignments"]]
    fees = [_with_taxes(fee) for fee in row["fees"]]
    shipping = sum(consignment["shipping_cost_inc_tax"] for consignment in consignments)
    total = cart["cart_amount"] + shipping + sum(fee["cost_inc_tax"] for fee in fees)
    costs = {"shipping_cost_total": shipping, "handling_cost_total": 0, "subtotal": cart["cart_amount"]}
    return {
        "id": row["id"],
        "cart": _cart(cart),
        "billing_address": row["billing_address"],
        "taxes": [],
        "tax_total": 0,
        "promotions": [],
        "consignments": consignments,
        "fees": fees,
        "coupons": _coupons(cart),
        "order_id": None if row["order_id"] is None else str(row["order_id"]),
        **{f"{name}_{tax}": amount for name, amount in costs.items() for tax in ("inc_tax", "ex_tax")},
        "grand_total": round(total, 4),
        **{name: row[name] for name in ("created_time", "updated_time", "customer_message", "version")},
    }


def _consignment(store: Store, row: Row, cart: Row, consignment: Row) -> Row:
    custom = consignment["custom_shipping"]
    cost = 0 if custom is None or frees_shipping(store, row) else custom["price"]
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
        "coupon_discounts": [{"code": coupon["code"], "amount": 0} for coupon in cart["coupons"]],
        "discounts": [],
        "shipping_cost_inc_tax": cost,
        "shipping_cost_ex_tax": cost,
        "line_item_ids": [line["item_id"] for line in consignment["line_items"]],
        "selected_pickup_option": None,
    }


def _with_taxes(fee: Row) -> Row:
    amounts = {"cost_inc_tax": fee["cost"], "cost_ex_tax": fee["cost"]}
    return {name: value for name, value in fee.items() if name != "cost"} | amounts


def _cart(cart: Row) -> Row:
    lines = {
        kind: [*map(_line, found)] if kind in ("physical_items", "digital_items") else found
        for kind, found in cart["line_items"].items()
    }
    amounts = dict.fromkeys(("cart_amount_inc_tax", "cart_amount_ex_tax"), cart["cart_amount"])
    known = {name: cart[name] for name in _OF_CART}
    return known | amounts | {"coupons": _coupons(cart), "line_items": lines}


def _line(line: Row) -> Row:
    """Return a line of a cart as a checkout has it, under another name."""
    return {"is_taxable" if name == "taxable" else name: value for name, value in line.items()}


def _coupons(cart: Row) -> list[Row]:
    return [
        coupon | {"id": int(coupon["id"]), "coupon_type": COUPON_TYPES[int(coupon["coupon_type"])]}
        for coupon in cart["coupons"]
    ]


def _of_cart(kind: str) -> Callable[[Call, Row], Row]:
    extend = with_options(kind)
    return lambda call, checkout: checkout | {"cart": extend(call, checkout["cart"])}


_EXTRAS: Mapping[str, Callable[[Call, Row], Row]] = {
    "cart.line_items.physical_items.options": _of_cart("physical_items"),
    "cart.line_items.digital_items.options": _of_cart("digital_items"),
    "promotions.banners": lambda _call, checkout: checkout | {"promotions": [{"banners": []}]},
}
"""The names of `include` and what each adds to a checkout."""


def _answer(call: Call, row: Row) -> Answer:
    checkout = checkout_of(call, row)
    for name in included(call):
        if name not in _EXTRAS:
            raise not_modelled(call.operation, f"include={name}")
        checkout = _EXTRAS[name](call, checkout)
    return Answer(call.operation.status, {"data": checkout, "meta": {}})


def _changes(*names: str) -> Callable[[Callable[[Call, Row], Row]], Callable[[Call, Row], Row]]:
    """Let a function serve operations: it gives what is new of the cart, and the answer is the checkout then."""

    def register(change: Callable[[Call, Row], Row]) -> Callable[[Call, Row], Row]:
        def serve(call: Call) -> Answer:
            cart = opened(call)
            return _answer(call, call.store.update(CARTS, cart["id"], change(call, cart)))

        operation(*names)(serve)
        return change

    return register


def opened(call: Call) -> Row:
    """Return the cart that the path of a checkout names. Raises as `cart_of` does."""
    return cart_of(call, call.arguments["checkoutId"])


def _new_id(cart: Row, kind: str, number: int = 0) -> str:
    """Return an id that the same cart gives once: its version counts its changes."""
    return str(uuid5(NAMESPACE_URL, f"{cart['id']}/{kind}/{cart['version']}/{number}"))


def _own(given: Row) -> Row:
    return {name: value for name, value in given.items() if name != "version"}


@operation("GET /v3/checkouts/{checkoutId}")
def _get(call: Call) -> Answer:
    return _answer(call, call.store.get(CARTS, call.arguments["checkoutId"]))


@_changes("PUT /v3/checkouts/{checkoutId}")
def _tell(call: Call, _cart: Row) -> Row:
    return {"customer_message": call.body["customer_message"]}


@_changes(
    "POST /v3/checkouts/{checkoutId}/billing-address", "PUT /v3/checkouts/{checkoutId}/billing-address/{addressId}"
)
def _bill(call: Call, cart: Row) -> Row:
    new: Row = {**dict.fromkeys(_FIELDS, ""), "custom_fields": [], "id": _new_id(cart, "address")}
    known = cart["billing_address"] or new
    if call.arguments.get("addressId", known["id"]) != known["id"]:
        raise not_found()
    email = cart["email"] if cart["customer_id"] else call.body.get("email", known["email"])
    return {"billing_address": known | _own(call.body), "email": email}


@_changes("POST /v3/checkouts/{checkoutId}/discounts")
def _discount(call: Call, cart: Row) -> Row:
    """Write discounts in the place of all that were there (BigCommerce docs, checkouts v3 reference)."""
    wanted = call.body.get("cart", {})
    given = {line.get("id"): line["discounted_amount"] for line in wanted.get("line_items", [])}
    if given and cart["coupon_ids"]:
        raise invalid({"cart.line_items": "A line that a coupon is for takes no other discount"})
    lines = {line["id"]: line for line in lines_of(call.store, cart) if "product_id" in line}
    if given.keys() - lines.keys():
        raise invalid({"cart.line_items": "Not the id of a product in this cart"})
    for line_id, line in lines.items():
        if line.get("discount_amount", 0) != given.get(line_id, 0):
            call.store.update(LINES, line_id, {"discount_amount": given.get(line_id, 0)})
    return {"cart_discount": sum(discount["discounted_amount"] for discount in wanted.get("discounts", []))}


@_changes("POST /v3/checkouts/{checkoutId}/consignments")
def _consign(call: Call, cart: Row) -> Row:
    new = [
        {"custom_shipping": None, **_own(given), "id": _new_id(cart, "consignment", number)}
        for number, given in enumerate(call.body)
    ]
    return {"consignments": _checked(call, cart, [*cart["consignments"], *new])}


@_changes("PUT /v3/checkouts/{checkoutId}/consignments/{consignmentId}")
def _change_consignment(call: Call, cart: Row) -> Row:
    found = _find(call, cart)
    changed = [known | _own(call.body) if known is found else known for known in cart["consignments"]]
    return {"consignments": _checked(call, cart, changed)}


@_changes("DELETE /v3/checkouts/{checkoutId}/consignments/{consignmentId}")
def _drop_consignment(call: Call, cart: Row) -> Row:
    found = _find(call, cart)
    return {"consignments": [known for known in cart["consignments"] if known is not found]}


def _checked(call: Call, cart: Row, consignments: list[Row]) -> list[Row]:
    """Return consignments whose lines the cart has, as many as are sent."""
    there = {line["id"]: line["quantity"] for line in lines_of(call.store, cart)}
    for consignment in consignments:
        for name in consignment.keys() & {"pickup_option", "shipping_option_id"}:
            raise not_modelled(call.operation, name)
        if not {"address", "line_items"} <= consignment.keys():
            raise invalid({"data": "Each needs an 'address' and 'line_items'"})
        for line in consignment["line_items"]:
            there[line["item_id"]] = there.get(line["item_id"], 0) - line["quantity"]
    if any(left < 0 for left in there.values()):
        raise invalid({"line_items": "The cart has not so many of this line"})
    return consignments


def _find(call: Call, cart: Row) -> Row:
    known = (known for known in cart["consignments"] if known["id"] == call.arguments["consignmentId"])
    found = next(known, None)
    if found is None:
        raise not_found()
    return found


@_changes("POST /v3/checkouts/{checkoutId}/coupons")
def _apply_coupon(call: Call, cart: Row) -> Row:
    coupon = usable(call.store, call.body.get("coupon_code", ""), base_amount(call.store, cart))
    if coupon["id"] in cart["coupon_ids"]:
        raise ApiError(409, "The coupon is applied already.")
    return {"coupon_ids": [*cart["coupon_ids"], coupon["id"]]}


@_changes("DELETE /v3/checkouts/{checkoutId}/coupons/{couponCode}")
def _drop_coupon(call: Call, cart: Row) -> Row:
    found = {coupon_id: call.store.find(COUPONS, coupon_id) or {"code": ""} for coupon_id in cart["coupon_ids"]}
    code = call.arguments["couponCode"].lower()
    kept = [coupon_id for coupon_id, coupon in found.items() if coupon["code"].lower() != code]
    if len(kept) == len(found):
        raise not_found()
    return {"coupon_ids": kept}


@_changes("POST /v3/checkouts/{checkoutId}/fees")
def _add_fees(call: Call, cart: Row) -> Row:
    new = [
        {"tax_class_id": 0, **fee, "id": _new_id(cart, "fee", number)} for number, fee in enumerate(call.body["fees"])
    ]
    fees = [*cart["fees"], *new]
    most = next(rule.count for rule in load_prose().limits if rule.kind == "v3/checkouts/fees")
    if len(fees) > most:
        raise invalid({"fees": f"A checkout has {most} fees at most"})
    return {"fees": fees}


@_changes("PUT /v3/checkouts/{checkoutId}/fees")
def _change_fees(call: Call, cart: Row) -> Row:
    given = {fee.get("id"): fee for fee in call.body["fees"]}
    if given.keys() - {fee["id"] for fee in cart["fees"]}:
        raise not_found()
    return {"fees": [fee | given.get(fee["id"], {}) for fee in cart["fees"]]}


@_changes("DELETE /v3/checkouts/{checkoutId}/fees")
def _drop_fees(call: Call, cart: Row) -> Row:
    return {"fees": [fee for fee in cart["fees"] if fee["id"] not in call.body["ids"]]}


@operation("POST /v3/checkouts/{checkoutId}/token")
def _token(call: Call) -> Answer:
    cart = opened(call)
    token = sha256(f"{cart['id']}/{cart['version']}".encode()).hexdigest()
    return Answer(200, {"checkoutToken": token, "meta": {}})


_ONE = "/v3/checkouts/{checkoutId}"

_NEEDS = {
    "coupons": {f"POST {_ONE}/coupons": ("coupon_code",)},
    "fees": {
        f"POST {_ONE}/fees": ("fees", "fees.cost"),
        f"PUT {_ONE}/fees": ("fees",),
        f"DELETE {_ONE}/fees": ("ids",),
    },
    "discounts": {f"POST {_ONE}/discounts": ("cart.line_items.discounted_amount", "cart.discounts.discounted_amount")},
    "consignments": {
        f"POST {_ONE}/consignments": ("address", "line_items", "line_items.item_id", "line_items.quantity"),
        f"PUT {_ONE}/consignments/{{consignmentId}}": ("line_items.item_id", "line_items.quantity"),
    },
}
"""The fields that changes of a checkout need, by part and operation."""

RULES: Mapping[str, Rules] = {
    _CHECKOUTS: Rules(table="carts", needs={f"PUT {_ONE}": ("customer_message",)}),
    **{f"{_CHECKOUTS}/{part}": Rules(needs=_NEEDS.get(part, {})) for part in _PARTS},
}
