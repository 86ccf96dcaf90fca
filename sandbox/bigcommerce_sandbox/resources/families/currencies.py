"""The currencies of a store. Source: BigCommerce docs, currencies v2 reference. Nothing is sent of them.

One is the default: another takes its place when it is made that.
"""

from collections.abc import Iterable
from typing import Any

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.events import Change, Items
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema
from bigcommerce_sandbox.resources.writes import Writes

_FIELDS = schema(
    """
    integer: id!!
    boolean: is_default auto_update enabled=true is_transactional use_default_name!!
    text: country_iso2 currency_code+^ currency_exchange_rate+ token+ decimal_token+ thousands_token+ name+
    left|right: token_location+
    [text]: default_for_country_codes!!
    integer: decimal_places+
    rfc: last_updated!!
    """
)


def _first(now: float) -> list[Item]:
    known = {"id": 1, "is_default": True, "is_transactional": True, "currency_code": "USD", "name": "US Dollar"}
    looks = {"token": "$", "decimal_token": ".", "thousands_token": ",", "decimal_places": 2, "country_iso2": "US"}
    return [blank(_FIELDS, now) | known | looks | {"currency_exchange_rate": "1.0000000000"}]


def _replaced(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    """The default that another has taken the place of."""
    currency = change.after
    if currency["is_default"]:
        for other in items.of("currencies", is_default=True):
            if other["id"] != currency["id"]:
                yield "currencies", other["id"], {"is_default": False}


def _kept(items: Items, currency: Item, _given: Item) -> Item:
    """Nobody takes the default away, but by another."""
    others = [each for each in items.of("currencies", is_default=True) if each["id"] != currency["id"]]
    if not currency["is_default"] and not others:
        raise ApiError(400, "The field 'is_default' is invalid: Make another currency the default.")
    return currency


CURRENCIES = Resource(
    name="currencies",
    path="/v2/currencies",
    fields=_FIELDS,
    actions=("list", "read", "create", "update"),
    unique=("currency_code",),
    seeds=_first,
    causes=_replaced,
    revises=_kept,
)


def _delete(writes: Writes, asked: Asked) -> None:
    currency = writes.items.get(CURRENCIES.name, asked.path["currency_id"])
    if currency["is_default"]:
        raise ApiError(400, "The default currency cannot be deleted.")
    writes.delete(CURRENCIES, currency["id"])


def _delete_all(writes: Writes, _asked: Asked) -> None:
    for currency in writes.items.of(CURRENCIES.name, is_default=False):
        writes.delete(CURRENCIES, currency["id"])


CURRENCY_OPERATIONS = (
    Operation(method="DELETE", path=CURRENCIES.path, does=_delete_all),
    Operation(method="DELETE", path="/v2/currencies/{currency_id}", does=_delete),
    Operation(method="GET", path="/v2/time", does=lambda writes, _asked: {"time": int(writes.now)}),
)
