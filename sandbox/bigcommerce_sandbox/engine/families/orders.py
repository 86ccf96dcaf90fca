"""The orders of a store, and what they come to.

What a request gives stays; the rest is counted: the products make the subtotal, which makes the total together with
the costs and the fees, less the discount. An amount that is given without tax must be given with it too.

Source: BigCommerce docs, orders v2 reference, order statuses and webhook events.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from bigcommerce_facts.check import MISSING
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, typed, with_channel
from bigcommerce_sandbox.engine.dates import as_rfc, parse_date
from bigcommerce_sandbox.engine.families.money import NOTHING, amounts_of, as_money, written
from bigcommerce_sandbox.engine.families.order_consignments import INCLUDED
from bigcommerce_sandbox.engine.families.order_parts import ADDRESSES, FEES, LISTED, ORDERS, PRODUCTS, SEEDS, STATUSES
from bigcommerce_sandbox.engine.families.sold_stock import INCOMPLETE, take_stock
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.roles import selected
from bigcommerce_sandbox.engine.rules import Reference, Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, refused

_PARTS = {"shipping_addresses": ADDRESSES, "products": PRODUCTS, "fees": FEES}
"""The kinds of what a request brings, by field. A product goes to an address, which is there first."""

_MONEY = amounts_of("GET /v2/orders/{order_id}")

_COSTS = ("shipping_cost", "handling_cost", "wrapping_cost")

_AMOUNTS = ("subtotal", *_COSTS, "total")

_TAXES = ("ex_tax", "inc_tax")

_SUMMED = {
    "products",
    "fees",
    "discount_amount",
    *(f"{name}_{tax}" for name in ("subtotal", *_COSTS) for tax in _TAXES),
}

_RATE = "1.0000000000"


def new_order(order_id: int, placed: float, **fields: Any) -> Row:
    """Return an order as its table holds it, placed at a moment in unix seconds."""
    dates = dict.fromkeys(("date_created", "date_modified"), as_rfc(placed))
    known = {"status_id": 1, "customer_id": 0, "channel_id": 1, "payment_status": ""}
    return {"id": order_id, **dates, **known, **fields}


def _seeds(now: float) -> Iterable[Row]:
    yield _seed(
        new_order(100, now - 259_200, status_id=10, customer_id=11, payment_status="captured", items_total=3),
        "89.9700",
        "9.9500",
    )
    message = "Please ring the side door: the bell at the front is broken."
    known = {"status_id": 11, "customer_id": 12, "payment_status": "captured", "customer_message": message}
    yield _seed(new_order(101, now - 90_000, items_total=1, **known), "249.0000", NOTHING)
    notes = "Asked for an invoice by post."
    known = {"status_id": 7, "payment_status": "authorized", "staff_notes": notes}
    yield _seed(new_order(102, now - 7_200, items_total=2, **known), "34.5000", "5.0000")


def _seed(order: Row, goods: str, shipping: str) -> Row:
    sums = {"subtotal": goods, "shipping_cost": shipping, "total": as_money(Decimal(goods) + Decimal(shipping))}
    costs = {f"{name}_{tax}": amount for tax in _TAXES for name, amount in sums.items()}
    own = {"base_shipping_cost": shipping, "order_source": "www", "billing_address": SEEDS[order["id"]]}
    return order | costs | own


def _written(draft: Draft) -> Mapping[str, Any]:
    given = draft.given
    if isinstance(given.get("consignments"), dict) and given["consignments"].get("pickups"):
        raise ApiError(501, "BigCommerce documents pickups of orders, but the stand-in store does not implement them.")
    row = new_order(draft.row["id"], draft.store.now) | draft.row
    if row["status_id"] not in STATUSES:
        raise refused("v2", {"status_id": "Not the id of an order status"})
    return row | written(given, _MONEY) | _dates(given) | _fixed(draft)


def _dates(given: Mapping[str, Any]) -> dict[str, str]:
    try:
        return {
            name: given[name] and as_rfc(parse_date(given[name]).timestamp())
            for name in ("date_created", "date_shipped")
            if name in given
        }
    except ValueError as error:
        raise refused("v2", {"date_created": "Not a date"}) from error


def _fixed(draft: Draft) -> dict[str, Any]:
    """Return what stays as it was written first."""
    return {} if draft.before is None else {"external_merchant_id": draft.before.get("external_merchant_id")}


def _settled(draft: Draft) -> Row:
    """Return an order with its sums, after what it is made of has been written."""
    store = draft.store
    given: Row = {**draft.given} if draft.before else {"products": [], **draft.given}
    _check_pairs(given)
    for name, kind in _PARTS.items():
        if isinstance(given.get(name), list):
            _write_parts(store, name, kind, draft.row["id"], given[name])
    order = {name: value for name, value in draft.row.items() if name not in (*_PARTS, "consignments", "coupons")}
    own = {name: order[name] for name in order if name in given}
    order |= (_goods(store, order) if "products" in given else {}) | own
    order |= (_totals(store, order) if given.keys() & _SUMMED else {}) | own
    return order | {
        f"{name}_tax": as_money(_amount(order, name, "inc_tax") - _amount(order, name, "ex_tax")) for name in _AMOUNTS
    }


def _write_parts(store: Store, name: str, kind: str, order_id: int, items: list[Row]) -> None:
    there = {row["id"] for row in store.of(kind, order_id=order_id)}
    if any("id" in item and item["id"] not in there for item in items):
        raise refused("v2", {name: "Not an id among those of this order"})
    # A change of an order brings all of its fees.
    for left_out in there - {item.get("id") for item in items} if kind == FEES else ():
        store.delete(kind, left_out)
    for item in items:
        _write_part(store, kind, order_id, {field: value for field, value in item.items() if field != "id"}, item)


def _write_part(store: Store, kind: str, order_id: int, fields: Row, item: Row) -> None:
    if "id" not in item:
        store.create(kind, fields | {"order_id": order_id})
    elif kind == PRODUCTS and fields.get("quantity") == 0:
        store.delete(kind, item["id"])
    elif fields:
        store.update(kind, item["id"], fields)


def _check_pairs(given: Mapping[str, Any]) -> None:
    for name in ("subtotal", "shipping_cost", "total"):
        there = [tax for tax in _TAXES if f"{name}_{tax}" in given]
        if len(there) == 1:
            missing = f"{name}_inc_tax" if there == ["ex_tax"] else f"{name}_ex_tax"
            raise ApiError(400, f"The field '{missing}' is missing.")


def _goods(store: Store, order: Row) -> Row:
    lines = store.of(PRODUCTS, order_id=order["id"])
    sums = {f"subtotal_{tax}": as_money(sum(_amount(line, "total", tax) for line in lines)) for tax in _TAXES}
    return sums | {"items_total": sum(line["quantity"] for line in lines)}


def _totals(store: Store, order: Row) -> Row:
    fees = store.of(FEES, order_id=order["id"])
    return {f"total_{tax}": as_money(_total(order, fees, tax)) for tax in _TAXES}


def _total(order: Row, fees: list[Row], tax: str) -> Decimal:
    amounts = [_amount(order, name, tax) for name in ("subtotal", *_COSTS)]
    less = -Decimal(order.get("discount_amount", NOTHING))
    return sum([*amounts, *(_amount(fee, "cost", tax) for fee in fees)], less)


def _amount(item: Row, name: str, tax: str) -> Decimal:
    return Decimal(item.get(f"{name}_{tax}", NOTHING))


def _follow(change: Change) -> None:
    if change.write == "deleted":
        return
    _convert_cart(change)
    if change.after["status_id"] != INCOMPLETE and (
        change.write == "created" or change.before["status_id"] == INCOMPLETE
    ):
        take_stock(change.store, change.after["id"])


def _convert_cart(change: Change) -> None:
    """End the cart of an order that is incomplete no more."""
    cart_id = change.after.get("cart_id")
    if change.before["status_id"] == INCOMPLETE != change.after["status_id"] and change.store.find("v3/carts", cart_id):
        change.store.update("v3/carts", cart_id, {"order_id": change.after["id"], "is_converted": True})
        change.store.delete("v3/carts", cart_id)


def _statuses(change: Change) -> Mapping[str, Any]:
    before, after = change.before["status_id"], change.after["status_id"]
    return {**typed("order")(change), "status": {"previous_status_id": before, "new_status_id": after}}


def _has_new_status(change: Change) -> bool:
    return change.differs("status_id")


@operation("POST /v2/orders")
def _check_new(call: Call) -> None:
    """Refuse an order without what the documents need in words alone. A shopper may leave it out."""
    body: Any = call.body
    names = ("billing_address", "products") if body and isinstance(body, dict) else ()
    missing = {name: MISSING for name in names if not cast("Row", body).get(name)}
    if missing:
        raise refused("v2", missing)


@operation("GET /v2/orders/count")
def _count(call: Call) -> Answer:
    rows = selected(call)
    there = Counter(row["status_id"] for row in rows)
    statuses = [status | {"count": there[status["id"]], "sort_order": at} for at, status in enumerate(LISTED)]
    return Answer(200, {"statuses": statuses, "count": len(rows)})


RULES: Mapping[str, Rules] = {
    ORDERS: Rules(
        table="orders",
        first_id=100,
        archives=True,
        seeds=_seeds,
        filters={"min_total": "total_inc_tax", "max_total": "total_inc_tax", "email": "billing_address.email"},
        refers={"customer_id": Reference("v2/customers"), "channel_id": Reference("v3/channels")},
        defaults=_MONEY
        | dict.fromkeys(("currency_id", "default_currency_id"), 1)
        | dict.fromkeys(("currency_code", "store_default_currency_code", "default_currency_code"), "USD")
        | dict.fromkeys(("currency_exchange_rate", "store_default_to_transactional_exchange_rate"), _RATE)
        | {"payment_method": "Manual", "payment_provider_id": None, "cart_id": None}
        | {"order_source": "external", "customer_locale": "en"},
        computed=(_written,),
        settles=_settled,
        derived={
            "status": lambda _store, order: STATUSES[order["status_id"]],
            "shipping_address_count": lambda store, order: len(store.of(ADDRESSES, order_id=order["id"])),
        },
        includes=INCLUDED,
        after=_follow,
        events=(
            *with_channel("order", "{write}", typed("order"), ("created", "updated")),
            *with_channel("order", "archived", typed("order"), ("deleted",)),
            *with_channel("order", "statusUpdated", _statuses, ("updated",), _has_new_status),
        ),
    ),
}
