"""Sites: where a channel is on the web, and how its pages are found.

Certificates are not served: nothing here could check them.

Source: BigCommerce docs, sites v3 and channels v3 references; webhook events, channels.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bigcommerce_sandbox.engine.answers import enveloped, item_of
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, data
from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules, Unique
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import not_found, refused

_SITES = "v3/sites"

_OF_CHANNEL = "v3/channels/site"

_CHECKOUT = f"{_OF_CHANNEL}/checkout-url"

_SETTINGS = "store/channel/{channel_id}/settings"


def _seeds(now: float) -> Iterable[Row]:
    dates = {"created_at": as_iso(now), "updated_at": as_iso(now)}
    return [{"id": 1000, "channel_id": 1, "url": "https://store.example.com"} | dates]


def _check_url(draft: Draft) -> Mapping[str, Any]:
    if not draft.value("url"):
        raise refused("v3", {"url": "A site needs one"})
    return {}


def _is_customized(_store: Store, site: Row) -> bool:
    return site.get("checkout_url") is not None


def _types(store: Store, site: Row) -> list[str]:
    return ["primary", "canonical", *(["checkout"] if _is_customized(store, site) else [])]


def _urls(store: Store, site: Row) -> list[Row]:
    dates = {name: site[name] for name in ("created_at", "updated_at")}
    urls = {"checkout": site.get("checkout_url")}
    return [{"url": urls.get(kind, site["url"]), "type": kind} | dates for kind in _types(store, site)]


_SITE_ID = data(site_id="id")


def _has_checkout(change: Change) -> bool:
    return change.differs("checkout_url") and change.after["checkout_url"] is not None


def _lost_checkout(change: Change) -> bool:
    return change.differs("checkout_url") and change.after["checkout_url"] is None


def _is_of_site(change: Change) -> bool:
    return not change.differs("checkout_url")


@operation("DELETE /v3/channels/{channel_id}/site")
def _delete(call: Call) -> Answer:
    call.store.delete(_SITES, _site(call)["id"])
    return enveloped(call, {})


@operation("PUT /v3/channels/{channel_id}/site/checkout-url")
def _set_checkout(call: Call) -> Answer:
    if not call.body.get("url"):
        raise refused("v3", {"url": "Must be the address of the checkout"})
    return item_of(call, call.store.update(_SITES, _site(call)["id"], {"checkout_url": call.body["url"]}))


@operation("DELETE /v3/channels/{channel_id}/site/checkout-url")
def _drop_checkout(call: Call) -> Answer:
    call.store.update(_SITES, _site(call)["id"], {"checkout_url": None})
    return enveloped(call, {})


def _site(call: Call) -> Row:
    found = call.store.of(_SITES, **call.links)
    if not found:
        raise not_found()
    return found[0]


def _channel_of_route(change: Change) -> Iterable[Mapping[str, Any]]:
    return [{"channel_id": change.store.get(_SITES, change.after["site_id"])["channel_id"]}]


def _check_route(draft: Draft) -> Mapping[str, Any]:
    missing = {"type", "matching", "route"} - draft.row.keys()
    if missing:
        raise refused("v3", dict.fromkeys(sorted(missing), "A route needs it"))
    return {}


_SITE = Rules(
    table="sites",
    unique=(Unique(("channel_id",)),),
    refers={"channel_id": Reference("v3/channels")},
    filters={"url_type:in": _types},
    needs={"POST /v3/sites": ("channel_id",)},
    defaults={"ssl_status": "shared"},
    computed=(_check_url,),
    derived={"urls": _urls, "is_checkout_url_customized": _is_customized},
    events=(
        Event(f"{_SETTINGS}/site/updated", _SITE_ID, when=_is_of_site),
        Event(f"{_SETTINGS}/site/checkoutUrl/updated", _SITE_ID, ("updated",), _has_checkout),
        Event(f"{_SETTINGS}/site/checkoutUrl/deleted", _SITE_ID, ("updated",), _lost_checkout),
    ),
    seeds=_seeds,
    everywhere=True,
)

RULES: Mapping[str, Rules] = {
    _SITES: _SITE,
    _OF_CHANNEL: replace(_SITE, filters={}),
    _CHECKOUT: replace(_SITE, filters={}, like=_OF_CHANNEL),
    "v3/sites/routes": Rules(
        roles={"PUT /v3/sites/{site_id}/routes": "upsert"},
        computed=(_check_route,),
        events=(
            Event(
                f"{_SETTINGS}/route/updated",
                data(site_id="site_id"),
                ("updated",),
                per=_channel_of_route,
            ),
        ),
    ),
}
