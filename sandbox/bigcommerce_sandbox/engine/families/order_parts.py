"""The parts of an order: where it goes, its fees, coupons, taxes and messages; and the statuses that it can have.

No request of the API writes coupons, taxes and messages: only people in the store do.

Source: BigCommerce docs, orders v2 reference, order statuses and webhook events.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bigcommerce_sandbox.engine.answers import completed
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, with_channel
from bigcommerce_sandbox.engine.families.money import NOTHING, amounts_of, as_money, written
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules, Worked
from bigcommerce_sandbox.engine.store import Store

ORDERS = "v2/orders"
PRODUCTS = "v2/orders/products"
ADDRESSES = "v2/orders/shipping_addresses"
FEES = "v2/orders/fees"

STATUSES = {
    0: "Incomplete",
    1: "Pending",
    2: "Shipped",
    3: "Partially Shipped",
    4: "Refunded",
    5: "Cancelled",
    6: "Declined",
    7: "Awaiting Payment",
    8: "Awaiting Pickup",
    9: "Awaiting Shipment",
    10: "Completed",
    11: "Awaiting Fulfillment",
    12: "Manual Verification Required",
    13: "Disputed",
    14: "Partially Refunded",
}

_IN_ORDER = (0, 1, 7, 11, 9, 8, 3, 10, 2, 5, 6, 4, 13, 12, 14)

_QUOTES = ("v2/orders/shipping_addresses/shipping_quotes", "v2/orders/consignments/shipping/shipping_quotes")


def _status(status_id: int) -> Row:
    labels = dict.fromkeys(("name", "system_label", "custom_label"), STATUSES[status_id])
    return {"id": status_id, **labels, "system_description": ""}


LISTED = [_status(status_id) for status_id in _IN_ORDER]
"""The statuses in the order in which a count lists them."""


def _address(name: str, street: str, city: str, state: str, code: str) -> Row:
    first, last = name.split()
    where = {"street_1": street, "city": city, "state": state, "zip": code}
    who = {"first_name": first, "last_name": last, "email": f"{first}.{last}@example.com".lower()}
    return who | where | {"country": "United States", "country_iso2": "US"}


SEEDS: Mapping[int, Row] = {
    100: _address("Maya Okafor", "18 Larch Lane", "Portland", "Oregon", "97205"),
    101: _address("Jonas Weber", "402 Harbor Street", "Boston", "Massachusetts", "02110"),
    102: _address("Ines Duarte", "7 Mission Court", "Austin", "Texas", "78701"),
}
"""The addresses of the orders of a new store, by their ids."""

_COSTS = {"base_cost": "base_shipping_cost", "base_handling_cost": "base_handling_cost"} | {
    f"{name}_{tax}": f"{of}_{tax}"
    for name, of in {"cost": "shipping_cost", "handling_cost": "handling_cost"}.items()
    for tax in ("ex_tax", "inc_tax", "tax")
}
"""The names of an order's amounts, by those in its first address, for which all of its shipping costs are."""


def _cost(name: str) -> Worked:
    def cost(store: Store, address: Row) -> str:
        first = store.of(ADDRESSES, order_id=address["order_id"])[0]
        return store.get(ORDERS, address["order_id"]).get(name, NOTHING) if first["id"] == address["id"] else NOTHING

    return cost


def _counted(name: str) -> Worked:
    return lambda store, address: sum(line.get(name, 0) for line in store.of(PRODUCTS, order_address_id=address["id"]))


worked_out: Mapping[str, Worked] = {
    "items_total": _counted("quantity"),
    "items_shipped": _counted("quantity_shipped"),
    **{name: _cost(of) for name, of in _COSTS.items()},
}
"""The fields of an address that its order and its products make up."""


def _touch_order(change: Change) -> None:
    """Change the order with its address, so that it tells of it."""
    if change.write == "updated":
        change.store.update(ORDERS, change.after["order_id"], {})


_FEE_AMOUNTS = ("cost_ex_tax", "cost_inc_tax", "cost_tax")


def _costed(draft: Draft) -> Mapping[str, Any]:
    """Work out the third of what a fee costs without tax, with tax, and of the tax, of which two are given."""
    own = written(draft.given, _FEE_AMOUNTS)
    ex_tax, inc_tax, tax = (Decimal((draft.row | own).get(name, NOTHING)) for name in _FEE_AMOUNTS)
    inc_tax = inc_tax if "cost_inc_tax" in own else ex_tax + tax
    ex_tax = ex_tax if "cost_ex_tax" in own or not own else inc_tax - tax
    amounts = {"base_cost": ex_tax, "cost_ex_tax": ex_tax, "cost_inc_tax": inc_tax, "cost_tax": inc_tax - ex_tax}
    return {name: as_money(amount) for name, amount in amounts.items()}


@operation("GET /v2/orders/{order_id}/fees")
def _fees(call: Call) -> Answer:
    # The example of an answer in the documents is an object with the fees in it.
    rows = call.store.of(FEES, order_id=call.arguments["order_id"])
    view = call.views.item(call.model)
    return Answer(200, {"fees": [view.show(completed(call.model, row, call.store)) for row in rows]})


@operation(
    "GET /v2/orders/{order_id}/shipping_addresses/{shipping_address_id}/shipping_quotes",
    "GET /v2/orders/{order_id}/consignments/shipping/{shipping_consignment_id}/shipping_quotes",
)
def _quotes(_call: Call) -> Answer:
    # The documents have quotes only of orders that come from a checkout with a carrier.
    return Answer(204)


def _of_order(draft: Draft) -> Mapping[str, Any]:
    order = draft.store.get(ORDERS, draft.row["order_id"])
    return {name: order[name] for name in ("channel_id", "customer_id")}


def _told(change: Change) -> Mapping[str, Any]:
    message = change.after
    return {"type": "order", "id": message["order_id"], "message": {"order_message_id": message["id"]}}


def created(ending: str, data: Callable[[Change], Mapping[str, Any]]) -> tuple[Event, Event]:
    """Return the events that tell of something new that belongs to an order."""
    return with_channel("order", f"{ending}/created", data, ("created",), id_field="order_id")


def _amounts(part: str) -> dict[str, str]:
    return amounts_of(f"GET /v2/orders/{{order_id}}/{part}")


RULES: Mapping[str, Rules] = {
    ADDRESSES: Rules(
        table="shipping_addresses",
        defaults={"shipping_zone_id": 1},
        derived=worked_out,
        after=_touch_order,
        seeds=lambda _now: [
            {"id": number, "order_id": order_id, **where} for number, (order_id, where) in enumerate(SEEDS.items(), 1)
        ],
    ),
    FEES: Rules(table="order_fees", computed=(_costed,)),
    "v2/orders/consignments": Rules(),
    **dict.fromkeys(_QUOTES, Rules()),
    "v2/orders/coupons": Rules(table="order_coupons", defaults={"amount": NOTHING}),
    "v2/orders/taxes": Rules(table="order_taxes", defaults=_amounts("taxes")),
    "v2/orders/messages": Rules(
        table="order_messages",
        defaults={"status": "unread"},
        computed=(_of_order,),
        events=created("message", _told),
    ),
    "v2/order_statuses": Rules(
        table="order_statuses", everywhere=True, seeds=lambda _now: [_status(status_id) for status_id in STATUSES]
    ),
}
