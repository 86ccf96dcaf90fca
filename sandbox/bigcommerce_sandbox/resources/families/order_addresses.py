"""Where an order is sent. Source: BigCommerce docs, orders v2 reference."""

from collections.abc import Iterable
from typing import Any

from bigcommerce_sandbox.resources.events import Change, Items
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema

_ADDRESS = "text: first_name last_name company street_1 street_2 city state zip country country_iso2 phone email"

ADDRESS = schema(_ADDRESS)

_FORM = schema("text: name+ value")

BILLING = schema(f"{_ADDRESS}\nlist: form_fields", form_fields=_FORM)

FIELDS = schema(
    f"""
    integer: id!! order_id!!
    {_ADDRESS} shipping_method
    integer: items_total!! items_shipped!!
    money: base_cost!! cost_ex_tax!! cost_inc_tax!! cost_tax!! base_handling_cost!! handling_cost_ex_tax!!
    money: handling_cost_inc_tax!! handling_cost_tax!!
    integer: cost_tax_class_id!! handling_cost_tax_class_id!! shipping_zone_id!!=1
    text: shipping_zone_name!!
    list: form_fields
    """,
    form_fields=_FORM,
)

_COUNTED = {"total": "quantity", "shipped": "quantity_shipped"}

_COSTS = {"base_cost": "base_shipping_cost", "base_handling_cost": "base_handling_cost"} | {
    f"{name}_{tax}": f"{of}_{tax}"
    for name, of in {"cost": "shipping_cost", "handling_cost": "handling_cost"}.items()
    for tax in ("ex_tax", "inc_tax", "tax")
}
"""By the names in an address, those in its order."""


def address(name: str, street: str, city: str, state: str, code: str) -> Item:
    """The address of somebody in the United States."""
    first, last = name.split()
    where = {"street_1": street, "city": city, "state": state, "zip": code}
    who = {"first_name": first, "last_name": last, "email": f"{first}.{last}@example.com".lower()}
    return blank(BILLING, 0) | who | where | {"country": "United States", "country_iso2": "US"}


SEEDS = {
    100: address("Maya Okafor", "18 Larch Lane", "Portland", "Oregon", "97205"),
    101: address("Jonas Weber", "402 Harbor Street", "Boston", "Massachusetts", "02110"),
    102: address("Ines Duarte", "7 Mission Court", "Austin", "Texas", "78701"),
}
"""By the ids of the orders that a new store has."""


def _seeds(now: float) -> list[Item]:
    known = enumerate(SEEDS.items(), 1)
    return [blank(FIELDS, now) | where | {"id": found, "order_id": order_id} for found, (order_id, where) in known]


def _sent(items: Items, address: Item) -> Item:
    """With what goes there, and what that costs: all that an order's shipping costs is its first address's."""
    order = items.find("orders", address["order_id"]) or {}
    lines = items.of("order_products", order_address_id=address["id"])
    counts = {f"items_{name}": sum(line[of] for line in lines) for name, of in _COUNTED.items()}
    first = items.of("shipping_addresses", order_id=address["order_id"])[0]
    costs = {name: order[of] for name, of in _COSTS.items()} if first["id"] == address["id"] else {}
    return address | counts | costs


def _touches_order(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    """What is there already, written again, is a change of the order, which tells of it."""
    if change.write == "updated":
        order = items.find("orders", change.after["order_id"]) or {}
        yield "orders", order["id"], {"status_id": order["status_id"]}


SHIPPING_ADDRESSES = Resource(
    name="shipping_addresses",
    path="/v2/orders/{order_id}/shipping_addresses",
    refers={"order_id": "orders"},
    fields=FIELDS,
    actions=("list", "read", "update"),
    links={"shipping_quotes": "shipping_quotes"},
    seeds=_seeds,
    shows=_sent,
    causes=_touches_order,
)
