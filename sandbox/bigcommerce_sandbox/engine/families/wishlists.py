"""Wishlists of customers. BigCommerce sends no events of them.

A change brings the items that it changes, by their ids. Other operations add and delete items.

Source: BigCommerce docs, wishlists v3 reference.
"""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bigcommerce_sandbox.engine.answers import enveloped
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused

_WISHLISTS = "v3/wishlists"
_ITEMS = "v3/wishlists/items"


def _with_token(draft: Draft) -> Mapping[str, str]:
    return {} if draft.before else {"token": str(uuid5(NAMESPACE_URL, f"wishlists/{draft.row['id']}"))}


def _write_items(change: Change) -> None:
    if change.write != "deleted":
        for item in change.given.get("items", ()):
            _write_item(change.store, change.after["id"], item)


def _write_item(store: Store, wishlist_id: int, item: Row) -> None:
    own = {name: value for name, value in item.items() if name != "id"}
    if "id" not in item:
        store.create(_ITEMS, {"variant_id": 0} | own | {"wishlist_id": wishlist_id})
    elif (store.find(_ITEMS, item["id"]) or {}).get("wishlist_id") != wishlist_id:
        raise refused("v3", {"items": f"{item['id']} is not the id of an item of this wishlist"})
    else:
        store.update(_ITEMS, item["id"], own)


def _check_product(draft: Draft) -> Mapping[str, Any]:
    """Refuse a product or a variant that the store does not have."""
    product = draft.store.find("v3/catalog/products", draft.value("product_id"))
    variant_id = draft.row["variant_id"]
    variant = draft.store.find("v3/catalog/products/variants", variant_id) if variant_id else None
    if product is None or (variant_id and (variant is None or variant["product_id"] != product["id"])):
        raise refused("v3", {"items": "Each needs the 'product_id' of a product in this store, and a variant of that"})
    return {}


def _items(store: Store, wishlist: Row) -> list[Row]:
    rows = store.of(_ITEMS, wishlist_id=wishlist["id"])
    return [{name: row[name] for name in ("id", "product_id", "variant_id")} for row in rows]


def _wishlist(call: Call) -> Answer:
    row = call.store.get(_WISHLISTS, call.arguments["wishlist_id"])
    return enveloped(call, call.views.item(call.kinds[_WISHLISTS]).show(row | {"items": _items(call.store, row)}))


@operation("POST /v3/wishlists/{wishlist_id}/items")
def _add(call: Call) -> Answer:
    for item in call.body.get("items", ()):
        _write_item(call.store, call.arguments["wishlist_id"], item)
    return _wishlist(call)


@operation("DELETE /v3/wishlists/{wishlist_id}/items/{item_id}")
def _remove(call: Call) -> Answer:
    call.store.delete(_ITEMS, call.item()["id"])
    return _wishlist(call)


RULES: Mapping[str, Rules] = {
    _WISHLISTS: Rules(
        links={"v3/customers": "customer_id"},
        computed=(_with_token,),
        derived={"items": _items},
        after=_write_items,
    ),
    _ITEMS: Rules(computed=(_check_product,)),
}
