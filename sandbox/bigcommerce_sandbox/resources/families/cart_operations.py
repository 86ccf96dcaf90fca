"""What is done to carts. Source: BigCommerce docs, carts v3 and abandoned carts v3 references."""

from urllib.parse import urlencode

from bigcommerce_sandbox.errors import ApiError, invalid, not_found
from bigcommerce_sandbox.resources.families.cart_lines import LINES, lines_of
from bigcommerce_sandbox.resources.families.carts import CARTS, urls
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import MISSING, Item, Schema, schema
from bigcommerce_sandbox.resources.views import shown
from bigcommerce_sandbox.resources.writes import Writes


def cart_of(writes: Writes, asked: Asked) -> Item:
    """The cart that a path names.

    Raises:
        ApiError: 404, if there is none; 409, if the request names another version of it.
    """
    cart = writes.items.get(CARTS.name, asked.path["cart_id"])
    if any(each.get("version", cart["version"]) != cart["version"] for each in asked.all_given):
        raise ApiError(409, "The cart has another version than the request names.")
    return cart


def _answer(writes: Writes, asked: Asked) -> Item:
    return shown(CARTS, writes.items, asked.url, asked.query)(writes.items.get(CARTS.name, asked.path["cart_id"]))


def _touch(writes: Writes, cart: Item) -> None:
    """Tell that a cart was updated, and count its version: it is not abandoned."""
    writes.update(CARTS, cart["id"], {"is_abandoned": False}, "person")


def _give_customer(writes: Writes, asked: Asked) -> Item:
    cart, customer_id = cart_of(writes, asked), asked.given["customer_id"]
    customer = writes.items.find("customers", customer_id)
    if customer_id and customer is None:
        raise invalid({"customer_id": "Not an id among the customers"})
    email = customer["email"] if customer else ""
    writes.update(CARTS, cart["id"], {"customer_id": customer_id, "email": email}, "person")
    return _answer(writes, asked)


def _add_lines(writes: Writes, asked: Asked) -> Item:
    cart = cart_of(writes, asked)
    brought = [(LINES[name], line) for name, lines in asked.given.items() if name in LINES for line in lines]
    if not brought:
        raise invalid({"line_items": MISSING})
    for kind, line in brought:
        writes.create(kind, line, {"cart_id": cart["id"]})
    _touch(writes, cart)
    return _answer(writes, asked)


def _line(writes: Writes, asked: Asked) -> tuple[Resource, Item]:
    lines = lines_of(writes.items, asked.path["cart_id"])
    found = next((each for each in lines if each[1]["id"] == asked.path["line_id"]), None)
    if found is None:
        raise ApiError(404, "The cart has no such line.")
    return found


def _change_line(writes: Writes, asked: Asked) -> Item:
    cart, (kind, line) = cart_of(writes, asked), _line(writes, asked)
    given = asked.given["line_item"]
    same = [name for name in ("product_id", "variant_id") if given.get(name, line.get(name)) != line.get(name)]
    if same or kind is not LINES["line_items"]:
        raise invalid({"line_item": "The product, the variant, and what is no product of the store, cannot be changed"})
    writes.update(kind, line["id"], given, "person")
    _touch(writes, cart)
    return _answer(writes, asked)


def _take_line(writes: Writes, asked: Asked) -> Item | None:
    cart, (kind, line) = cart_of(writes, asked), _line(writes, asked)
    writes.delete(kind, line["id"])
    _touch(writes, cart)
    if any(lines_of(writes.items, cart["id"])):
        return _answer(writes, asked)
    writes.delete(CARTS, cart["id"])
    return None


_LINES = {
    name: {field: each for field, each in kind.fields.items() if each.takes("create")} for name, kind in LINES.items()
}


def _abandoned(writes: Writes, asked: Asked) -> Item:
    """The cart that the link in a letter about it leads to; the token of that is the cart's id here."""
    cart = writes.items.find(CARTS.name, asked.path["token"])
    if cart is None or not cart["is_abandoned"]:
        raise not_found()
    return {"cart_id": cart["id"]}


def _redirect(writes: Writes, asked: Asked) -> Item:
    cart = writes.items.get(CARTS.name, asked.path["cart_id"])
    more = urlencode(asked.given.get("query_params", {}))
    return {name: f"{url}&{more}" if more else url for name, url in urls(cart, asked.url).items()}


_ITEM = "/v3/carts/{cart_id}/items/{line_id}"


def with_version(table: str = "", **parts: Schema) -> Schema:
    """What a request brings, and the version that it was made for: it is refused where the cart has another by now."""
    return schema(f"{table}\ninteger: version", **parts)


CART_OPERATIONS = (
    Operation(
        method="PUT",
        path="/v3/carts/{cart_id}",
        does=_give_customer,
        takes=with_version("integer: customer_id+"),
        query="include",
        status=201,
    ),
    Operation(
        method="POST",
        path="/v3/carts/{cart_id}/items",
        does=_add_lines,
        takes=with_version("list: line_items custom_items gift_certificates", **_LINES),
        query="include",
        status=201,
    ),
    Operation(
        method="PUT",
        path=_ITEM,
        does=_change_line,
        takes=with_version("object: line_item+", line_item=_LINES["line_items"]),
        query="include",
    ),
    Operation(method="DELETE", path=_ITEM, does=_take_line, takes=with_version(), query="include"),
    Operation(
        method="POST",
        path="/v3/carts/{cart_id}/redirect_urls",
        does=_redirect,
        takes=schema("object: query_params"),
        status=201,
    ),
    Operation(method="GET", path="/v3/abandoned-carts/{token}", does=_abandoned),
)
