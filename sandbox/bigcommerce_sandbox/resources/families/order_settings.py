"""Who gets mail of an order, in the whole store and by channel. Source: BigCommerce docs, orders v3 reference.

A null of a channel is what the whole store has.
"""

from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Schema, schema


def _fields(own: str, addresses: str) -> Schema:
    mailed = schema(f"[text]: {addresses}")
    notifications = schema("object: order_placed forward_invoice", order_placed=mailed, forward_invoice=mailed)
    return schema(f"{own}\nobject: notifications meta!!", notifications=notifications)


ORDER_SETTINGS = Resource(
    name="order_settings",
    path="/v3/orders/settings",
    fields=_fields("integer: id~!!", "email_addresses"),
    actions=("show", "put"),
    bare=True,
)

CHANNEL_ORDER_SETTINGS = Resource(
    name="channel_order_settings",
    path="/v3/orders/settings/channels/{channel_id}",
    refers={"channel_id": "channels"},
    fields=_fields("integer: id~!! channel_id~!!", "email_addresses?"),
    actions=("show", "put"),
    bare=True,
)
