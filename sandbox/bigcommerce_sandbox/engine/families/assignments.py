"""Products in categories and in channels, and their order in a category.

All of it is written down in the products: a category is the same if it came with the product or as an assignment, and
an event tells of the product as updated. The documents don't say in which channels a new product is; here it is in
the first.

Source: BigCommerce docs, products v3 and categories v3 references; webhook events, channels.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from bigcommerce_sandbox.engine.answers import page_of
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.bodies import check_body
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Event, data
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.query import Filters
from bigcommerce_sandbox.engine.roles import array
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, refused

_PRODUCTS = "v3/catalog/products"
_SORT_ORDERS = "v3/catalog/categories/products/sort-order"

CHANNELS = [1]
"""The channels of a product that nobody assigned."""

_PLACES = {
    f"{_PRODUCTS}/category-assignments": ("categories", "category_id", "v3/catalog/categories"),
    f"{_PRODUCTS}/channel-assignments": ("channels", "channel_id", "v3/channels"),
}
"""By kind: the field of a product that holds the ids, their name in an assignment, and their kind."""


def _ids(product: Row, field: str) -> list[int]:
    return product.get(field, CHANNELS if field == "channels" else [])


def _selected(call: Call) -> list[Row]:
    """Return the assignments that pass the filters of the query."""
    field, name, _ = _PLACES[call.model.name]
    filters = Filters(call.store, call.model, call.operation, call.request.choices.includes_moment)
    tests = filters.tests(call.query)
    products = sorted(call.store.of(_PRODUCTS), key=lambda product: product["id"])
    rows = ({"product_id": product["id"], name: place} for product in products for place in _ids(product, field))
    return [row for row in rows if all(passes(row) for passes in tests)]


def _list(call: Call) -> Answer:
    return page_of(call, _selected(call))


def _assign(call: Call) -> Answer:
    field, name, kind = _PLACES[call.model.name]
    check_body(call.model, call.operation, array(call))
    for item in call.body:
        product = call.store.find(_PRODUCTS, item["product_id"])
        if product is None or call.store.find(kind, item[name]) is None:
            raise refused("v3", {"product_id" if product is None else name: "Not an id in this store"})
        if item[name] not in _ids(product, field):
            call.store.update(_PRODUCTS, product["id"], {field: [*_ids(product, field), item[name]]})
    return Answer(204)


def _unassign(call: Call) -> Answer:
    field, name, _ = _PLACES[call.model.name]
    if not call.query:
        raise ApiError(422, f"The request must have one of 'product_id:in', '{name}:in'.")
    for row in _selected(call):
        left = [place for place in _ids(call.store.get(_PRODUCTS, row["product_id"]), field) if place != row[name]]
        call.store.update(_PRODUCTS, row["product_id"], {field: left})
    return Answer(204)


for _kind in _PLACES:
    operation(f"GET /{_kind}")(_list)
    operation(f"PUT /{_kind}")(_assign)
    operation(f"DELETE /{_kind}")(_unassign)


@operation("GET /v3/catalog/categories/{category_id}/products/sort-order")
def _order(call: Call) -> Answer:
    category_id = call.arguments["category_id"]
    products = [product for product in call.store.of(_PRODUCTS) if category_id in _ids(product, "categories")]
    return page_of(call, [_sorted(product, category_id) for product in products])


def _sorted(product: Row, category_id: int) -> Row:
    return {"product_id": product["id"], "sort_order": product.get("sort_orders", {}).get(str(category_id), 0)}


@operation("PUT /v3/catalog/categories/{category_id}/products/sort-order")
def _set_order(call: Call) -> Answer:
    check_body(call.model, call.operation, array(call))
    category_id = call.arguments["category_id"]
    for item in call.body:
        product = call.store.find(_PRODUCTS, item["product_id"])
        if product is None or category_id not in _ids(product, "categories"):
            raise refused("v3", {"product_id": "Not the id of a product in this category"})
        orders = product.get("sort_orders", {}) | {str(category_id): item["sort_order"]}
        call.store.update(_PRODUCTS, product["id"], {"sort_orders": orders})
    return Answer(200, call.body)


def _moved(change: Change, field: str, *, into: bool) -> list[int]:
    """Return the ids in a field that are new, or that are gone."""
    before = [] if change.write == "created" else _ids(change.before, field)
    now, then = (_ids(change.after, field), before) if into else (before, _ids(change.after, field))
    return [place for place in now if place not in then]


def _of_channels(change: Change, *, into: bool) -> Iterable[Row]:
    return [{"channel_id": channel_id} for channel_id in _moved(change, "channels", into=into)]


def _of_categories(change: Change, *, into: bool) -> Iterable[Row]:
    store = change.store
    return [
        {"channel_id": channel_id}
        for category_id in _moved(change, "categories", into=into)
        for channel_id in _channels_of(store, category_id)
    ]


def _channels_of(store: Store, category_id: int) -> list[int]:
    category = store.find("v3/catalog/categories", category_id)
    tree = store.find("v3/catalog/trees", category["tree_id"]) if category else None
    return tree["channels"] if tree else []


def _events(what: str, per: Callable[..., Iterable[Row]]) -> tuple[Event, Event]:
    scope = f"store/channel/{{channel_id}}/{what}"
    product_id = data(product_id="id")
    return (
        Event(f"{scope}/assigned", product_id, ("created", "updated"), per=partial(per, into=True)),
        Event(f"{scope}/unassigned", product_id, ("created", "updated"), per=partial(per, into=False)),
    )


EVENTS = (*_events("product", _of_channels), *_events("category/product", _of_categories))
"""The events of a product that comes into a channel or a category, or leaves it."""

RULES: Mapping[str, Rules] = {
    **{kind: Rules(needs={f"PUT /{kind}": ("product_id", name)}) for kind, (_, name, _) in _PLACES.items()},
    _SORT_ORDERS: Rules(),
}
