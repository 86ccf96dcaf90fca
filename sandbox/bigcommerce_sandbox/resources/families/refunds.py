"""What is paid back of an order. Source: BigCommerce docs, orders v3 reference.

What is asked for must come to what is paid, as a quote tells it, unless the merchant has worked it out otherwise.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, as_money, schema
from bigcommerce_sandbox.resources.writes import Writes

REFUNDED, PARTIALLY_REFUNDED = 4, 14

_ITEMS = schema(
    """
    PRODUCT|GIFT_WRAPPING|SHIPPING|HANDLING|ORDER|TAX|FEE: item_type+
    integer: item_id+ quantity
    number: amount
    list: adjustments
    text: reason requested_amount!
    """,
    adjustments=schema("number: amount+\ntext: description"),
)

REFUND = schema(
    """
    integer: id!! order_id!! channel_id~!! user_id!!
    iso: created!!
    text: reason!!
    number: total_amount!! total_tax!!
    boolean: uses_merchant_override_values!!
    list: items+ payments+
    object: merchant_calculated_override~
    """,
    items=_ITEMS,
    payments=schema(
        """
        integer: id!
        text: provider_id+
        number: amount+
        boolean: offline is_declined!
        text: declined_message!
        """
    ),
    merchant_calculated_override=schema("number: total_amount? total_tax?"),
)

_BY_QUANTITY = {"PRODUCT": "price", "GIFT_WRAPPING": "wrapping_cost"}
"""By what is refunded by its number, the amount of a product of the order."""


def _asked_for(items: Items, order: Item, wanted: Item, together: int) -> tuple[Decimal, Decimal]:
    """What one thing comes to, and how much of that is tax."""
    if wanted["item_type"] not in _BY_QUANTITY:
        if wanted.get("amount", 0) <= 0:
            raise invalid({"items": f"The 'amount' of {wanted['item_type']} must be more than 0"})
        return _decimal(wanted["amount"]), Decimal(0)
    line, quantity = items.find("order_products", wanted["item_id"]), wanted.get("quantity", 0)
    if line is None or line["order_id"] != order["id"] or quantity < 1 or together > _left(line):
        raise invalid({"items": "Not so many of this product of this order are left to refund"})
    amount = _BY_QUANTITY[wanted["item_type"]]
    less = sum((_decimal(each["amount"]) for each in wanted.get("adjustments", [])), Decimal(0))
    inc_tax, tax = (quantity * Decimal(line[f"{amount}_{end}"]) for end in ("inc_tax", "tax"))
    return inc_tax + less, tax


def _quoted(items: Items, order: Item, wanted: list[Item]) -> tuple[Decimal, Decimal]:
    together: Counter[tuple[str, int]] = Counter()
    for each in wanted:
        together[each["item_type"], each["item_id"]] += each.get("quantity", 0)
    amounts = [_asked_for(items, order, each, together[each["item_type"], each["item_id"]]) for each in wanted]
    total, tax = (sum((each[at] for each in amounts), Decimal(0)) for at in (0, 1))
    if not 0 < total <= Decimal(order["total_inc_tax"]) - Decimal(order["refunded_amount"]):
        raise invalid({"items": "They must come to more than 0, and no more than what is left of the order's total"})
    return total, tax


def _left(line: Item) -> int:
    return line["quantity"] - line["quantity_refunded"]


def _decimal(amount: float) -> Decimal:
    return Decimal(str(amount))


def _completed(items: Items, refund: Item, given: Item) -> Item:
    order = items.find("orders", refund["order_id"]) or {}
    total, tax = _quoted(items, order, refund["items"])
    override = given.get("merchant_calculated_override", {})
    total = _decimal(override.get("total_amount", total))
    paid = sum(_decimal(payment["amount"]) for payment in refund["payments"])
    if paid != total or any(payment["amount"] < 0 for payment in refund["payments"]):
        raise invalid({"payments": f"They must come to what is refunded: {total}"})
    if not order["customer_id"] and any(each["provider_id"] == "storecredit" for each in refund["payments"]):
        raise invalid({"payments": "A guest has no store credit"})
    sums = {"total_amount": float(total), "total_tax": float(override.get("total_tax", tax))}
    return refund | sums | _parts(refund) | {"channel_id": order["channel_id"], **_overridden(override)}


def _overridden(override: Item) -> Item:
    return {"uses_merchant_override_values": bool(override)}


def _parts(refund: Item) -> Item:
    """The items and the payments as they are shown."""
    payment: Item = {"offline": False, "is_declined": False, "declined_message": ""}
    payments = [payment | each | {"id": refund["id"] * 100 + at} for at, each in enumerate(refund["payments"])]
    item: Item = {"quantity": None, "reason": "", "adjustments": []}
    wanted = [item | _requested(each) for each in refund["items"]]
    return {"items": wanted, "payments": payments}


def _requested(wanted: Item) -> Item:
    amount = wanted.get("amount")
    own = {name: value for name, value in wanted.items() if name != "amount"}
    return own | {"requested_amount": None if amount is None else f"{_decimal(amount):.2f}"}


def _causes(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    refund = change.after
    order = items.find("orders", refund["order_id"]) or {}
    for payment in refund["payments"]:
        paid = {"event": "refund", "amount": payment["amount"], "gateway": payment["provider_id"]}
        yield "transactions", None, paid | {"order_id": order["id"]}
    for wanted in refund["items"]:
        if wanted["item_type"] == "PRODUCT":
            line = items.find("order_products", wanted["item_id"]) or {}
            quantity = line["quantity_refunded"] + wanted["quantity"]
            yield "order_products", line["id"], {"quantity_refunded": quantity, "is_refunded": True}
    refunded = Decimal(order["refunded_amount"]) + _decimal(refund["total_amount"])
    whole = refunded == Decimal(order["total_inc_tax"])
    status = {"status_id": REFUNDED, "payment_status": "refunded"}
    partial = {"status_id": PARTIALLY_REFUNDED, "payment_status": "partially refunded"}
    yield "orders", order["id"], {"refunded_amount": as_money(refunded)} | (status if whole else partial)


def _quote(writes: Writes, asked: Asked) -> Item:
    order = writes.items.get("orders", asked.path["order_id"])
    total, tax = _quoted(writes.items, order, asked.given["items"])
    at_order = sum(_decimal(each["amount"]) for each in asked.given["items"] if each["item_type"] == "ORDER")
    return {
        "order_id": order["id"],
        "total_refund_amount": float(total),
        "total_refund_tax_amount": float(tax),
        "order_level_refund_amount": float(at_order),
        "rounding": 0,
        "adjustment": 0,
        "tax_inclusive": True,
        "refund_methods": [[_method(provider, float(total))] for provider in _providers(order)],
    }


def _providers(order: Item) -> list[str]:
    return ["storecredit", "custom"] if order["customer_id"] else ["custom"]


def _method(provider: str, amount: float) -> Item:
    offline = provider == "custom"
    said = {"provider_description": "Custom" if offline else "Store Credit"}
    why = "This provider is offline." if offline else ""
    return {"provider_id": provider, **said, "amount": amount, "offline": offline, "offline_provider": offline} | {
        "offline_reason": why
    }


def _told(change: Change) -> Item:
    return {"type": "order", "id": change.after["order_id"], "refund": {"refund_id": change.after["id"]}}


def _told_channel(change: Change) -> Item:
    return {"order_id": change.after["order_id"]}


REFUNDS = Resource(
    name="refunds",
    path="/v3/orders/{order_id}/payment_actions/refunds",
    refers={"order_id": "orders"},
    fields=REFUND,
    actions=("list", "create"),
    pages=None,
    created=201,
    events=(
        Fires("store/order/refund/created", _told, ("created",)),
        Fires("store/channel/{channel_id}/order/refund/created", _told_channel, ("created",)),
    ),
    completes=_completed,
    causes=_causes,
)

ALL_REFUNDS = Resource(
    name="all_refunds",
    shares="refunds",
    path="/v3/orders/payment_actions/refunds",
    fields=REFUND,
    actions=("list", "read"),
    filters="order_id:in id:in created:min created:max",
)

REFUND_OPERATIONS = (
    Operation(
        method="POST",
        path="/v3/orders/{order_id}/payment_actions/refund_quotes",
        does=_quote,
        takes=schema("list: items+", items=_ITEMS),
        status=201,
    ),
)
