"""What was paid for an order, and paid back. Source: BigCommerce docs, orders v3 reference."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from storehook_sandbox.errors import invalid
from storehook_sandbox.resources.resource import Change, Fires, Items, Resource
from storehook_sandbox.resources.schema import Item, as_money, blank, schema

REFUNDED, PARTIALLY_REFUNDED = 4, 14

TRANSACTION = schema(
    """
    integer: id!! order_id!!
    purchase|authorization|capture|refund|void|pending|settled: event!!
    text: method!!=custom gateway!!=custom gateway_transaction_id!! currency!!=USD payment_method_id!! status!!=ok
    number: amount!!
    boolean: test!! fraud_review!!
    integer: reference_transaction_id!!?
    iso: date_created!!
    """
)

REFUND = schema(
    """
    integer: id!! order_id!! user_id!!
    iso: created!!
    text: reason!!
    number: total_amount!! total_tax!!
    boolean: uses_merchant_override_values!!
    list: items+ payments+
    """,
    items=schema(
        """
        PRODUCT|GIFT_WRAPPING|SHIPPING|HANDLING|ORDER|TAX|FEE: item_type+
        integer: item_id+ quantity
        number: amount
        text: reason
        """
    ),
    payments=schema(
        """
        text: provider_id+
        number: amount+
        boolean: offline
        """
    ),
)


def _seeds(now: float) -> list[Item]:
    paid = [(1, 100, 99.92), (2, 101, 249)]
    return [
        blank(TRANSACTION, now) | {"id": found, "order_id": order, "amount": amount} for found, order, amount in paid
    ]


def _completed(items: Items, refund: Item, _given: Item) -> Item:
    total = sum(Decimal(str(payment["amount"])) for payment in refund["payments"])
    order = items.find("orders", refund["order_id"]) or {}
    if not 0 < total <= Decimal(order["total_inc_tax"]) - Decimal(order["refunded_amount"]):
        raise invalid({"payments": "The amounts must be above 0, and no more than what is left of the order's total"})
    return refund | {"total_amount": float(total)}


def _follows(items: Items, refund: Item) -> Iterable[tuple[str, Any, Item]]:
    order = items.find("orders", refund["order_id"]) or {}
    refunded = Decimal(order["refunded_amount"]) + Decimal(str(refund["total_amount"]))
    status_id = REFUNDED if refunded == Decimal(order["total_inc_tax"]) else PARTIALLY_REFUNDED
    yield "orders", order["id"], {"refunded_amount": as_money(refunded), "status_id": status_id}


def _told(change: Change) -> Item:
    return {"type": "order", "id": change.after["order_id"], "refund": {"refund_id": change.after["id"]}}


TRANSACTIONS = Resource(
    name="transactions",
    path="/v3/orders/{order_id}/transactions",
    parent="orders",
    fields=TRANSACTION,
    actions=("list",),
    paged=False,
    seeds=_seeds,
)

REFUNDS = Resource(
    name="refunds",
    path="/v3/orders/{order_id}/payment_actions/refunds",
    parent="orders",
    fields=REFUND,
    actions=("list", "create"),
    paged=False,
    created=201,
    events=(Fires("store/order/refund/created", _told, ("created",)),),
    completes=_completed,
    follows=_follows,
)

ALL_REFUNDS = Resource(
    name="all_refunds",
    shares="refunds",
    path="/v3/orders/payment_actions/refunds",
    fields=REFUND,
    actions=("list", "read"),
    filters="order_id:in id:in created:min created:max",
)
