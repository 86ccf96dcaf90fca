"""Carts and their lines. Source: BigCommerce docs, carts v3 reference; webhook events, carts and cart line items.

A cart is what a checkout is made of, so it holds what only its checkout shows. It is gone when its last line is, and
when an order that was made of it is paid: a store here takes an order for paid when it is incomplete no more. It is
abandoned when a person says so, by writing `is_abandoned`, and not after an hour.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
from urllib.parse import urlencode

from bigcommerce_facts.check import MISSING
from bigcommerce_sandbox.engine.answers import completed, included
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.bodies import check_body
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, Write, typed
from bigcommerce_sandbox.engine.families.discounts import amount_of, coupons_of
from bigcommerce_sandbox.engine.families.order_products import CATALOG, VARIANTS, price_of
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, invalid, not_found

CARTS = "v3/carts"

LINES = "v3/carts/items"

_BROUGHT = ("line_items", "custom_items", "gift_certificates")
"""The fields of a body that bring lines."""

_NEEDED = {"custom_items": ("name", "list_price", "quantity"), "line_items": ("quantity",), "gift_certificates": ()}

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
    check_body(call.model, call.operation, {} if call.body is None else call.body)
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
        _write_lines(draft.store, draft.row["id"], draft.given)
    return {name: value for name, value in draft.row.items() if name not in _BROUGHT}


def _write_lines(store: Store, cart_id: str, given: Mapping[str, Any]) -> None:
    brought = [(name, line) for name in _BROUGHT for line in given.get(name) or ()]
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
    check_body(call.model, call.operation, call.body)
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
    _write_lines(call.store, cart["id"], call.body or {})
    return _touched(call, cart)


@operation("PUT /v3/carts/{cartId}/items/{itemId}")
def _change_line(call: Call) -> Answer:
    cart, line = cart_of(call, call.arguments["cartId"]), call.item()
    body: Row = call.body or {}
    given: Row = body.get("line_item") or {}
    same = [name for name in ("product_id", "variant_id") if given.get(name, line.get(name)) != line.get(name)]
    if same or not given or "product_id" not in line:
        raise invalid({"line_item": "The product, the variant, and what is no product of the store, cannot be changed"})
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


def _of_channel(change: Change) -> Mapping[str, Any]:
    return {"cart_id": change.after["id"]}


def _is_left(change: Change) -> bool:
    return change.after["is_abandoned"] and not change.before["is_abandoned"]


def _is_own(change: Change) -> bool:
    """Return true for an update of the cart itself: its email or what only a cart has."""
    return change.differs("email") or not (change.differs(*_OF_CHECKOUT) or _is_left(change))


def _has_new_coupon(change: Change) -> bool:
    return len(change.after["coupon_ids"]) > len(change.before["coupon_ids"])


def _with_coupon(change: Change) -> Mapping[str, Any]:
    return {**_TOLD(change), "couponId": change.after["coupon_ids"][-1]}


_TOLD = typed("cart")


def _is_converted(change: Change) -> bool:
    return change.after["is_converted"]


def _both(
    ending: str,
    on: Write,
    when: Callable[[Change], bool] = lambda _change: True,
    data: Callable[[Change], Mapping[str, Any]] = _TOLD,
) -> Iterable[Event]:
    yield Event(f"store/cart/{ending}", data, (on,), when)
    yield Event(f"store/channel/{{channel_id}}/cart/{ending}", _of_channel, (on,), when)


def _line_told(change: Change) -> Mapping[str, Any]:
    return {"type": "cart_line_item", "id": change.after["id"], "cartId": change.after["cart_id"]}


def _line_of_channel(change: Change) -> Mapping[str, Any]:
    return {"cart_id": change.after["cart_id"], "cart_item_id": change.after["id"]}


def _is_no_discount(change: Change) -> bool:
    return not change.differs("discount_amount")


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
            Event("store/cart/created", typed("cart"), ("created",)),
            Event("store/cart/updated", typed("cart"), ("created",)),
            Event("store/channel/{channel_id}/cart/created", _of_channel, ("created",)),
            *_both("updated", "updated", _is_own),
            *_both("deleted", "deleted", lambda change: not _is_converted(change)),
            *_both("couponApplied", "updated", _has_new_coupon, _with_coupon),
            *_both("abandoned", "updated", _is_left),
            *_both("converted", "updated", _is_converted, typed("cart", orderId="order_id")),
        ),
    ),
    LINES: Rules(
        table="cart_items",
        computed=(_line,),
        events=(
            Event("store/cart/lineItem/{write}", _line_told, when=_is_no_discount),
            Event("store/channel/{channel_id}/cart/lineItem/{write}", _line_of_channel, when=_is_no_discount),
        ),
    ),
    "v3/carts/redirect_urls": Rules(takes=("query_params.",)),
    "v3/abandoned-carts": Rules(table="carts"),
}
