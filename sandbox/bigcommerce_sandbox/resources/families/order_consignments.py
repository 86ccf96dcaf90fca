"""By which ways an order goes to whom. Source: BigCommerce docs, orders v2 reference.

Nothing of this store is picked up. Of a line item an answer has the address, or the whole, if that is wanted.
"""

from collections.abc import Callable
from typing import Any

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.resources.families.order_addresses import SHIPPING_ADDRESSES
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.schema import Item
from bigcommerce_sandbox.resources.writes import Writes

_WITH_LINES = "consignments.line_items"

type _Shows = Callable[[list[Item]], list[Item]]


def consignments(items: Items, order: Item, url: str, *, with_lines: bool = False) -> Item:
    """The consignments of an order.

    Args:
        items: the store's.
        order: which one.
        url: where the version of the store's API begins, without a last slash.
        with_lines: whether the line items are there as a whole.
    """

    def shown(lines: list[Item]) -> list[Item]:
        paths = [f"/orders/{order['id']}/products/{line['id']}" for line in lines]
        return lines if with_lines else [{"url": url + path, "resource": path} for path in paths]

    lines = items.of("order_products", order_id=order["id"])
    addresses = items.of("shipping_addresses", order_id=order["id"])
    by_type = {kind: [line for line in lines if line["type"] == kind] for kind in ("digital", "giftcertificate")}
    recipient = {"recipient_email": order["billing_address"]["email"]}
    sent = {kind: [recipient | {"line_items": shown(found)}] if found else [] for kind, found in by_type.items()}
    return {
        "pickups": [],
        "shipping": [_shipped(items, each, lines, url, shown) for each in addresses],
        "downloads": sent["digital"],
        "email": {"gift_certificates": sent["giftcertificate"]},
    }


def _shipped(items: Items, address: Item, lines: list[Item], url: str, shown: _Shows) -> Item:
    there = [line for line in lines if line["order_address_id"] == address["id"] and line["type"] == "physical"]
    path = f"/orders/{address['order_id']}/consignments/shipping/{address['id']}/shipping_quotes"
    own = {name: _plain(name, value) for name, value in SHIPPING_ADDRESSES.shows(items, address).items()}
    del own["order_id"]
    return own | {"line_items": shown(there), "shipping_quotes": {"url": url + path, "resource": path}}


def _plain(name: str, value: Any) -> Any:
    """Money, which is a number here."""
    return float(value) if SHIPPING_ADDRESSES.fields[name].kind == "money" else value


def _of_order(writes: Writes, asked: Asked) -> Item:
    if asked.query.get("include", _WITH_LINES) != _WITH_LINES:
        raise ApiError(422, f"The stand-in store implements 'include' with {_WITH_LINES} alone.")
    order = writes.items.get("orders", asked.path["order_id"])
    return consignments(writes.items, order, asked.url, with_lines="include" in asked.query)


def _extra(*, with_lines: bool) -> Callable[[Items, Item, str], Item]:
    def adds(items: Items, order: Item, url: str) -> Item:
        return order | {"consignments": consignments(items, order, url, with_lines=with_lines)}

    return adds


INCLUDED = {"consignments": _extra(with_lines=False), _WITH_LINES: _extra(with_lines=True)}
"""What an order may include of this."""

CONSIGNMENT_OPERATIONS = (
    Operation(method="GET", path="/v2/orders/{order_id}/consignments", does=_of_order, query="include"),
)
