"""What customers wish for. Source: BigCommerce docs, wishlists v3 reference.

A change brings the items that it changes, by their ids; others are added and taken away on their own.
"""

from uuid import NAMESPACE_URL, uuid5

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Child, Resource
from bigcommerce_sandbox.resources.schema import Item, schema
from bigcommerce_sandbox.resources.views import shown
from bigcommerce_sandbox.resources.writes import Writes

_PLACE = "/v3/wishlists/{wishlist_id}/items"

_ITEM = schema("integer: id!! wishlist_id~!! product_id+ variant_id")


def _checked(items: Items, wished: Item, _given: Item) -> Item:
    product, variant = items.find("products", wished["product_id"]), items.find("variants", wished["variant_id"])
    other = wished["variant_id"] and (variant is None or variant["product_id"] != wished["product_id"])
    if product is None or other:
        raise invalid({"items": "Each needs the 'product_id' of a product in this store, and a variant of that"})
    return wished


WISHLIST_ITEMS = Resource(
    name="wishlist_items",
    path=_PLACE,
    refers={"wishlist_id": "wishlists"},
    fields=_ITEM,
    actions=(),
    completes=_checked,
    revises=_checked,
)


def _filled(items: Items, wishlist: Item) -> Item:
    wished = items.of(WISHLIST_ITEMS.name, wishlist_id=wishlist["id"])
    return wishlist | {"items": [{name: each[name] for name in ("id", "product_id", "variant_id")} for each in wished]}


def _with_token(_items: Items, wishlist: Item, _given: Item) -> Item:
    return wishlist | {"token": str(uuid5(NAMESPACE_URL, f"wishlists/{wishlist['id']}"))}


WISHLISTS = Resource(
    name="wishlists",
    path="/v3/wishlists",
    refers={"customer_id": "customers"},
    fields=schema(
        """
        integer: id!! customer_id+
        text: name
        boolean: is_public
        text: token!!
        list: items!!
        """
    ),
    actions=("list", "read", "create", "update", "delete"),
    filters="customer_id",
    children={"items": Child(WISHLIST_ITEMS, "amended")},
    created=201,
    changed=201,
    completes=_with_token,
    shows=_filled,
)


def _answer(writes: Writes, asked: Asked) -> Item:
    wishlist = writes.items.get(WISHLISTS.name, asked.path["wishlist_id"])
    return shown(WISHLISTS, writes.items, asked.url)(wishlist)


def _add(writes: Writes, asked: Asked) -> Item:
    writes.items.get(WISHLISTS.name, asked.path["wishlist_id"])
    for wished in asked.given["items"]:
        writes.create(WISHLIST_ITEMS, wished, {"wishlist_id": asked.path["wishlist_id"]})
    return _answer(writes, asked)


def _take(writes: Writes, asked: Asked) -> Item:
    there = writes.items.of(WISHLIST_ITEMS.name, wishlist_id=asked.path["wishlist_id"])
    found = [each["id"] for each in there if each["id"] == asked.path["item_id"]]
    writes.delete(WISHLIST_ITEMS, found[0] if found else None)
    return _answer(writes, asked)


WISHLIST_OPERATIONS = (
    Operation(
        method="POST",
        path=_PLACE,
        does=_add,
        takes=schema("list: items+", items=schema("integer: product_id+ variant_id")),
        status=201,
    ),
    Operation(method="DELETE", path=f"{_PLACE}/{{item_id}}", does=_take),
)
