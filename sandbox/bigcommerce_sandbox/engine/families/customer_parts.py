"""Parts of customers in v3: addresses, attributes, answers to the fields of forms, and stored instruments.

No request of the API writes a stored instrument: a shopper does, or here a person in the store.

Source: BigCommerce docs, customers v3 reference; webhook events.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bigcommerce_sandbox.engine.answers import enveloped, shown
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.bodies import check_body, fields_of
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event
from bigcommerce_sandbox.engine.families.countries import NAMES
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.roles import array, named
from bigcommerce_sandbox.engine.rules import Rules, Worked
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused

ADDRESSES = "v3/customers/addresses"
ATTRIBUTES = "v3/customers/attributes"
VALUES = "v3/customers/attribute-values"
FORM_VALUES = "v3/customers/form-field-values"

_CUSTOMERS = "v3/customers"

_OF_A_TWIN = (
    *("customer_id", "first_name", "last_name", "company", "phone", "address_type", "address1", "address2", "city"),
    *("country_code", "state_or_province", "postal_code"),
)
"""The fields that two addresses do not have in common."""


def _seeds(_now: float) -> Iterable[Row]:
    names = {"id": 1, "customer_id": 11, "first_name": "Maya", "last_name": "Okafor", "address1": "18 Larch Lane"}
    return [names | {"city": "Portland", "state_or_province": "Oregon", "postal_code": "97205", "country_code": "US"}]


def _address(change: Change) -> Mapping[str, Any]:
    of_customer = {"customer_id": change.after["customer_id"]}
    return {"type": "customer", "id": change.after["id"], "address": of_customer}


ADDRESS_EVENTS = (Event("store/customer/address/{write}", _address),)


def country_name(_store: Store, address: Row) -> str:
    """Return the name of an address's country, empty for an unknown code."""
    return NAMES.get(address.get("country_code", ""), "")


@operation("POST /v3/customers/addresses", "PUT /v3/customers/addresses")
def _write_addresses(call: Call) -> Answer:
    """Write addresses. One that a customer has already changes nothing, and the answer leaves it out."""
    items = array(call)
    check_body(call.model, call.operation, items)
    written = [_write_address(call, item) for item in items]
    return enveloped(call, [*map(shown(call), filter(None, written))])


def _write_address(call: Call, item: Row) -> Row | None:
    before = named(call, item) if call.operation.method == "PUT" else None
    fields = {name: value for name, value in fields_of(call.operation, item).items() if name != "id"}
    address = (before or {"id": None}) | fields
    if any(_are_twins(call.store, address, other) for other in call.store.of(ADDRESSES, city=address["city"])):
        return None
    return call.store.update(ADDRESSES, before["id"], fields) if before else call.store.create(ADDRESSES, fields)


def _are_twins(store: Store, address: Row, other: Row) -> bool:
    first, second = ([store.value(ADDRESSES, row, name) for name in _OF_A_TWIN] for row in (address, other))
    return address["id"] != other["id"] and first == second


def form_fields(owner: str, *names: str) -> Worked:
    """Return a function that reads the form fields of a customer or an address.

    Args:
        owner: the field that holds the owner's id.
        names: the fields to show.
    """
    return lambda store, item: [
        {name: value[name] for name in names} for value in store.of(FORM_VALUES, **{owner: item["id"]})
    ]


def write_form_fields(owner: str) -> Callable[[Change], None]:
    """Return a function that writes the form fields that a change of a customer or an address brings.

    Args:
        owner: the field that holds the owner's id.
    """

    def write(change: Change) -> None:
        for item in change.given.get("form_fields") or () if change.write == "updated" else ():
            there = change.store.of(FORM_VALUES, **{owner: change.after["id"], "name": item["name"]})
            if there:
                change.store.update(FORM_VALUES, there[0]["id"], item)
            else:
                change.store.create(FORM_VALUES, item | {owner: change.after["id"]})

    return write


def _of_one_owner(draft: Draft) -> Mapping[str, None]:
    """Return no customer for the form field of an address, which names its customer."""
    return {"customer_id": None} if draft.value("address_id") else {}


def _value(draft: Draft) -> Mapping[str, Any]:
    """Return the value, whose name in requests is another one than in answers, and refuse another owner."""
    owners = ("customer_id", "attribute_id")
    if draft.before and any(draft.before[name] != draft.row[name] for name in owners):
        raise refused("v3", {"id": "Not the value of this attribute of this customer"})
    return {"attribute_value": draft.given.get("value", draft.value("attribute_value", ""))}


def _attribute_name(store: Store, value: Row) -> str:
    return store.get(ATTRIBUTES, value["attribute_id"])["name"]


def full_name(_store: Store, row: Row) -> str:
    """Return the first and the last name."""
    return f"{row['first_name']} {row['last_name']}"


def _of_customer(change: Change) -> Mapping[str, Any]:
    return {"type": "customer", "id": change.after["customer_id"]}


RULES: Mapping[str, Rules] = {
    ADDRESSES: Rules(
        table="addresses",
        links={_CUSTOMERS: "customer_id"},
        filters={"name": full_name},
        derived={"country": country_name, "form_fields": form_fields("address_id", "address_id", "name", "value")},
        reveals={"formfields": "form_fields"},
        brings={"form_fields": FORM_VALUES},
        needs={f"{method} /{ADDRESSES}": ("form_fields.name",) for method in ("POST", "PUT")},
        after=write_form_fields("address_id"),
        events=ADDRESS_EVENTS,
        seeds=_seeds,
    ),
    ATTRIBUTES: Rules(table="attributes"),
    VALUES: Rules(
        table="attribute_values",
        links={_CUSTOMERS: "customer_id", ATTRIBUTES: "attribute_id"},
        upsert_by=("customer_id", "attribute_id"),
        filters={"name": _attribute_name},
        computed=(_value,),
    ),
    FORM_VALUES: Rules(
        links={_CUSTOMERS: "customer_id", ADDRESSES: "address_id"},
        upsert_by=("customer_id", "address_id", "name"),
        filters={"field_name": lambda _store, value: value["name"]},
        computed=(_of_one_owner,),
    ),
    "v3/customers/stored-instruments": Rules(
        table="stored_instruments",
        events=(
            Event(
                "store/customer/payment/instrument/default/updated",
                _of_customer,
                ("created", "updated"),
                lambda change: change.after.get("is_default", False),
            ),
        ),
    ),
}
