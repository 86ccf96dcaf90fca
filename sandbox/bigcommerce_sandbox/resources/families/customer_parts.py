"""What belongs to customers. Source: BigCommerce docs, customers v3 reference."""

from collections.abc import Iterable
from typing import Any

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Fires, Items, typed
from bigcommerce_sandbox.resources.families.countries import COUNTRIES
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema

_MANY = ("list", "create_many", "update_many", "delete_many")

_DATES = "date_created date_modified date_created:min date_created:max date_modified:min date_modified:max"

FORM = schema("text: name+ value")
"""What a shop asks for besides."""

ADDRESS = schema(
    """
    integer: id!! customer_id+^
    text: first_name+ last_name+ company address1+ address2 city+ state_or_province+ postal_code+ country!!
    text: country_code+ phone
    residential|commercial: address_type
    list: form_fields~
    """,
    form_fields=FORM,
)


def form_fields(items: Items, answer: Item, _url: str) -> Item:
    """An address with what the shop asks for besides."""
    address = items.find("addresses", answer["id"]) or {}
    return answer | {"form_fields": address["form_fields"]}


def _named(address: Item) -> Item:
    return address | {"country": COUNTRIES.get(address["country_code"], address["country"])}


ADDRESSES = Resource(
    name="addresses",
    path="/v3/customers/addresses",
    refers={"customer_id": "customers"},
    fields=ADDRESS,
    actions=_MANY,
    filters="id:in customer_id:in company:in name:in=first_name+last_name:in",
    extras={"formfields": form_fields},
    changes=_named,
    events=(
        Fires(
            "store/customer/address/{write}",
            typed("customer", address=lambda address: {"customer_id": address["customer_id"]}),
        ),
    ),
    seeds=lambda now: [
        blank(ADDRESS, now)
        | {"id": 1, "customer_id": 11, "first_name": "Maya", "last_name": "Okafor", "address1": "18 Larch Lane"}
        | {"city": "Portland", "state_or_province": "Oregon", "postal_code": "97205"}
        | {"country": "United States", "country_code": "US"}
    ],
)


def _renamed(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    for value in items.of("attribute_values", attribute_id=change.after["id"]):
        yield "attribute_values", value["id"], {"name": change.after["name"]}


ATTRIBUTES = Resource(
    name="attributes",
    path="/v3/customers/attributes",
    fields=schema(
        """
        integer: id!!
        text: name+
        string|number|date: type+^
        iso: date_created!! date_modified!!
        """
    ),
    actions=_MANY,
    filters=f"name name:like type {_DATES}",
    causes=_renamed,
)


def _by_owner(items: Items, given: Item) -> Item:
    """Without the `id` of a value, which its customer and its attribute name already."""
    there = items.of("attribute_values", **{name: given.get(name) for name in ("customer_id", "attribute_id")})
    if "id" in given and given["id"] not in [each["id"] for each in there]:
        raise invalid({"id": "Not the value of this attribute of this customer"})
    return {name: value for name, value in given.items() if name != "id"}


def _with_name(items: Items, value: Item, _given: Item) -> Item:
    attribute = items.find("attributes", value["attribute_id"]) or {}
    return value | {"name": attribute["name"]}


ATTRIBUTE_VALUES = Resource(
    name="attribute_values",
    path="/v3/customers/attribute-values",
    refers={"customer_id": "customers", "attribute_id": "attributes"},
    fields=schema(
        """
        integer: id!! customer_id+^ attribute_id+^
        text: attribute_value value~ name~!
        iso: date_created!! date_modified!!
        """
    ),
    actions=("list", "upsert_many", "delete_many"),
    filters=f"customer_id:in attribute_id:in name {_DATES}",
    unique=("customer_id+attribute_id",),
    reads=_by_owner,
    completes=_with_name,
    # A request writes `value`, or, within a new customer, `attribute_value`; an answer has the latter only.
    changes=lambda each: each | {"attribute_value": each["value"] or each["attribute_value"]},
)
