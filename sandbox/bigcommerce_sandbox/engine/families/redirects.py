"""Redirects of a site. Source: BigCommerce docs, redirects v3 reference; webhook events."""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.changes import Change, Event
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules, Search
from bigcommerce_sandbox.engine.store import Store


def _data(change: Change) -> Mapping[str, Any]:
    return {name: change.after.get(name) for name in ("id", "site_id", "from_path", "to")}


_KINDS = {"product": "v3/catalog/products", "brand": "v3/catalog/brands", "category": "v3/catalog/categories"}


def _to_url(store: Store, redirect: Row) -> str:
    to, site = redirect.get("to", {}), store.find("v3/sites", redirect["site_id"])
    target = store.find(_KINDS[to["type"]], to.get("entity_id")) if to.get("type") in _KINDS else None
    path = target["custom_url"]["url"] if target else to.get("url", "")
    return (site["url"] if site and path.startswith("/") else "") + path


RULES: Mapping[str, Rules] = {
    "v3/storefront/redirects": Rules(
        refers={"site_id": Reference("v3/sites")},
        upsert_by=("site_id", "from_path"),
        includes={"to_url": _to_url},
        filters={"keyword": Search(("from_path",))},
        events=(Event("store/redirects/updated", _data),),
    ),
}
