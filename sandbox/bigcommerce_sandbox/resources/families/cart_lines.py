"""What lies in a cart. Source: BigCommerce docs, carts v3 reference; webhook events, cart line items.

Gift wrapping is not taken: a store here has no way to wrap.
"""

from collections.abc import Iterable
from typing import Any

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.families.variants import VARIANTS
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

_OWNER = "text: id!! cart_id~!!\n integer: channel_id~!!"

_PERSON = schema("text: name+ email+")


def _told(change: Change) -> Item:
    return {"type": "cart_line_item", "id": change.after["id"], "cartId": change.after["cart_id"]}


def _told_channel(change: Change) -> Item:
    return {"cart_id": change.after["cart_id"], "cart_item_id": change.after["id"]}


def _not_discount(change: Change) -> bool:
    """A discount alone is no update of a line (BigCommerce docs, webhook events)."""
    return change.before.get("discount_amount") == change.after.get("discount_amount")


_EVENTS = (
    Fires("store/cart/lineItem/{write}", _told, when=_not_discount),
    Fires("store/channel/{channel_id}/cart/lineItem/{write}", _told_channel, when=_not_discount),
)


def _owned(items: Items, line: Item) -> Item:
    cart = items.find("carts", line["cart_id"]) or {}
    return line | {"channel_id": cart["channel_id"]}


def _completed(items: Items, line: Item, _given: Item) -> Item:
    variant = _variant(items, line)
    product = items.find("products", line["product_id"]) or {}
    price = variant["calculated_price"]
    list_price = price if line["list_price"] is None else line["list_price"]
    known = {"variant_id": variant["id"], "sku": variant["sku"], "name": line["name"] or product["name"]}
    prices = {"original_price": price, "list_price": list_price, "kind": f"{product['type']}_items"}
    return _owned(items, line) | known | prices | {"is_require_shipping": product["type"] == "physical"}


def _variant(items: Items, line: Item) -> Item:
    """The variant that a line names, or else the one that the product is."""
    of_product = items.of("variants", product_id=line["product_id"])
    name, value = ("sku_id", None) if line["variant_id"] is None else ("id", line["variant_id"])
    wanted = [each for each in of_product if each[name] == value]
    if not wanted:
        raise invalid({"line_items": "Each needs the 'product_id' of a product in this store, and a variant of that"})
    return VARIANTS.shows(items, wanted[0])


def _counted(line: Item) -> Item:
    if line["quantity"] < 1:
        raise invalid({"quantity": "Must be 1 or more"})
    return line


def _priced(line: Item) -> Item:
    line = _counted(line)
    totals = {f"extended_{name}": line["list_price"] * line["quantity"] for name in ("list_price", "sale_price")}
    return line | {"sale_price": line["list_price"]} | totals if line["list_price"] is not None else line


CART_ITEMS = Resource(
    name="cart_items",
    path="/v3/carts/{cart_id}/items",
    refers={"cart_id": "carts"},
    fields=schema(
        f"""
        {_OWNER}
        physical_items|digital_items: kind~!!
        text: parent_id!!? sku!! name url!! image_url!!
        integer: quantity+ product_id+ variant_id?
        boolean: taxable!!=true is_require_shipping!! is_mutable!!=true added_by_promotion!!
        list: discounts!! coupons!!
        number: discount_amount! coupon_amount!! original_price!! list_price? sale_price!! extended_list_price!!
        number: extended_sale_price!!
        object: gift_wrapping!!?
        """
    ),
    actions=(),
    events=_EVENTS,
    completes=_completed,
    changes=_priced,
)

CUSTOM_ITEMS = Resource(
    name="cart_custom_items",
    path="/v3/carts/{cart_id}/custom_items",
    refers={"cart_id": "carts"},
    fields=schema(
        f"""
        {_OWNER}
        text: sku name+ image_url
        integer: quantity+
        number: list_price+ extended_list_price!!
        """
    ),
    actions=(),
    events=_EVENTS,
    completes=lambda items, line, _given: _owned(items, line),
    changes=lambda line: _counted(line) | {"extended_list_price": line["list_price"] * line["quantity"]},
)

CART_CERTIFICATES = Resource(
    name="cart_certificates",
    path="/v3/carts/{cart_id}/gift_certificates",
    refers={"cart_id": "carts"},
    fields=schema(
        f"""
        {_OWNER}
        text: name
        General|Birthday|Boy|Celebration|Christmas|Girl: theme+
        number: amount+
        integer: quantity=1
        boolean: taxable!!
        object: sender+ recipient+
        text: message
        """,
        sender=_PERSON,
        recipient=_PERSON,
    ),
    actions=(),
    events=_EVENTS,
    completes=lambda items, line, _given: _owned(items, line),
    changes=_counted,
)

LINES = {"line_items": CART_ITEMS, "custom_items": CUSTOM_ITEMS, "gift_certificates": CART_CERTIFICATES}
"""By the names under which a request brings them."""


def lines_of(items: Items, cart_id: Any) -> Iterable[tuple[Resource, Item]]:
    """The lines of a cart, each with its kind."""
    return ((kind, line) for kind in LINES.values() for line in items.of(kind.name, cart_id=cart_id))


def amount_of(line: Item) -> float:
    """What a line costs."""
    if "amount" in line:
        return line["amount"] * line["quantity"]
    return line.get("extended_sale_price", line["extended_list_price"])
