"""What a customer looks like in v3, and the two that a new store has.

Source: BigCommerce docs, customers v3 reference. Dates are ISO 8601.
"""

from typing import Any, cast

from storehook_sandbox import v3_edits
from storehook_sandbox.errors import ApiError, invalid
from storehook_sandbox.json_values import as_object

type Customer = dict[str, Any]
"""A customer as v3 shows it. It is replaced when it changes, never written to."""

MOST_AT_ONCE = 10
"""Customers that one request may create or update (BigCommerce docs, customers v3 reference)."""

REQUIRED = ("email", "first_name", "last_name")

READ_ONLY = frozenset({"id", "registration_ip_address", "date_created", "date_modified", "origin_channel_id"})

_DERIVED = frozenset({"id", "date_created", "date_modified"})
"""Fields that even a new customer gets from the store."""


def new_customer(customer_id: int, now: float, first_name: str = "", last_name: str = "") -> Customer:
    """A customer with every field that v3 shows, who signed up at `now` (unix seconds)."""
    made, name = v3_edits.as_iso(now), f"{first_name}.{last_name}".lower().strip(".")
    return {
        "id": customer_id,
        "email": f"{name or f'customer{customer_id}'}@example.com",
        "first_name": first_name,
        "last_name": last_name,
        "company": "",
        "phone": "",
        "notes": "",
        "registration_ip_address": "",
        "tax_exempt_category": "",
        "customer_group_id": 0,
        "accepts_product_review_abandoned_cart_emails": False,
        "origin_channel_id": 1,
        "channel_ids": [1],
        "date_created": made,
        "date_modified": made,
    }


def seed_customers(now: float) -> list[Customer]:
    """The customers of a new store, who placed its seed orders; they signed up in the week before `now`."""
    return [
        new_customer(11, now - 604_800, "Maya", "Okafor"),
        new_customer(12, now - 90_000, "Jonas", "Weber"),
    ]


def created(customer_id: int, given: object, now: float) -> Customer:
    """A new customer with the given fields; the others have their defaults.

    Raises:
        ApiError: 422, if a field is missing, unknown, set by the store, or has the wrong type.
    """
    fields = as_object(given) or {}
    missing = [name for name in REQUIRED if name not in fields]
    if missing:
        raise invalid(dict.fromkeys(missing, "error.path.missing."))
    return v3_edits.changed(new_customer(customer_id, now), fields, now, _DERIVED)


def changed(customer: Customer, fields: object, now: float) -> Customer:
    """The customer after a change.

    Raises:
        ApiError: 422, if there is no field, or one is unknown, read-only, or has the wrong type.
    """
    return v3_edits.changed(customer, fields, now, READ_ONLY)


def read_array(given: object) -> list[object]:
    """The customers that a request brings.

    Raises:
        ApiError: 422, if it brings no array; 413, if that is too long.
    """
    if not isinstance(given, list) or not given:
        raise invalid({"data": "Must be an array of customers"})
    array = cast("list[object]", given)
    if len(array) > MOST_AT_ONCE:
        raise ApiError(413, f"A request may bring {MOST_AT_ONCE} customers.")
    return array
