"""Categories and the trees that they are in. Each channel has its own tree.

A category is the same at its older path and in its tree: only its address has two names.

Source: BigCommerce docs, categories and category trees v3 references; webhook events, categories.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bigcommerce_facts import load_prose
from bigcommerce_facts.check import MISSING
from bigcommerce_sandbox.engine.answers import enveloped, shown
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.bodies import check_body, fields_of
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, data, typed
from bigcommerce_sandbox.engine.families.custom_urls import url_from_name
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.query import filter_names
from bigcommerce_sandbox.engine.roles import array, named, selected, tried
from bigcommerce_sandbox.engine.rules import Limit, Reference, Rules, Search, Unique
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, refused

_CATEGORIES = "v3/catalog/categories"
_IN_TREES = "v3/catalog/trees/categories"
_TREES = "v3/catalog/trees"
_PRODUCTS = "v3/catalog/products"

_DEEPEST = load_prose().depth[0].levels


def _named(draft: Draft) -> Mapping[str, Any]:
    category_id = draft.row["id"]
    return {"category_id": category_id, "category_uuid": str(uuid5(NAMESPACE_URL, f"category:{category_id}"))}


def _placed(draft: Draft) -> Mapping[str, Any]:
    """Put a category below its parent, in the tree of that."""
    store, parent_id = draft.store, draft.value("parent_id", 0)
    if not parent_id:
        return {"parent_id": 0}
    above = [*_ancestors(store, parent_id)]
    if not above:
        raise refused("v3", {"parent_id": "Not an id among the categories"})
    if draft.row["id"] in [category["id"] for category in above]:
        raise refused("v3", {"parent_id": "A category cannot be below itself"})
    if len(above) + _height(store, draft.row["id"]) > _DEEPEST:
        raise refused("v3", {"parent_id": f"A tree has no more than {_DEEPEST} levels"})
    return {"tree_id": above[0]["tree_id"]}


def _ancestors(store: Store, category_id: Any) -> Iterable[Row]:
    category = store.find(_CATEGORIES, category_id)
    while category:
        yield category
        category = store.find(_CATEGORIES, category["parent_id"])


def _height(store: Store, category_id: int) -> int:
    """Return the number of levels from a category down."""
    below = store.of(_CATEGORIES, parent_id=category_id)
    return 1 + max((_height(store, category["id"]) for category in below), default=0)


def _in_default_tree(draft: Draft) -> Mapping[str, Any]:
    return {"tree_id": draft.value("tree_id", 1)}


def _in_a_tree(draft: Draft) -> Mapping[str, Any]:
    if "tree_id" not in draft.row:
        raise refused("v3", {"tree_id": "A category needs a tree or a parent"})
    return {}


def _addressed(draft: Draft) -> Mapping[str, Any]:
    url: Row = draft.given.get("url") or {}
    return url_from_name(replace(draft, given={**draft.given, "custom_url": {"url": url.get("path")}}))


def _path(_store: Store, category: Row) -> Row:
    address = category["custom_url"]
    return {"path": address["url"], "is_customized": address["is_customized"]}


def _check_products(change: Change) -> None:
    """Refuse the deletion of a category that has products."""
    if change.write == "deleted":
        products = change.store.of(_PRODUCTS)
        if any(change.after["id"] in product.get("categories", ()) for product in products):
            raise refused("v3", {"id": "There are products in the category"})


def _of_channels(change: Change) -> list[Row]:
    tree = change.store.find(_TREES, change.after["tree_id"])
    return [{"channel_id": channel_id} for channel_id in tree["channels"]] if tree else []


def _channels_of_tree(change: Change) -> list[Row]:
    return [{"channel_id": channel_id} for channel_id in change.after["channels"]]


def _check_tree(draft: Draft) -> Mapping[str, Any]:
    missing = set[str]() if draft.before else {"name", "channels"} - draft.given.keys()
    if missing:
        raise refused("v3", dict.fromkeys(missing, MISSING))
    if len(draft.row["channels"]) != 1 or (draft.before and "channels" in draft.given):
        raise refused("v3", {"channels": "A new tree has one channel, and keeps it"})
    return {}


def _with_counts(call: Call, done: list[Any], failed: list[tuple[Any, ApiError]]) -> Answer:
    """Return what became of each category of a request: 207 if some were refused, 422 if all were."""
    counts = {"total": len(done) + len(failed), "success": len(done), "failed": len(failed)}
    if not failed:
        shows = call.operation.answer and "data" in call.operation.answer.properties
        return Answer(call.operation.status, ({"data": done} if shows else {}) | {"meta": counts})
    errors = [error.body("v3") for _, error in failed]
    return Answer(207 if done else 422, {"data": done, "errors": errors, "meta": counts})


@operation("POST /v3/catalog/trees/categories", "PUT /v3/catalog/trees/categories")
def _write_many(call: Call) -> Answer:
    items, show = array(call), shown(call)
    check_body(call.model, call.operation, items)
    return _with_counts(call, *tried(call, items, lambda item: show(_written(call, item))))


def _written(call: Call, item: Row) -> Row:
    fields = fields_of(call.operation, item)
    if call.operation.method == "POST":
        return call.store.create(_IN_TREES, fields)
    return call.store.update(_IN_TREES, named(call, item)["id"], fields)


@operation("DELETE /v3/catalog/trees/categories")
def _delete_many(call: Call) -> Answer:
    if not call.query:
        names = sorted(filter_names(call.operation))
        raise ApiError(422, f"The request must have one of '{"', '".join(names)}'.")
    deleted = [call.store.delete(_IN_TREES, row["id"]) for row in selected(call)]
    return _with_counts(call, deleted, [])


@operation("GET /v3/catalog/trees/{tree_id}/categories")
def _tree(call: Call) -> Answer:
    depth = call.query.get("depth", str(_DEEPEST))
    if not depth.isdecimal():
        raise refused("v3", {"depth": "Must be a number"})
    categories = call.store.of(_CATEGORIES, tree_id=call.arguments["tree_id"])
    return enveloped(call, [*_nodes(categories, 0, [], int(depth))])


def _nodes(categories: list[Row], parent_id: int, path: list[int], levels: int) -> Iterable[Row]:
    for category in categories if levels > 0 else ():
        if category["parent_id"] == parent_id:
            own = [*path, category["id"]]
            yield {name: category[name] for name in ("id", "parent_id", "name")} | {
                "is_visible": category.get("is_visible", True),
                "depth": len(path),
                "path": own,
                "url": category["custom_url"]["url"],
                "children": [*_nodes(categories, category["id"], own, levels - 1)],
            }


@operation("DELETE /v3/catalog/categories/{category_id}/image")
def _delete_image(call: Call) -> Answer:
    call.store.update(_CATEGORIES, call.arguments["category_id"], {"image_url": ""})
    return Answer(204)


def _seeds(_now: float) -> Iterable[Row]:
    for category_id, name in ((18, "Kitchen"), (19, "Table")):
        uuid = str(uuid5(NAMESPACE_URL, f"category:{category_id}"))
        address = {"url": f"/{name.lower()}/", "is_customized": False}
        known = {"id": category_id, "category_id": category_id, "category_uuid": uuid, "parent_id": 0, "tree_id": 1}
        yield known | {"name": name, "custom_url": address}


_MOST = next(rule.count for rule in load_prose().limits if rule.kind == _IN_TREES)

_SHARED: dict[str, Any] = {
    "table": "categories",
    "limits": (Limit(_MOST),),
    "first_id": 18,
    "unique": (Unique(("tree_id", "parent_id", "name")),),
    "filters": {"keyword": Search(("name", "description"))},
    "defaults": {"is_visible": True, "default_product_sort": "use_store_settings"},
    "after": _check_products,
    "events": (
        Event("store/category/{write}", typed("category")),
        Event(
            "store/channel/{channel_id}/category/{write}",
            data(category_id="category_id", tree_id="tree_id"),
            per=_of_channels,
        ),
    ),
}

RULES: Mapping[str, Rules] = {
    _CATEGORIES: Rules(
        **_SHARED,
        links={_TREES: "tree_id"},
        computed=(_named, _in_default_tree, _placed, url_from_name),
        seeds=_seeds,
    ),
    _IN_TREES: Rules(
        **_SHARED,
        key="category_id",
        # It shows a tree of other fields.
        roles={"GET /v3/catalog/trees/{tree_id}/categories": "show"},
        refers={"tree_id": Reference(_TREES)},
        derived={"url": _path},
        computed=(_named, _placed, _in_a_tree, _addressed),
    ),
    _TREES: Rules(
        table="trees",
        refers={"channels": Reference("v3/channels")},
        filters={"channel_id": "channels"},
        computed=(_check_tree,),
        events=(Event("store/channel/{channel_id}/categoryTree/updated", data(tree_id="id"), per=_channels_of_tree),),
        seeds=lambda _now: [{"id": 1, "name": "Default catalog tree", "channels": [1]}],
        everywhere=True,
    ),
    "v3/catalog/categories/image": Rules(),
}
