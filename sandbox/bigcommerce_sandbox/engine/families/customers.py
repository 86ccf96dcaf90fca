"""Customers in v3. No path names one of them: a list with `id:in` reads one.

Source: BigCommerce docs, customers v3 reference; webhook events.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, typed
from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.engine.families.customer_parts import (
    ADDRESSES,
    FORM_VALUES,
    VALUES,
    form_fields,
    full_name,
    write_form_fields,
)
from bigcommerce_sandbox.engine.families.segments import profile_id, segment_ids
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules
from bigcommerce_sandbox.errors import ApiError, refused

CUSTOMERS = "v3/customers"


def new_customer(customer_id: int, now: float, first_name: str = "", last_name: str = "") -> Row:
    """Return a customer who signed up at a moment in unix seconds."""
    name = f"{first_name}.{last_name}".lower().strip(".") or f"customer{customer_id}"
    names = {"first_name": first_name, "last_name": last_name, "email": f"{name}@example.com"}
    dates = {"date_created": as_iso(now), "date_modified": as_iso(now)}
    return {"id": customer_id, "login": names["email"]} | names | dates


def _seeds(now: float) -> Iterable[Row]:
    return [new_customer(11, now - 604_800, "Maya", "Okafor"), new_customer(12, now - 90_000, "Jonas", "Weber")]


def with_login(error: ApiError) -> Callable[[Draft], Mapping[str, str]]:
    """Return a function that refuses the email of another customer with an error. Case does not matter."""

    def login(draft: Draft) -> Mapping[str, str]:
        email = str(draft.value("email", "")).lower()
        others = draft.store.of(CUSTOMERS, login=email) if email else []
        if any(other["id"] != draft.row["id"] for other in others):
            raise error
        return {"login": email}

    return login


def _channel_ids(change: Change, row: Row) -> Any:
    return change.store.value(CUSTOMERS, row, "channel_ids")


EVENTS = (
    Event("store/customer/{write}", typed("customer")),
    Event(
        "store/customer/channel/login/access/updated",
        lambda change: {"customer_id": change.after["id"], "channel_ids": _channel_ids(change, change.after)},
        ("updated",),
        lambda change: _channel_ids(change, change.before) != _channel_ids(change, change.after),
    ),
)

REFERS = {"customer_group_id": Reference("v2/customer_groups", on_delete="unset")}


def has_password(customer: Row, password: str) -> bool:
    """Return true if a customer logs in with a password."""
    return bool(password) and customer.get("authentication", {}).get("new_password") == password


@operation("POST /v3/customers/validate-credentials")
def _validate(call: Call) -> Answer:
    channel, password = call.body.get("channel_id", 0), call.body["password"]
    for customer in call.store.of(CUSTOMERS, login=call.body["email"].lower()):
        is_there = channel in (0, *call.store.value(CUSTOMERS, customer, "channel_ids"))
        if is_there and has_password(customer, password):
            return Answer(200, {"customer_id": customer["id"], "is_valid": True})
    return Answer(200, {"customer_id": None, "is_valid": False})


RULES: Mapping[str, Rules] = {
    CUSTOMERS: Rules(
        table="customers",
        refers=REFERS,
        filters={"name": full_name},
        # A DELETE without it does nothing.
        optional=("id:in",),
        defaults={"channel_ids": [1], "origin_channel_id": 1, "store_credit_amounts": [{"amount": 0}]},
        computed=(with_login(refused("v3", {"email": "Another customer has the same"})),),
        derived={
            "address_count": lambda store, row: len(store.of(ADDRESSES, customer_id=row["id"])),
            "attribute_count": lambda store, row: len(store.of(VALUES, customer_id=row["id"])),
            "form_fields": form_fields("customer_id", "customer_id", "name", "value"),
        },
        includes={"attributes": VALUES, "shopper_profile_id": profile_id, "segment_ids": segment_ids},
        reveals={"storecredit": "store_credit_amounts", "formfields": "form_fields"},
        brings={"addresses": ADDRESSES, "attributes": VALUES, "form_fields": FORM_VALUES},
        after=write_form_fields("customer_id"),
        events=EVENTS,
        seeds=_seeds,
    ),
    "v3/customers/validate-credentials": Rules(),
}
