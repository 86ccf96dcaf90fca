"""The ways by which an order goes, and to whom. Source: BigCommerce docs, orders v2 reference.

Nothing of this store is picked up. Of a line item an answer has the address, or the whole, if that is wanted.
"""

from collections.abc import Callable, Mapping

from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.families.order_parts import ADDRESSES, FEES, ORDERS, PRODUCTS, worked_out
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Worked
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import invalid_query

_WITH_LINES = "consignments.line_items"

type _Shows = Callable[[list[Row]], list[Row]]


def _consignments(store: Store, order: Row, *, with_lines: bool = False) -> Row:
    def shown(lines: list[Row]) -> list[Row]:
        paths = [f"/orders/{order['id']}/products/{line['id']}" for line in lines]
        return lines if with_lines else [{"url": f"{store.url}/v2{path}", "resource": path} for path in paths]

    lines = store.of(PRODUCTS, order_id=order["id"])
    addresses = store.of(ADDRESSES, order_id=order["id"])
    by_type = {kind: [line for line in lines if line.get("type") == kind] for kind in ("digital", "giftcertificate")}
    recipient = {"recipient_email": order.get("billing_address", {}).get("email", "")}
    sent = {kind: [recipient | {"line_items": shown(found)}] if found else [] for kind, found in by_type.items()}
    return {
        "pickups": [],
        "shipping": [_shipped(store, address, lines, shown) for address in addresses],
        "downloads": sent["digital"],
        "email": {"gift_certificates": sent["giftcertificate"]},
    }


def _shipped(store: Store, address: Row, lines: list[Row], shown: _Shows) -> Row:
    sent = (line for line in lines if line.get("type", "physical") == "physical")
    there = [line for line in sent if line["order_address_id"] == address["id"]]
    path = f"/orders/{address['order_id']}/consignments/shipping/{address['id']}/shipping_quotes"
    quotes = {"url": f"{store.url}/v2{path}", "resource": path}
    own = {name: value for name, value in address.items() if name != "order_id"}
    costs = {name: _as_number(work_out(store, address)) for name, work_out in worked_out.items()}
    return {"shipping_zone_id": 1} | own | costs | {"line_items": shown(there), "shipping_quotes": quotes}


def _as_number(value: object) -> object:
    """Return money as a number, as it is here."""
    return float(value) if isinstance(value, str) else value


def _fees(store: Store, order: Row) -> list[Row]:
    return [*store.of(FEES, order_id=order["id"])]


INCLUDED: Mapping[str, Worked] = {
    "consignments": _consignments,
    _WITH_LINES: lambda store, order: _consignments(store, order, with_lines=True),
    "fees": _fees,
}
"""The names of `include` and what each shows of an order."""


@operation("GET /v2/orders/{order_id}/consignments")
def _of_order(call: Call) -> Answer:
    if call.query.get("include", _WITH_LINES) != _WITH_LINES:
        raise invalid_query("v2", "include")
    order = call.store.get(ORDERS, call.arguments["order_id"])
    found = _consignments(call.store, order, with_lines="include" in call.query)
    return Answer(200, call.views.of(call.model, call.operation).show(found))
