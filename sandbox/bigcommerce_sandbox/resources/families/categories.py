"""Categories and the trees that they are in. Source: BigCommerce docs, categories and category trees v3 references.

A category is the same at its older path and in its tree: only its address has two names. Each channel has its own tree.
"""

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Fires, Items, typed
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema
from bigcommerce_sandbox.resources.writes import Writes

_SORTS = "featured|newest|best_selling|alpha_asc|alpha_desc|avg_customer_review|price_asc|price_desc"

_SHARED = f"""
    text: name+ description
    integer: views sort_order
    text: page_title search_keywords meta_description layout_file image_url
    list: meta_keywords
    boolean: is_visible=true
    use_store_settings|{_SORTS}: default_product_sort
"""

_PARTS = {
    "custom_url": schema("text: url\nboolean: is_customized"),
    "url": schema("text: path\nboolean: is_customized"),
}

FIELDS = schema(
    f"""
    integer: id!! category_id~!! tree_id~!!=1 parent_id+
    text: category_uuid~!!
    {_SHARED}
    object: custom_url url~!!
    """,
    **_PARTS,
)

_IN_TREE = schema(
    f"""
    integer: id~!! category_id!! tree_id parent_id
    text: category_uuid!!
    {_SHARED}
    object: custom_url~!! url
    """,
    **_PARTS,
)


def _named(category: Item) -> Item:
    uuid = str(uuid5(NAMESPACE_URL, f"category:{category['id']}"))
    return category | {"category_id": category["id"], "category_uuid": uuid}


def _seeds(now: float) -> list[Item]:
    found = ((18, "Kitchen"), (19, "Table"))
    return [_named(blank(FIELDS, now) | {"id": category_id, "name": name}) for category_id, name in found]


def _placed(items: Items, category: Item, _given: Item) -> Item:
    parent = items.find("categories", category["parent_id"])
    if category["parent_id"] and parent is None:
        raise invalid({"parent_id": "Not an id among the categories"})
    return _named(category) | ({"tree_id": parent["tree_id"]} if parent else {})


def _in_its_tree(items: Items, given: Item) -> Item:
    """A category may name its tree or its parent."""
    parent = next((each for each in items.of("categories") if each["id"] == given.get("parent_id")), None)
    return ({"tree_id": parent["tree_id"]} if parent else {}) | given


def _with_path(category: Item) -> Item:
    url = category["custom_url"]
    return category | {"url": {"path": url["url"], "is_customized": url["is_customized"]}}


def _with_custom_url(category: Item) -> Item:
    url = category["url"]
    return category | {"custom_url": {"url": url["path"], "is_customized": url["is_customized"]}}


def _channels(change: Change) -> list[Item]:
    tree = change.items.find("trees", change.after["tree_id"])
    return [{"channel_id": each} for each in tree["channels"]] if tree else []


def _told(change: Change) -> Item:
    return {name: change.after[name] for name in ("category_id", "tree_id")}


def _left(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    """The products that were in a deleted category."""
    category_id = change.after["id"]
    for product in items.of("products") if change.write == "deleted" else ():
        if category_id in product["categories"]:
            left = [each for each in product["categories"] if each != category_id]
            yield "products", product["id"], {"categories": left}


_FILTERS = (
    "id id:in id:not_in id:min id:max id:greater id:less name name:like parent_id parent_id:in parent_id:min "
    "parent_id:max parent_id:greater parent_id:less page_title page_title:like is_visible "
    "keyword=name+description:like"
)

CATEGORIES = Resource(
    name="categories",
    path="/v3/catalog/categories",
    refers={"tree_id": "trees"},
    fields=FIELDS,
    actions=("list", "read", "create", "update", "delete", "delete_many"),
    filters=_FILTERS,
    deletes_by=_FILTERS,
    sorts="name id parent_id sort_order",
    order=("sort",),
    picks=True,
    first_id=18,
    unique=("tree_id+parent_id+name",),
    events=(
        Fires("store/category/{write}", typed("category")),
        Fires("store/channel/{channel_id}/category/{write}", _told, per=_channels),
    ),
    seeds=_seeds,
    completes=_placed,
    changes=_with_path,
    causes=_left,
)


def _told_of_tree(change: Change) -> Item:
    return {"tree_id": change.after["id"]}


TREES = Resource(
    name="trees",
    path="/v3/catalog/trees",
    refers={"channels": "channels"},
    fields=schema(
        """
        integer: id!!
        text: name+
        [integer]: channels+^
        """
    ),
    actions=("list", "upsert_many", "delete_many"),
    pages=(),
    filters="id:in channel_id:in=channels:in",
    most=50,
    unique=("id",),
    answers={"upsert_many": (200, "data counts")},
    events=(
        Fires(
            "store/channel/{channel_id}/categoryTree/updated",
            _told_of_tree,
            per=lambda change: [{"channel_id": each} for each in change.after["channels"]],
        ),
    ),
    seeds=lambda _now: [{"id": 1, "name": "Default catalog tree", "channels": [1]}],
)

TREE_CATEGORIES = Resource(
    name="tree_categories",
    shares="categories",
    path="/v3/catalog/trees/categories",
    key="category_id",
    refers={"tree_id": "trees"},
    fields=_IN_TREE,
    actions=("list", "create_many", "update_many", "delete_many"),
    filters="category_uuid:in category_uuid:not_in category_id:in=id:in category_id:not_in=id:not_in tree_id:in "
    "tree_id:not_in parent_id:in parent_id:not_in page_title page_title:like name name:like is_visible "
    "keyword=name+description:like",
    deletes_by="category_uuid:in category_id:in=id:in tree_id:in parent_id:in",
    picks=True,
    most=50,
    unique=CATEGORIES.unique,
    answers={
        "create_many": (201, "data counts"),
        "update_many": (200, "counts"),
        "delete_many": (202, "counts"),
        "partly": (207, "data errors counts"),
    },
    events=CATEGORIES.events,
    reads=_in_its_tree,
    completes=_placed,
    changes=_with_custom_url,
    causes=_left,
)


def _nodes(categories: list[Item], parent_id: int, path: list[int], levels: int) -> Iterable[Item]:
    for category in categories if levels > 0 else ():
        if category["parent_id"] == parent_id:
            own = [*path, category["id"]]
            yield {name: category[name] for name in ("id", "parent_id", "name", "is_visible")} | {
                "depth": len(path),
                "path": own,
                "url": category["url"]["path"],
                "children": [*_nodes(categories, category["id"], own, levels - 1)],
            }


def _tree(writes: Writes, asked: Asked) -> list[Item]:
    tree = writes.items.get("trees", asked.path["tree_id"])
    depth = asked.query.get("depth", str(_DEEPEST))
    if not depth.isdecimal():
        raise invalid({"depth": "Must be a number"})
    return [*_nodes(writes.items.of("categories", tree_id=tree["id"]), 0, [], int(depth))]


_DEEPEST = 8
"""How many levels a tree may have."""

CATEGORY_OPERATIONS = (
    Operation(method="GET", path="/v3/catalog/trees/{tree_id}/categories", query="depth", does=_tree),
)
