"""What is done to checkouts, and the order that comes of one. Source: BigCommerce docs, checkouts v3 reference.

The order is incomplete, and the cart stays, until the order is paid: see `carts`.
"""

from collections.abc import Callable
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from bigcommerce_sandbox.errors import ApiError, invalid, not_found
from bigcommerce_sandbox.resources.families.cart_lines import CART_ITEMS, lines_of
from bigcommerce_sandbox.resources.families.cart_operations import cart_of, with_version
from bigcommerce_sandbox.resources.families.carts import CARTS, filled
from bigcommerce_sandbox.resources.families.checkout_orders import order
from bigcommerce_sandbox.resources.families.checkouts import CHECKOUTS
from bigcommerce_sandbox.resources.families.discounts import usable
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.schema import Item, Schema, blank, schema
from bigcommerce_sandbox.resources.views import shown
from bigcommerce_sandbox.resources.writes import Writes

MOST_FEES = 5

_ADDRESS = """
    text: first_name last_name email+ company address1 address2 city state_or_province state_or_province_code
    text: country_code+ postal_code phone
    list: custom_fields
"""

_PARTS = {"custom_fields": schema("text: field_id field_value")}

_ADDRESS_PART = schema(_ADDRESS, **_PARTS)

_LINES = schema("text: item_id+\ninteger: quantity+")

_FEE = "custom_fee: type+\ntext: name+ display_name+ source+\nnumber: cost+\ninteger: tax_class_id"


def _changes(change: Callable[[Writes, Asked, Item], Item]) -> Callable[[Writes, Asked], Item]:
    """An operation that gives what is new of the cart, and answers with the checkout as it is then."""

    def does(writes: Writes, asked: Asked) -> Item:
        cart = cart_of(writes, asked)
        after = writes.update(CARTS, cart["id"], change(writes, asked, cart), "person")
        return shown(CHECKOUTS, writes.items, asked.url, asked.query)(after)

    return does


def _new_id(cart: Item, kind: str, at: int = 0) -> str:
    """An id that the same cart gives once: its version counts its changes."""
    return str(uuid5(NAMESPACE_URL, f"{cart['id']}/{kind}/{cart['version']}/{at}"))


def _own(given: Item) -> Item:
    return {name: value for name, value in given.items() if name != "version"}


def _bill(_writes: Writes, asked: Asked, cart: Item) -> Item:
    known = cart["billing_address"] or blank(_ADDRESS_PART, 0) | {"id": _new_id(cart, "address")}
    if asked.path.get("address_id", known["id"]) != known["id"]:
        raise not_found()
    email = cart["email"] if cart["customer_id"] else asked.given["email"]
    return {"billing_address": known | _own(asked.given), "email": email}


def _discount(writes: Writes, asked: Asked, cart: Item) -> Item:
    """Discounts take the place of all that were there (BigCommerce docs, checkouts v3 reference)."""
    given = {line["id"]: line["discounted_amount"] for line in asked.given["cart"].get("line_items", [])}
    if given and cart["coupon_ids"]:
        raise invalid({"cart.line_items": "A line that a coupon is for takes no other discount"})
    lines = {line["id"]: line for kind, line in lines_of(writes.items, cart["id"]) if kind is CART_ITEMS}
    if given.keys() - lines.keys():
        raise invalid({"cart.line_items": "Not the id of a product in this cart"})
    for line_id, line in lines.items():
        if line["discount_amount"] != given.get(line_id, 0):
            writes.update(CART_ITEMS, line_id, {"discount_amount": given.get(line_id, 0)}, "person")
    off = sum(each["discounted_amount"] for each in asked.given["cart"].get("discounts", []))
    return {"cart_discount": off}


def _consign(writes: Writes, asked: Asked, cart: Item) -> Item:
    new = [
        {"custom_shipping": None} | _own(each) | {"id": _new_id(cart, "consignment", at)}
        for at, each in enumerate(asked.given)
    ]
    return {"consignments": _checked(writes, cart, [*cart["consignments"], *new])}


def _change_consignment(writes: Writes, asked: Asked, cart: Item) -> Item:
    _find(cart["consignments"], asked.path["consignment_id"])
    changed = [
        each | _own(asked.given) if each["id"] == asked.path["consignment_id"] else each
        for each in cart["consignments"]
    ]
    return {"consignments": _checked(writes, cart, changed)}


def _checked(writes: Writes, cart: Item, consignments: list[Item]) -> list[Item]:
    """Consignments whose lines the cart has, as many as are sent."""
    there = {line["id"]: line["quantity"] for _, line in lines_of(writes.items, cart["id"])}
    for each in (line for consignment in consignments for line in consignment["line_items"]):
        there[each["item_id"]] = there.get(each["item_id"], 0) - each["quantity"]
    if any(left < 0 for left in there.values()):
        raise invalid({"line_items": "The cart has not so many of this line"})
    return consignments


def _drop_consignment(_writes: Writes, asked: Asked, cart: Item) -> Item:
    found = _find(cart["consignments"], asked.path["consignment_id"])
    return {"consignments": [each for each in cart["consignments"] if each is not found]}


def _find(known: list[Item], item_id: str) -> Item:
    found = next((each for each in known if each["id"] == item_id), None)
    if found is None:
        raise not_found()
    return found


def _apply_coupon(writes: Writes, asked: Asked, cart: Item) -> Item:
    base = filled(writes.items, cart)["base_amount"]
    coupon = usable(writes.items, asked.given["coupon_code"], base, writes.now)
    if coupon["id"] in cart["coupon_ids"]:
        raise ApiError(409, "The coupon is applied already.")
    return {"coupon_ids": [*cart["coupon_ids"], coupon["id"]]}


def _drop_coupon(writes: Writes, asked: Asked, cart: Item) -> Item:
    codes = {each: (writes.items.find("coupons", each) or {"code": ""})["code"] for each in cart["coupon_ids"]}
    kept = [each for each in cart["coupon_ids"] if codes[each].lower() != asked.path["code"].lower()]
    if len(kept) == len(codes):
        raise not_found()
    return {"coupon_ids": kept}


def _add_fees(_writes: Writes, asked: Asked, cart: Item) -> Item:
    new = [{"tax_class_id": 0} | fee | {"id": _new_id(cart, "fee", at)} for at, fee in enumerate(asked.given["fees"])]
    fees = [*cart["fees"], *new]
    if len(fees) > MOST_FEES:
        raise invalid({"fees": f"A checkout has {MOST_FEES} fees at most"})
    return {"fees": fees}


def _change_fees(_writes: Writes, asked: Asked, cart: Item) -> Item:
    given = {fee["id"]: fee for fee in asked.given["fees"]}
    if given.keys() - {fee["id"] for fee in cart["fees"]}:
        raise not_found()
    return {"fees": [fee | given.get(fee["id"], {}) for fee in cart["fees"]]}


def _drop_fees(_writes: Writes, asked: Asked, cart: Item) -> Item:
    return {"fees": [fee for fee in cart["fees"] if fee["id"] not in asked.given["ids"]]}


def _tell(_writes: Writes, asked: Asked, _cart: Item) -> Item:
    return _own(asked.given)


def _token(writes: Writes, asked: Asked) -> Item:
    cart = cart_of(writes, asked)
    return {"checkoutToken": sha256(f"{cart['id']}/{cart['version']}".encode()).hexdigest(), "meta": {}}


_PATH = "/v3/checkouts/{cart_id}"

_DISCOUNTS = schema(
    "list: discounts line_items\ninteger: version",
    discounts=schema("number: discounted_amount+"),
    line_items=schema("text: id+\nnumber: discounted_amount+"),
)

_CUSTOM = schema("number: price+\ntext: description+")


def _consignment(flag: str, more: str = "", **parts: Schema) -> Schema:
    table = f"object: address{flag}\nlist: line_items{flag}\n{more}"
    return with_version(table, address=_ADDRESS_PART, line_items=_LINES, **parts)


CHECKOUT_OPERATIONS = (
    Operation(method="PUT", path=_PATH, does=_changes(_tell), takes=with_version("text: customer_message+")),
    Operation(
        method="POST",
        path=f"{_PATH}/billing-address",
        does=_changes(_bill),
        takes=with_version(_ADDRESS, **_PARTS),
    ),
    Operation(
        method="PUT",
        path=f"{_PATH}/billing-address/{{address_id}}",
        does=_changes(_bill),
        takes=with_version(_ADDRESS, **_PARTS),
    ),
    Operation(
        method="POST",
        path=f"{_PATH}/discounts",
        does=_changes(_discount),
        takes=schema("object: cart+", cart=_DISCOUNTS),
    ),
    Operation(
        method="POST",
        path=f"{_PATH}/consignments",
        does=_changes(_consign),
        takes=_consignment("+"),
        many=True,
    ),
    Operation(
        method="PUT",
        path=f"{_PATH}/consignments/{{consignment_id}}",
        does=_changes(_change_consignment),
        takes=_consignment("", "object: custom_shipping", custom_shipping=_CUSTOM),
    ),
    Operation(
        method="DELETE",
        path=f"{_PATH}/consignments/{{consignment_id}}",
        does=_changes(_drop_consignment),
        takes=with_version(),
    ),
    Operation(
        method="POST",
        path=f"{_PATH}/coupons",
        does=_changes(_apply_coupon),
        takes=with_version("text: coupon_code+"),
    ),
    Operation(method="DELETE", path=f"{_PATH}/coupons/{{code}}", does=_changes(_drop_coupon), takes=with_version()),
    Operation(
        method="POST",
        path=f"{_PATH}/fees",
        does=_changes(_add_fees),
        takes=schema("list: fees+", fees=schema(_FEE)),
    ),
    Operation(
        method="PUT",
        path=f"{_PATH}/fees",
        does=_changes(_change_fees),
        takes=schema("list: fees+", fees=schema(f"text: id+\n{_FEE.replace('+', '')}")),
    ),
    Operation(method="DELETE", path=f"{_PATH}/fees", does=_changes(_drop_fees), takes=schema("[text]: ids+")),
    Operation(method="POST", path=f"{_PATH}/orders", does=order),
    Operation(
        method="POST",
        path=f"{_PATH}/token",
        does=_token,
        takes=schema("integer: maxUses ttl"),
        bare=True,
    ),
)
