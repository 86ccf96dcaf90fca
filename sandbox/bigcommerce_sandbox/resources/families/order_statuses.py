"""The statuses that an order can have. Source: BigCommerce docs, order statuses."""

from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

STATUSES = {
    0: "Incomplete",
    1: "Pending",
    2: "Shipped",
    3: "Partially Shipped",
    4: "Refunded",
    5: "Cancelled",
    6: "Declined",
    7: "Awaiting Payment",
    8: "Awaiting Pickup",
    9: "Awaiting Shipment",
    10: "Completed",
    11: "Awaiting Fulfillment",
    12: "Manual Verification Required",
    13: "Disputed",
    14: "Partially Refunded",
}


_IN_ORDER = (0, 1, 7, 11, 9, 8, 3, 10, 2, 5, 6, 4, 13, 12, 14)


def _status(status_id: int) -> Item:
    labels = dict.fromkeys(("name", "system_label", "custom_label"), STATUSES[status_id])
    return {"id": status_id, **labels, "system_description": ""}


LISTED = [_status(status_id) for status_id in _IN_ORDER]
"""The statuses in the order in which a count lists them."""


ORDER_STATUSES = Resource(
    name="order_statuses",
    path="/v2/order_statuses",
    fields=schema(
        """
        integer: id!!
        text: name!! system_label!! custom_label!! system_description!!
        """
    ),
    actions=("list", "read"),
    pages=None,
    seeds=lambda _now: [_status(status_id) for status_id in STATUSES],
)
