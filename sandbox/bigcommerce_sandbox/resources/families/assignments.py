"""Which products are in which categories and channels, and in what order.

Source: BigCommerce docs, products v3 and categories v3 references. All of it is written down in the products: a
category is the same whether it came with the product or as an assignment, and the product is sent as updated. The
documents don't say in which channels a new product is; here it is in the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

_PLACES = 1_000_000


@dataclass(frozen=True, slots=True)
class _Places:
    """The categories of products, or their channels: `field` of a product holds the ids, which are `name` here."""

    field: str
    name: str

    def rows(self, items: Items) -> Iterable[Item]:
        """Each product in each place."""
        for product in items.of("products"):
            for place in product[self.field]:
                made = {"id": product["id"] * _PLACES + place, "product_id": product["id"], self.name: place}
                yield made | {"sort_order": product["sort_orders"].get(str(place), 0)}

    def put(self, items: Items, row: Item) -> Iterable[tuple[str, Any, Item]]:
        """Put a product into a place where it is not."""
        places = self._of(items, row)
        if row[self.name] not in places:
            yield "products", row["product_id"], {self.field: [*places, row[self.name]]}

    def take(self, items: Items, row: Item) -> Iterable[tuple[str, Any, Item]]:
        """Take a product out of a place."""
        left = [place for place in self._of(items, row) if place != row[self.name]]
        yield "products", row["product_id"], {self.field: left}

    def written(self, items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
        """Write into its product that it is in a place, or is there no more."""
        return (self.take if change.write == "deleted" else self.put)(items, change.after)

    def _of(self, items: Items, row: Item) -> list[int]:
        product = items.find("products", row["product_id"])
        return product[self.field] if product else []


_CATEGORIES, _CHANNELS = _Places("categories", "category_id"), _Places("channels", "channel_id")


def _assignments(places: _Places, kind: str) -> Resource:
    return Resource(
        name=f"{kind}_assignments",
        path=f"/v3/catalog/products/{kind}-assignments",
        refers={"product_id": "products", places.name: places.field},
        fields=schema(f"integer: id~!! product_id+ {places.name}+ sort_order~!!"),
        actions=("list", "replace_many", "delete_many"),
        filters=f"product_id:in {places.name}:in",
        deletes_by=f"product_id:in {places.name}:in",
        most=1000,
        answers={"replace_many": (204, "")},
        rows=places.rows,
        causes=places.written,
    )


CATEGORY_ASSIGNMENTS = _assignments(_CATEGORIES, "category")

CHANNEL_ASSIGNMENTS = _assignments(_CHANNELS, "channel")


def _sorted(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    row = change.after
    product = items.find("products", row["product_id"])
    if product is None or row["category_id"] not in product["categories"]:
        raise invalid({"product_id": "Not the id of a product in this category"})
    orders = product["sort_orders"] | {str(row["category_id"]): row["sort_order"]}
    yield "products", row["product_id"], {"sort_orders": orders}


SORT_ORDERS = Resource(
    name="sort_orders",
    path="/v3/catalog/categories/{category_id}/products/sort-order",
    refers={"category_id": "categories"},
    fields=schema("integer: id~!! category_id~!! product_id+ sort_order+"),
    actions=("list", "replace_many"),
    pages=("page",),
    most=1000,
    answers={"replace_many": (200, "items")},
    rows=_CATEGORIES.rows,
    causes=_sorted,
)


def _data(change: Change) -> Item:
    return {"product_id": change.after["id"]}


def _moved(change: Change, field: str, *, into: bool) -> list[int]:
    """Those of the ids in a field that are new, or that are gone."""
    before: list[int] = [] if change.write == "created" else change.before[field]
    now, then = (change.after[field], before) if into else (before, change.after[field])
    return [each for each in now if each not in then]


def _channels(change: Change, *, into: bool) -> list[Item]:
    return [{"channel_id": each} for each in _moved(change, "channels", into=into)]


def _channels_of_categories(change: Change, *, into: bool) -> list[Item]:
    moved = (change.items.find("categories", each) for each in _moved(change, "categories", into=into))
    trees = [change.items.find("trees", category["tree_id"]) for category in moved if category]
    return [{"channel_id": channel} for tree in trees if tree for channel in tree["channels"]]


_WRITES = ("created", "updated")

ASSIGNED = tuple(
    Fires(
        f"store/channel/{{channel_id}}/{what}/{past}",
        _data,
        _WRITES,
        per=lambda each, per=per, into=into: per(each, into=into),
    )
    for what, per in (("product", _channels), ("category/product", _channels_of_categories))
    for past, into in (("assigned", True), ("unassigned", False))
)
"""What is sent of a product that comes into a channel or a category, or leaves it."""
