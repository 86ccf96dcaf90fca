"""Where an order is sent. Source: BigCommerce docs, orders v2 reference."""

from storehook_sandbox.resources.resource import Change, Fires, Resource
from storehook_sandbox.resources.schema import Item, blank, schema

_ADDRESS = "text: first_name last_name company street_1 street_2 city state zip country country_iso2 phone email"

ADDRESS = schema(_ADDRESS)

FIELDS = schema(
    f"""
    integer: id!! order_id!!
    {_ADDRESS} shipping_method
    integer: items_total!! items_shipped!!
    money: base_cost!! cost_ex_tax!! cost_inc_tax!! cost_tax!! base_handling_cost!! handling_cost_ex_tax!!
    money: handling_cost_inc_tax!! handling_cost_tax!!
    integer: cost_tax_class_id!! handling_cost_tax_class_id!! shipping_zone_id!!=1
    text: shipping_zone_name!!
    list: form_fields!
    """
)


def address(name: str, street: str, city: str, state: str, code: str) -> Item:
    """The address of somebody in the United States."""
    first, last = name.split()
    where = {"street_1": street, "city": city, "state": state, "zip": code}
    who = {"first_name": first, "last_name": last, "email": f"{first}.{last}@example.com".lower()}
    return blank(ADDRESS, 0) | who | where | {"country": "United States", "country_iso2": "US"}


SEEDS = {
    100: address("Maya Okafor", "18 Larch Lane", "Portland", "Oregon", "97205"),
    101: address("Jonas Weber", "402 Harbor Street", "Boston", "Massachusetts", "02110"),
    102: address("Ines Duarte", "7 Mission Court", "Austin", "Texas", "78701"),
}
"""By the ids of the orders that a new store has."""


def _seeds(now: float) -> list[Item]:
    known = enumerate(SEEDS.items(), 1)
    return [blank(FIELDS, now) | {"id": found, "order_id": order_id} | where for found, (order_id, where) in known]


def _order(change: Change) -> Item:
    return {"type": "order", "id": change.after["order_id"]}


SHIPPING_ADDRESSES = Resource(
    name="shipping_addresses",
    path="/v2/orders/{order_id}/shipping_addresses",
    parent="orders",
    fields=FIELDS,
    actions=("list", "read", "update"),
    events=(Fires("store/order/updated", _order, ("updated",)),),
    seeds=_seeds,
)
