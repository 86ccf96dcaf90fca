"""Parts of a channel: its currencies, its menus and its listings.

Source: BigCommerce docs, channels v3 reference; webhook events, channels.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bigcommerce_sandbox.engine.answers import enveloped, item_of
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.bodies import fields_of
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Draft, Event, data
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import not_found, refused

_ASSIGNMENTS = "v3/channels/currency-assignments"

_MENUS = "v3/channels/channel-menus"

_NO_MENUS: Row = {"custom_app_sections": [], "bigcommerce_protected_app_sections": []}


def _seeds(_now: float) -> Iterable[Row]:
    return [{"id": 1, "channel_id": 1, "enabled_currencies": ["USD"], "default_currency": "USD"}]


_CURRENCIES = ("enabled_currencies", "default_currency")


def _check_currencies(draft: Draft) -> Mapping[str, Any]:
    """Refuse a currency that the store does not have, and a default that is not enabled."""
    enabled = {*draft.row["enabled_currencies"]}
    if draft.row["default_currency"] not in enabled:
        raise refused("v3", {"default_currency": "Must be one of the enabled currencies"})
    if enabled - {currency["currency_code"] for currency in draft.store.of("v2/currencies")}:
        raise refused("v3", {"enabled_currencies": "The store has not all of these currencies"})
    return {}


@operation("POST /v3/channels/{channel_id}/currency-assignments", "PUT /v3/channels/{channel_id}/currency-assignments")
def _assign(call: Call) -> Answer:
    given = fields_of(call.operation, call.body) | call.links
    there = call.store.of(_ASSIGNMENTS, **call.links)
    row = call.store.replace(_ASSIGNMENTS, there[0], given) if there else call.store.create(_ASSIGNMENTS, given)
    return item_of(call, row)


@operation("DELETE /v3/channels/{channel_id}/currency-assignments")
def _unassign(call: Call) -> Answer:
    there = call.store.of(_ASSIGNMENTS, **call.links)
    if not there:
        raise not_found()
    call.store.delete(_ASSIGNMENTS, there[0]["id"])
    return enveloped(call, call.arguments["channel_id"])


@operation("GET /v3/channels/{channel_id}/channel-menus")
def _show_menus(call: Call) -> Answer:
    return item_of(call, _menus(call))


@operation("POST /v3/channels/{channel_id}/channel-menus")
def _set_menus(call: Call) -> Answer:
    given = _NO_MENUS | fields_of(call.operation, call.body)
    return item_of(call, call.store.replace(_MENUS, _menus(call), given))


@operation("DELETE /v3/channels/{channel_id}/channel-menus")
def _drop_menus(call: Call) -> Answer:
    call.store.replace(_MENUS, _menus(call), _NO_MENUS)
    return enveloped(call, call.arguments["channel_id"])


def _menus(call: Call) -> Row:
    channel_id = call.arguments["channel_id"]
    return call.store.find(_MENUS, channel_id) or {"id": channel_id, **call.links, **_NO_MENUS}


def _keep_product(draft: Draft) -> Mapping[str, Any]:
    return {"product_id": draft.before["product_id"]} if draft.before else {}


def _variants(_store: Store, listing: Row) -> list[Row]:
    own = {name: listing[name] for name in ("channel_id", "date_created", "date_modified")}
    return [variant | own for variant in listing["variants"]]


RULES: Mapping[str, Rules] = {
    _ASSIGNMENTS: Rules(
        roles={f"{method} /{_ASSIGNMENTS}": "upsert" for method in ("POST", "PUT")},
        upsert_by=("channel_id",),
        needs={f"{method} /{_ASSIGNMENTS}": ("channel_id", *_CURRENCIES) for method in ("POST", "PUT")},
        computed=(_check_currencies,),
        events=(Event("store/channel/{channel_id}/settings/currency/updated", data()),),
        seeds=_seeds,
        everywhere=True,
    ),
    _MENUS: Rules(),
    "v3/channels/listings": Rules(
        refers={"product_id": Reference("v3/catalog/products", on_delete="delete")},
        filters={"after": "listing_id:greater"},
        computed=(_keep_product,),
        derived={"variants": _variants},
    ),
}
