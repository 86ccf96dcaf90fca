"""Redirects of a site. Those of v2 are the same ones, of the store's first site if they are made there.

Source: BigCommerce docs, redirects v3 and store content v2 references; webhook events.
"""

from collections.abc import Mapping

from bigcommerce_sandbox.engine.changes import Draft, Event, data
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules, Search
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused

_KINDS = {"product": "v3/catalog/products", "brand": "v3/catalog/brands", "category": "v3/catalog/categories"}


def _to_url(store: Store, redirect: Row) -> str:
    to, site = redirect.get("to", {}), store.find("v3/sites", redirect["site_id"])
    target = store.find(_KINDS[to["type"]], to.get("entity_id")) if to.get("type") in _KINDS else None
    path = target["custom_url"]["url"] if target else to.get("url", "")
    return (site["url"] if site and path.startswith("/") else "") + path


def _as_v3(draft: Draft) -> Row:
    """Return the fields of v2 as v3 has them. A manual redirect refers to an address, another one to an id."""
    forward: Row = draft.given.get("forward", {})
    ref = forward.get("ref", "")
    is_manual = forward.get("type") == "manual"
    if forward and not is_manual and not str(ref).isdigit():
        raise refused("v2", {"forward.ref": "Must be an id, or an address if the type is manual"})
    to = {"type": "url", "url": ref} if is_manual else {"type": forward.get("type"), "entity_id": int(ref or 0)}
    site_id = next((site["id"] for site in draft.store.of("v3/sites")), None)
    path = {"from_path": draft.given["path"]} if "path" in draft.given else {}
    return {"site_id": draft.row.get("site_id", site_id)} | path | ({"to": to} if forward else {})


def _forward(_store: Store, redirect: Row) -> Row:
    to: Row = redirect.get("to", {})
    is_manual = to.get("type") == "url"
    return {"type": "manual" if is_manual else to.get("type"), "ref": to.get("url" if is_manual else "entity_id")}


_EVENTS = (Event("store/redirects/updated", data(id="id", site_id="site_id", from_path="from_path", to="to")),)

RULES: Mapping[str, Rules] = {
    "v3/storefront/redirects": Rules(
        refers={"site_id": Reference("v3/sites")},
        upsert_by=("site_id", "from_path"),
        includes={"to_url": _to_url},
        filters={"keyword": Search(("from_path",))},
        events=_EVENTS,
    ),
    "v2/redirects": Rules(
        table="v3/storefront/redirects",
        computed=(_as_v3,),
        derived={"path": lambda _store, redirect: redirect["from_path"], "forward": _forward, "url": _to_url},
        events=_EVENTS,
    ),
}
