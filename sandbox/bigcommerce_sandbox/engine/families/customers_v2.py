"""Customers, their addresses and their groups in v2: those of v3 under other names, with other dates.

Source: BigCommerce docs, customers v2 reference.
"""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft
from bigcommerce_sandbox.engine.dates import as_iso, as_rfc, parse_date
from bigcommerce_sandbox.engine.families import customers
from bigcommerce_sandbox.engine.families.countries import CODES
from bigcommerce_sandbox.engine.families.customer_parts import ADDRESS_EVENTS, country_name, form_fields
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules, Worked
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, refused

_CUSTOMERS = "v2/customers"

_GROUPS = "v2/customer_groups"

_NAMES: Mapping[str, str] = {
    "street_1": "address1",
    "street_2": "address2",
    "state": "state_or_province",
    "zip": "postal_code",
    "country_iso2": "country_code",
}
"""The fields of an address that a table holds under their names of v3, by those of v2."""


def _as_v3(draft: Draft) -> Mapping[str, Any]:
    """Return the dates, the credit and the password of a customer as v3 has them."""
    dates = {name: _iso(name, draft.row[name]) for name in ("date_created", "date_modified")}
    credit = _credit(draft.given["store_credit"]) if "store_credit" in draft.given else {}
    known: Row = (draft.before or {}).get("authentication", {})
    return dates | credit | {"authentication": known | _authentication(draft.given), "_authentication": {}}


def _iso(name: str, text: Any) -> str:
    try:
        return as_iso(parse_date(str(text)).timestamp())
    except (ValueError, OverflowError) as error:
        raise refused("v2", {name: "Not a date"}) from error


def _credit(amount: Any) -> Row:
    try:
        return {"store_credit_amounts": [{"amount": float(amount or 0)}]}
    except ValueError as error:
        raise refused("v2", {"store_credit": "Not an amount of money"}) from error


def _authentication(given: Mapping[str, Any]) -> Row:
    """Return what a body says of the password.

    Raises:
        ApiError: 400 if the password is not the one that confirms it.
    """
    own: Row = given.get("_authentication") or {}
    password = own.get("password", "")
    if own.get("password_confirmation", password) != password:
        raise refused("v2", {"_authentication": "The password is not the one that confirms it"})
    resets = given.get("reset_pass_on_login", own.get("force_reset"))
    known = {"new_password": password, "force_password_reset": resets}
    return {name: value for name, value in known.items() if value not in ("", None)}


def _date(name: str) -> Worked:
    return lambda _store, customer: as_rfc(parse_date(customer[name]).timestamp())


def _resets(_store: Store, customer: Row) -> bool:
    return customer.get("authentication", {}).get("force_password_reset", False)


def _store_credit(_store: Store, customer: Row) -> str:
    return f"{sum(amount['amount'] for amount in customer.get('store_credit_amounts', ())):.4f}"


def _address(draft: Draft) -> Mapping[str, Any]:
    """Return the fields of an address under their names of v3."""
    country = draft.given.get("country")
    if country is not None and country not in CODES:
        raise refused("v2", {"country": f"{country!r} is not the name of a country"})
    code = {"country_code": CODES[country]} if country else {}
    return {_NAMES[name]: value for name, value in draft.given.items() if name in _NAMES} | code


def _named(name: str) -> Worked:
    return lambda _store, address: address.get(name, "")


@operation("POST /v2/customers/{customer_id}/validate")
def _validate(call: Call) -> Answer:
    customer = call.store.get(_CUSTOMERS, call.arguments["customer_id"])
    return Answer(200, {"success": customers.has_password(customer, call.body.get("password", ""))})


def _set_alone(change: Change) -> None:
    """Let no other group be the one of new customers, or of guests."""
    for name in ("is_default", "is_group_for_guests"):
        is_set = change.write != "deleted" and change.after.get(name)
        for other in change.store.of(_GROUPS, **{name: True}) if is_set else ():
            if other["id"] != change.after["id"]:
                change.store.update(_GROUPS, other["id"], {name: False})


RULES: Mapping[str, Rules] = {
    _CUSTOMERS: Rules(
        table="customers",
        refers=customers.REFERS,
        computed=(customers.with_login(ApiError(409, "Another of the customers has the same email.")), _as_v3),
        derived={
            "date_created": _date("date_created"),
            "date_modified": _date("date_modified"),
            "_authentication": lambda store, customer: {"force_reset": _resets(store, customer)},
            "reset_pass_on_login": _resets,
            "store_credit": _store_credit,
            "form_fields": form_fields("customer_id", "name", "value"),
        },
        events=customers.EVENTS,
    ),
    f"{_CUSTOMERS}/addresses": Rules(
        table="addresses",
        fixed=("customer_id",),
        computed=(_address,),
        derived={"country": country_name} | {name: _named(stored) for name, stored in _NAMES.items()},
        events=ADDRESS_EVENTS,
    ),
    f"{_CUSTOMERS}/validate": Rules(),
    _GROUPS: Rules(table="customer_groups", defaults={"discount_rules": []}, after=_set_alone),
}
