"""The statuses that an order can have. Source: BigCommerce docs, order statuses."""

from storehook_sandbox.resources.resource import Resource
from storehook_sandbox.resources.schema import Item, schema

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


def _statuses(_now: float) -> list[Item]:
    labels = ("name", "system_label", "custom_label")
    return [{"id": found, **dict.fromkeys(labels, name), "system_description": ""} for found, name in STATUSES.items()]


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
    paged=False,
    seeds=_statuses,
)
