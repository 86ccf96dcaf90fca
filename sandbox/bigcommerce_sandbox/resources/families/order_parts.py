"""What else belongs to an order, to be read: no request of the API writes it, only a person in the store does.

Source: BigCommerce docs, orders v2 reference and webhook events.
"""

from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

ORDER_COUPONS = Resource(
    name="order_coupons",
    path="/v2/orders/{order_id}/coupons",
    refers={"order_id": "orders"},
    fields=schema(
        """
        integer: id!! coupon_id! order_id!! type!
        text: code!?
        money: amount!
        number: discount!
        """
    ),
    actions=("list",),
)

ORDER_TAXES = Resource(
    name="order_taxes",
    path="/v2/orders/{order_id}/taxes",
    refers={"order_id": "orders"},
    fields=schema(
        """
        integer: id!! order_id!! order_address_id! tax_rate_id! tax_class_id!? priority! order_pickup_method_id!
        text: sales_tax_id! name! class! rate! order_product_id!
        money: priority_amount! line_amount!
        item|shipping|handling|gift-wrapping: line_item_type!
        """
    ),
    actions=("list",),
)


def _of_channel(items: Items, message: Item, _given: Item) -> Item:
    order = items.find("orders", message["order_id"]) or {}
    return message | {"channel_id": order["channel_id"], "customer_id": order["customer_id"]}


def _told(change: Change) -> Item:
    message = change.after
    return {"type": "order", "id": message["order_id"], "message": {"order_message_id": message["id"]}}


def _told_channel(change: Change) -> Item:
    return {"order_id": change.after["order_id"]}


ORDER_MESSAGES = Resource(
    name="order_messages",
    path="/v2/orders/{order_id}/messages",
    refers={"order_id": "orders"},
    fields=schema(
        """
        integer: id!! order_id!! channel_id~!! staff_id! customer_id!
        text: type! subject! message!
        unread|read: status!
        boolean: is_flagged!
        rfc: date_created!
        object: customer!
        """
    ),
    actions=("list",),
    filters="min_id max_id customer_id min_date_created max_date_created is_flagged status",
    events=(
        Fires("store/order/message/created", _told, ("created",)),
        Fires("store/channel/{channel_id}/order/message/created", _told_channel, ("created",)),
    ),
    completes=_of_channel,
)
