"""Carts and their lines. Source: BigCommerce docs, carts v3 reference; webhook events, carts and cart line items.

A cart is what a checkout is made of, so it holds what only its checkout shows. It is gone when its last line is, and
when an order that was made of it is paid: a store here takes an order for paid when it is incomplete no more. It is
abandoned when a person says so, by writing `is_abandoned`, and not after an hour.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode

from bigcommerce_facts.check import MISSING
from bigcommerce_sandbox.engine.answers import completed, included
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, typed, with_channel
from bigcommerce_sandbox.engine.families.cart_lines import BROUGHT, CARTS, LINES, lines_of, write_lines
from bigcommerce_sandbox.engine.families.discounts import amount_of, coupons_of
from bigcommerce_sandbox.engine.families.order_products import VARIANTS
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, invalid, not_found

_KINDS = ("physical_items", "digital_items", "gift_certificates", "custom_items")

_NEW: Row = {
    "customer_id": 0,
    "email": "",
    "channel_id": 1,
    "currency": {"code": "USD"},
    "locale": "en",
    "billing_address": {},
    "coupon_ids": [],
    "consignments": [],
    "fees": [],
    "customer_message": "",
    "cart_discount": 0,
    "order_id": None,
    "is_converted": False,
    "is_abandoned": False,
}

_OF_CHECKOUT = (
    "billing_address",
    "consignments",
    "fees",
    "customer_message",
    "coupon_ids",
    "cart_discount",
    "order_id",
    "is_converted",
)
"""Fields that are none of the cart's own."""


def cart_of(call: Call, cart_id: Any) -> Row:
    """Return the cart that a path names, after a look at the body.

    Raises:
        ApiError: 404 if there is none, 409 if the body names another version of it, 422 for a bad body.
    """
    cart = call.store.get(CARTS, cart_id)
    body: Any = call.body
    items = cast("list[Any]", body) if isinstance(body, list) else [body]
    bodies: list[Row] = [cast("Row", item) for item in items if isinstance(item, dict)]
    parts: list[Any] = [body.get("cart") for body in bodies]
    bodies += [cast("Row", part) for part in parts if isinstance(part, dict)]
    if any(body.get("version", cart["version"]) != cart["version"] for body in bodies):
        raise ApiError(409, "The cart has another version than the request names.")
    return cart


def filled(call: Call, cart: Row) -> Row:
    """Return a cart with its lines and amounts, as an answer has it."""
    model = call.kinds[CARTS]
    return call.views.item(model).show(completed(model, cart, call.store))


def _answer(call: Call, cart: Row) -> Answer:
    names, item = included(call), filled(call, cart)
    del item["promotions"]
    for name in names:
        item = _EXTRAS[name](call, item)
    return Answer(call.operation.status, {"data": item, "meta": {}})


def _cart(draft: Draft) -> Mapping[str, Any]:
    """Return a cart with the email of its customer. Its version counts its changes."""
    row = _NEW | draft.row
    if "customer_id" in draft.given:
        row["email"] = (draft.store.find("v3/customers", row["customer_id"]) or {}).get("email", "")
    return row | {"version": draft.before["version"] + 1 if draft.before else 1}


def _settled(draft: Draft) -> Row:
    if draft.before is None:
        write_lines(draft.store, draft.row["id"], draft.given)
    return {name: value for name, value in draft.row.items() if name not in BROUGHT}


def _sorted(store: Store, cart: Row) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {name: [] for name in _KINDS}
    for line in lines_of(store, cart):
        found[line["kind"]].append(line)
    return found


def _discounts(store: Store, cart: Row) -> list[Row]:
    lines = (line for line in lines_of(store, cart) if "product_id" in line)
    return [{"id": line["id"], "discounted_amount": line.get("discount_amount", 0)} for line in lines]


def _by_hand(store: Store, cart: Row) -> float:
    return cart["cart_discount"] + sum(discount["discounted_amount"] for discount in _discounts(store, cart))


def base_amount(store: Store, cart: Row) -> float:
    """Return what the lines of a cart come to."""
    return sum(map(amount_of, lines_of(store, cart)))


def _coupons(store: Store, cart: Row) -> list[Row]:
    return coupons_of(store, cart, lines_of(store, cart))


def _amount(store: Store, cart: Row) -> float:
    off = _by_hand(store, cart) + sum(coupon["discounted_amount"] for coupon in _coupons(store, cart))
    return max(base_amount(store, cart) - off, 0)


def _urls(cart: Row, url: str) -> dict[str, str]:
    """Return where a shop would show a cart. A store here has no shop."""
    page, query = f"{url}/cart.php", f"id={cart['id']}&token={cart['id'].replace('-', '')}"
    return {
        "cart_url": f"{page}?action=load&{query}",
        "checkout_url": f"{page}?action=loadInCheckout&{query}",
        "embedded_checkout_url": f"{page}?embedded=1&action=loadInCheckout&{query}",
    }


def with_options(kind: str) -> Callable[[Call, Row], Row]:
    """Return a function that adds to the lines of a kind in a cart the options of their variants."""
    names = {"name": "option_display_name", "nameId": "option_id", "value": "label", "valueId": "id"}

    def chosen(store: Store, line: Row) -> list[Row]:
        values = (store.find(VARIANTS, line["variant_id"]) or {}).get("option_values", ())
        return [{name: value.get(field) for name, field in names.items()} for value in values]

    def extend(call: Call, cart: Row) -> Row:
        lines = [line | {"options": chosen(call.store, line)} for line in cart["line_items"][kind]]
        return cart | {"line_items": cart["line_items"] | {kind: lines}}

    return extend


_EXTRAS: Mapping[str, Callable[[Call, Row], Row]] = {
    "redirect_urls": lambda call, cart: cart | {"redirect_urls": _urls(cart, call.request.url)},
    "line_items.physical_items.options": with_options("physical_items"),
    "line_items.digital_items.options": with_options("digital_items"),
    "promotions.banners": lambda _call, cart: cart | {"promotions": {"banners": []}},
}
"""The names of `include` and what each adds to a cart."""


@operation("GET /v3/carts/{cartId}")
def _get(call: Call) -> Answer:
    return _answer(call, call.item())


@operation("POST /v3/carts")
def _create(call: Call) -> Answer:
    return _answer(call, call.store.create(CARTS, call.body))


@operation("PUT /v3/carts/{cartId}")
def _give_customer(call: Call) -> Answer:
    cart = cart_of(call, call.arguments["cartId"])
    if "customer_id" not in (call.body or {}):
        raise invalid({"customer_id": MISSING})
    return _answer(call, call.store.update(CARTS, cart["id"], {"customer_id": call.body["customer_id"]}))


def _touched(call: Call, cart: Row) -> Answer:
    """Tell that a cart was updated: it is not abandoned."""
    return _answer(call, call.store.update(CARTS, cart["id"], {"is_abandoned": False}))


@operation("POST /v3/carts/{cartId}/items")
def _add_lines(call: Call) -> Answer:
    cart = cart_of(call, call.arguments["cartId"])
    write_lines(call.store, cart["id"], call.body or {})
    return _touched(call, cart)


@operation("PUT /v3/carts/{cartId}/items/{itemId}")
def _change_line(call: Call) -> Answer:
    cart, line = cart_of(call, call.arguments["cartId"]), call.item()
    body: Row = call.body or {}
    given: Row = body.get("line_item") or {}
    same = [name for name in ("product_id", "variant_id") if given.get(name, line.get(name)) != line.get(name)]
    if same or not given or "product_id" not in line:
        raise invalid({"line_item": "Only a line of a product can be changed, but not its product or variant"})
    call.store.update(LINES, line["id"], given)
    return _touched(call, cart)


@operation("DELETE /v3/carts/{cartId}/items/{itemId}")
def _take_line(call: Call) -> Answer:
    cart, line = cart_of(call, call.arguments["cartId"]), call.item()
    call.store.delete(LINES, line["id"])
    answer = _touched(call, cart)
    if lines_of(call.store, cart):
        return answer
    call.store.delete(CARTS, cart["id"])
    return Answer(204)


@operation("POST /v3/carts/{cartId}/redirect_urls")
def _redirect(call: Call) -> Answer:
    cart = cart_of(call, call.arguments["cartId"])
    body: Row = call.body or {}
    more = urlencode(body.get("query_params", {}))
    urls = {name: f"{url}&{more}" if more else url for name, url in _urls(cart, call.request.url).items()}
    return Answer(call.operation.status, {"data": urls, "meta": {}})


@operation("GET /v3/abandoned-carts/{token}")
def _abandoned(call: Call) -> Answer:
    # The token in the link of a letter about a cart is the cart's id here.
    cart = call.store.find(CARTS, call.arguments["token"])
    if cart is None or not cart["is_abandoned"]:
        raise not_found()
    return Answer(200, {"data": {"cart_id": cart["id"]}, "meta": {}})


def _is_left(change: Change) -> bool:
    return change.after["is_abandoned"] and not change.before["is_abandoned"]


def _is_own(change: Change) -> bool:
    """Return true for an update of the cart itself: its email or what only a cart has."""
    return change.differs("email") or not (change.differs(*_OF_CHECKOUT) or _is_left(change))


def _has_new_coupon(change: Change) -> bool:
    return len(change.after["coupon_ids"]) > len(change.before["coupon_ids"])


def _with_coupon(change: Change) -> Mapping[str, Any]:
    return {**typed("cart")(change), "couponId": change.after["coupon_ids"][-1]}


def _is_converted(change: Change) -> bool:
    return change.after["is_converted"]


RULES: Mapping[str, Rules] = {
    CARTS: Rules(
        table="carts",
        marks=("is_abandoned",),
        refers={"customer_id": Reference("v3/customers"), "channel_id": Reference("v3/channels")},
        computed=(_cart,),
        settles=_settled,
        derived={
            "base_amount": base_amount,
            "cart_amount": _amount,
            "discount_amount": _by_hand,
            "manual_discount_amount": _by_hand,
            "coupons": _coupons,
            "discounts": _discounts,
            "line_items": _sorted,
        },
        events=(
            # A new cart is told as an update too (BigCommerce docs, webhook events).
            *with_channel("cart", "created", typed("cart"), ("created",)),
            Event("store/cart/updated", typed("cart"), ("created",)),
            *with_channel("cart", "updated", typed("cart"), ("updated",), _is_own),
            *with_channel("cart", "deleted", typed("cart"), ("deleted",), lambda change: not _is_converted(change)),
            *with_channel("cart", "couponApplied", _with_coupon, ("updated",), _has_new_coupon),
            *with_channel("cart", "abandoned", typed("cart"), ("updated",), _is_left),
            *with_channel("cart", "converted", typed("cart", orderId="order_id"), ("updated",), _is_converted),
        ),
    ),
    "v3/carts/redirect_urls": Rules(takes=("query_params.",)),
    "v3/abandoned-carts": Rules(table="carts"),
}
