"""The customers and their addresses as v2 has them: the same ones under other names, with other dates.

Source: BigCommerce docs, customers v2 reference.
"""

from collections.abc import Mapping

from bigcommerce_sandbox.engine.dates import as_iso, as_rfc, parse_date
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.resources.families import customer_parts, customers
from bigcommerce_sandbox.resources.families.countries import CODES
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema

_DATES = ("date_created", "date_modified")


def _kept(item: Item) -> Item:
    """With the dates of v3, in which a store keeps them."""
    return item | {name: as_iso(parse_date(item[name]).timestamp()) for name in _DATES}


def _new(items: Items, customer: Item, given: Item) -> Item:
    return _revised(items, blank(customers.FIELDS, 0) | customer, given)


def _revised(items: Items, customer: Item, given: Item) -> Item:
    if "email" in given and customers.has_namesake(items, customer):
        raise ApiError(409, "Another of the customers has the same email.")
    said = given.get("_authentication", {})
    password = said.get("password", "")
    if said.get("password_confirmation", password) != password:
        raise ApiError(400, "The field '_authentication' is invalid: The password is not the one that confirms it.")
    known = {"new_password": password} if password else {}
    resets = given.get("reset_pass_on_login", said.get("force_reset"))
    known |= {} if resets is None else {"force_password_reset": resets}
    return customer | {"authentication": customer["authentication"] | known, "_authentication": {}}


def _shown(_items: Items, customer: Item) -> Item:
    dates = {name: as_rfc(parse_date(customer[name]).timestamp()) for name in _DATES}
    resets = customer["authentication"]["force_password_reset"]
    own = {"_authentication": {"force_reset": resets}, "reset_pass_on_login": resets, "accepts_marketing": False}
    return customer | dates | own


CUSTOMERS_V2 = Resource(
    name="customers_v2",
    shares="customers",
    path="/v2/customers",
    fields=schema(
        """
        integer: id!!
        rfc: date_created!! date_modified!!
        object: _authentication
        text: company first_name+ last_name+ email+ phone registration_ip_address notes tax_exempt_category
        money: store_credit
        integer: customer_group_id
        boolean: accepts_marketing!! reset_pass_on_login
        list: form_fields!!
        """,
        _authentication=schema("boolean: force_reset\ntext: password password_confirmation"),
    ),
    actions=("list", "count", "read", "create", "update", "delete", "delete_all"),
    filters="first_name last_name company email phone store_credit customer_group_id min_id max_id min_date_created "
    "max_date_created min_date_modified max_date_modified tax_exempt_category",
    links={"addresses": "addresses"},
    events=customers.CUSTOMERS.events,
    completes=_new,
    revises=_revised,
    changes=_kept,
    shows=_shown,
)

_NAMES: Mapping[str, str] = {
    "street_1": "address1",
    "street_2": "address2",
    "state": "state_or_province",
    "zip": "postal_code",
    "country_iso2": "country_code",
}
"""By the names of v2, those of v3, under which a store keeps an address."""


def _renamed(_items: Items, address: Item, given: Item) -> Item:
    named = {_NAMES[name]: given[name] for name in given if name in _NAMES}
    if "country" in given and given["country"] not in CODES:
        raise ApiError(400, f"The field 'country' is invalid: The stand-in store knows no {given['country']}.")
    code = {"country_code": CODES[given["country"]]} if "country" in given else {}
    return blank(customer_parts.ADDRESS, 0) | address | named | code


ADDRESSES_V2 = Resource(
    name="addresses_v2",
    shares="addresses",
    path="/v2/customers/{customer_id}/addresses",
    refers={"customer_id": "customers"},
    fields=schema(
        """
        integer: id!! customer_id!!
        text: country_iso2!! first_name+ last_name+ company street_1+ street_2 city+ state+ zip+ country+ phone+
        residential|commercial: address_type
        """
    ),
    actions=("list", "count", "read", "create", "update", "delete", "delete_all"),
    events=customer_parts.ADDRESSES.events,
    completes=_renamed,
    revises=_renamed,
    shows=lambda _items, address: address | {old: address[new] for old, new in _NAMES.items()},
)
