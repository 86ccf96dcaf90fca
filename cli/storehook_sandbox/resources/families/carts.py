"""Carts with products of the store. Source: BigCommerce docs, carts v3 reference. No item is written alone."""

from storehook_sandbox.errors import invalid
from storehook_sandbox.resources.resource import Change, Fires, Items, Resource, typed
from storehook_sandbox.resources.schema import Item, schema

CART_ITEMS = Resource(
    name="cart_items",
    path="/v3/carts/{cart_id}/items",
    parent="carts",
    fields=schema(
        """
        text: id!! cart_id~!!
        integer: quantity+ product_id+ variant_id
        number: list_price? sale_price!! extended_list_price!! extended_sale_price!! discount_amount!! coupon_amount!!
        text: name!! sku!! url!! image_url!!
        boolean: is_taxable!!=true is_require_shipping!!=true
        """
    ),
    actions=(),
    completes=lambda items, line, _given: _priced(items, line),
)


def _priced(items: Items, line: Item) -> Item:
    product = items.find("products", line["product_id"])
    if product is None or line["quantity"] < 1:
        raise invalid({"line_items": "Each needs the 'product_id' of a product in this store, and a 'quantity' from 1"})
    price = product["calculated_price"] if line["list_price"] is None else line["list_price"]
    total = price * line["quantity"]
    prices = {"list_price": price, "sale_price": price, "extended_list_price": total, "extended_sale_price": total}
    return line | prices | {name: product[name] for name in ("name", "sku")}


def _filled(items: Items, cart: Item) -> Item:
    lines = [
        {name: value for name, value in line.items() if name != "cart_id"}
        for line in items.of("cart_items", cart_id=cart["id"])
    ]
    total = sum(line["extended_sale_price"] for line in lines)
    none: list[Item] = []
    empty = dict.fromkeys(("digital_items", "gift_certificates", "custom_items"), none)
    return cart | {"line_items": {"physical_items": lines, **empty}, "base_amount": total, "cart_amount": total}


def _told_channel(change: Change) -> Item:
    return {"cart_id": change.after["id"]}


CARTS = Resource(
    name="carts",
    path="/v3/carts",
    fields=schema(
        """
        text: id!! email!! locale^=en
        integer: customer_id channel_id^=1 version!!=1
        object: currency^ line_items!!
        boolean: tax_included!!
        number: base_amount!! discount_amount!! manual_discount_amount!! cart_amount!!
        list: coupons!! discounts!!
        iso: created_time!! updated_time!!
        """,
        currency=schema("text: code=USD"),
    ),
    actions=("read", "create", "update", "delete"),
    children={"line_items": CART_ITEMS},
    brings=("line_items",),
    created=201,
    events=(
        Fires("store/cart/{write}", typed("cart")),
        # A new cart is told as an update too (BigCommerce docs, webhook events).
        Fires("store/cart/updated", typed("cart"), ("created",)),
        Fires("store/channel/{channel_id}/cart/{write}", _told_channel),
    ),
    shows=_filled,
)
