"""What else belongs to an order, to be read: nothing in this store writes it.

Source: BigCommerce docs, orders v2 reference.
"""

from storehook_sandbox.resources.resource import Resource
from storehook_sandbox.resources.schema import schema

ORDER_COUPONS = Resource(
    name="order_coupons",
    path="/v2/orders/{order_id}/coupons",
    parent="orders",
    fields=schema(
        """
        integer: id!! coupon_id!! order_id!! type!!
        text: code!!?
        money: amount!!
        number: discount!!
        """
    ),
    actions=("list",),
)

ORDER_TAXES = Resource(
    name="order_taxes",
    path="/v2/orders/{order_id}/taxes",
    parent="orders",
    fields=schema(
        """
        integer: id!! order_id!! order_address_id!! tax_rate_id!! tax_class_id!!? priority!!
        text: sales_tax_id!! name!! class!! rate!! order_product_id!!
        money: priority_amount!! line_amount!!
        item|shipping|handling|gift-wrapping: line_item_type!!
        """
    ),
    actions=("list",),
)

ORDER_MESSAGES = Resource(
    name="order_messages",
    path="/v2/orders/{order_id}/messages",
    parent="orders",
    fields=schema(
        """
        integer: id!! order_id!! staff_id!! customer_id!!
        text: type!! subject!! message!!
        unread|read: status!!
        boolean: is_flagged!!
        rfc: date_created!!
        object: customer!!
        """
    ),
    actions=("list",),
    filters="min_id max_id customer_id min_date_created max_date_created is_flagged status",
)
