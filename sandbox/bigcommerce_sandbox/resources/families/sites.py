"""Where a channel is on the web, and how its pages are found.

Source: BigCommerce docs, sites v3 and channels v3 references; webhook events, channels. The certificates of sites are
not told: nothing here holds or checks them.
"""

from dataclasses import replace

from bigcommerce_sandbox.errors import not_found
from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema
from bigcommerce_sandbox.resources.views import shown
from bigcommerce_sandbox.resources.writes import Writes

SITE = 1000

_TYPES = "product|brand|category|page|blog|home|cart|checkout|search|account|login|returns|static"

_FIELDS = schema(
    """
    integer: id!! channel_id+^
    text: url+ checkout_url~!?
    iso: created_at!! updated_at!!
    dedicated|shared: ssl_status!!
    list: urls!! url_types~!!
    boolean: is_checkout_url_customized!!
    """
)


def _typed(site: Item) -> Item:
    is_customized = site["checkout_url"] is not None
    types = ["primary", "canonical", *(["checkout"] if is_customized else [])]
    return site | {"url_types": types, "is_checkout_url_customized": is_customized}


def _with_urls(_items: Items, site: Item) -> Item:
    dates = {name: site[name] for name in ("created_at", "updated_at")}
    urls = {"checkout": site["checkout_url"]}
    return site | {"urls": [{"url": urls.get(kind, site["url"]), "type": kind} | dates for kind in site["url_types"]]}


def _told(change: Change) -> Item:
    return {"site_id": change.after["id"]}


def _has_new_checkout(change: Change) -> bool:
    return change.after["checkout_url"] not in (None, change.before["checkout_url"])


def _lost_checkout(change: Change) -> bool:
    return change.after["checkout_url"] is None is not change.before["checkout_url"]


def _is_site(change: Change) -> bool:
    return change.after["checkout_url"] == change.before["checkout_url"]


_SETTINGS = "store/channel/{channel_id}/settings/site"

SITES = Resource(
    name="sites",
    path="/v3/sites",
    fields=_FIELDS,
    actions=("list", "read", "create", "update", "delete"),
    filters="channel_id:in url_type:in=url_types:in",
    created=201,
    first_id=SITE,
    unique=("channel_id",),
    refers={"channel_id": "channels"},
    events=(
        Fires(f"{_SETTINGS}/updated", _told, when=_is_site),
        Fires(f"{_SETTINGS}/checkoutUrl/updated", _told, ("updated",), _has_new_checkout),
        Fires(f"{_SETTINGS}/checkoutUrl/deleted", _told, ("updated",), _lost_checkout),
    ),
    seeds=lambda now: [_typed(blank(_FIELDS, now) | {"id": SITE, "channel_id": 1, "url": "https://store.example.com"})],
    changes=_typed,
    shows=_with_urls,
)

CHANNEL_SITES = replace(
    SITES,
    name="channel_sites",
    shares=SITES.name,
    path="/v3/channels/{channel_id}/site",
    refers={"channel_id": "channels"},
    actions=("show", "create", "put"),
    filters="",
    created=200,
    always=False,
)

ROUTES = Resource(
    name="routes",
    path="/v3/sites/{site_id}/routes",
    refers={"site_id": "sites"},
    fields=schema(
        f"""
        integer: id!! site_id~!! channel_id~!!
        {_TYPES}: type+
        text: matching+ route+
        """
    ),
    actions=("list", "read", "create", "update", "delete"),
    filters="type",
    created=201,
    changed=201,
    events=(
        Fires(
            "store/channel/{channel_id}/settings/route/updated",
            lambda change: {"site_id": change.after["site_id"]},
            ("updated",),
        ),
    ),
    completes=lambda items, route, _given: _on_channel(items, route),
)


def _on_channel(items: Items, route: Item) -> Item:
    site = items.find(SITES.name, route["site_id"]) or {}
    return route | {"channel_id": site["channel_id"]}


def _set_routes(writes: Writes, asked: Asked) -> list[Item]:
    """Change the routes that an id names, and add the others."""
    site = writes.items.get(SITES.name, asked.path["site_id"])
    return [*map(shown(ROUTES, writes.items, asked.url), [_set_route(writes, site, each) for each in asked.given])]


def _set_route(writes: Writes, site: Item, given: Item) -> Item:
    own = {name: value for name, value in given.items() if name != "id"}
    if "id" not in given:
        return writes.create(ROUTES, own, {"site_id": site["id"]})
    if writes.items.get(ROUTES.name, given["id"])["site_id"] != site["id"]:
        raise not_found()
    return writes.update(ROUTES, given["id"], own)


def _site(writes: Writes, asked: Asked) -> Item:
    found = writes.items.of(SITES.name, channel_id=asked.path["channel_id"])
    if not found:
        raise not_found()
    return found[0]


def _delete(writes: Writes, asked: Asked) -> Item:
    writes.delete(SITES, _site(writes, asked)["id"])
    return {}


def _set_checkout(writes: Writes, asked: Asked) -> Item:
    site = writes.update(SITES, _site(writes, asked)["id"], {"checkout_url": asked.given["url"]}, "person")
    return shown(SITES, writes.items, asked.url)(site)


def _drop_checkout(writes: Writes, asked: Asked) -> Item:
    writes.update(SITES, _site(writes, asked)["id"], {"checkout_url": None}, "person")
    return {}


_CHECKOUT = f"{CHANNEL_SITES.path}/checkout-url"

SITE_OPERATIONS = (
    Operation(
        method="PUT",
        path=ROUTES.path,
        does=_set_routes,
        takes=schema(f"integer: id\n{_TYPES}: type+\ntext: matching+ route+"),
        many=True,
    ),
    Operation(method="DELETE", path=CHANNEL_SITES.path, does=_delete),
    Operation(method="PUT", path=_CHECKOUT, does=_set_checkout, takes=schema("text: url+"), bare=True),
    Operation(method="DELETE", path=_CHECKOUT, does=_drop_checkout),
)
