"""The payments of an order: what was paid, what becomes of a payment that is authorized, and what is paid back.

There a payment goes on while an order says that it is pending; here it is over at once, after that was told. Of an
event's results only that of a capture is documented. A refund must come to what is paid back, as a quote tells it,
unless the merchant has worked it out otherwise.

Source: BigCommerce docs, orders v3 reference and webhook events.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bigcommerce_sandbox.engine.answers import enveloped
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event
from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.engine.families.money import NOTHING
from bigcommerce_sandbox.engine.families.order_parts import ORDERS, PRODUCTS, created
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.query import not_modelled
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError, invalid

TRANSACTIONS = "v3/orders/transactions"

_ACTIONS = "v3/orders/payment_actions"

_REFUNDED = {"status_id": 4, "payment_status": "refunded"}

_PARTIALLY_REFUNDED = {"status_id": 14, "payment_status": "partially refunded"}

_DONE = {
    "purchase": "purchased",
    "authorization": "authorized",
    "capture": "captured",
    "refund": "refunded",
    "void": "voided",
    "pending": "pending",
    "settled": "settled",
}

_BY_QUANTITY = {"PRODUCT": "price", "GIFT_WRAPPING": "wrapping_cost"}
"""The amount of an order's product, by the type of what is refunded by its number."""


def _seeds(now: float) -> list[Row]:
    paid = [(1, 100, "purchase", 99.92), (2, 101, "purchase", 249), (3, 102, "authorization", 39.5)]
    names = ("id", "order_id", "event", "amount")
    return [dict(zip(names, row, strict=True)) | {"date_created": as_iso(now)} for row in paid]


def _told(change: Change) -> Mapping[str, Any]:
    transaction = change.after
    done, number = _DONE[transaction["event"]], str(transaction["id"])
    return {
        "type": "transaction",
        "order_id": str(transaction["order_id"]),
        "transaction_id": number,
        "transaction_status": "complete",
        "transaction_type": transaction["event"],
        "result": {"code": done, "message": done.capitalize(), "type": "success"},
        "platform_transaction_id": number,
        "provider_transaction_id": transaction.get("gateway_transaction_id", ""),
    }


def _ends(event: str, status: str) -> Callable[[Call], Answer]:
    """Return the end of an authorized payment.

    Args:
        event: the transaction's.
        status: of the order's payment then.
    """

    def end(call: Call) -> Answer:
        store, order = call.store, call.store.get(ORDERS, call.arguments["order_id"])
        held = [row for row in store.of(TRANSACTIONS, order_id=order["id"]) if row["event"] == "authorization"]
        if order["payment_status"] != "authorized" or not held:
            raise ApiError(422, "The order has no payment that is authorized.")
        kept = ("order_id", "method", "gateway", "currency", "amount")
        same = {name: held[-1][name] for name in kept if name in held[-1]}
        store.update(ORDERS, order["id"], {"payment_status": f"{event} pending"})
        store.create(TRANSACTIONS, same | {"event": event, "reference_transaction_id": held[-1]["id"]})
        store.update(ORDERS, order["id"], {"payment_status": status})
        return Answer(call.operation.status, {})

    return end


operation("POST /v3/orders/{order_id}/payment_actions/capture")(_ends("capture", "captured"))
operation("POST /v3/orders/{order_id}/payment_actions/void")(_ends("void", "void"))


def _amount_of(store: Store, order: Row, item: Row, together: int) -> tuple[Decimal, Decimal]:
    """Return the amount of one thing to refund, and how much of that is tax.

    Args:
        together: the number of it in the whole refund.
    """
    if item["item_type"] not in _BY_QUANTITY:
        if item.get("amount", 0) <= 0:
            raise invalid({"items": f"The 'amount' of {item['item_type']} must be more than 0"})
        return _decimal(item["amount"]), Decimal(0)
    line, quantity = store.find(PRODUCTS, item["item_id"]), item.get("quantity") or 0
    if line is None or line["order_id"] != order["id"] or quantity < 1 or together > _left(line):
        raise invalid({"items": "Not so many of this product of this order are left to refund"})
    name = _BY_QUANTITY[item["item_type"]]
    less = sum((_decimal(part["amount"]) for part in item.get("adjustments", [])), Decimal(0))
    inc_tax, tax = (quantity * Decimal(line.get(f"{name}_{end}", NOTHING)) for end in ("inc_tax", "tax"))
    return inc_tax + less, tax


def _quoted(store: Store, order: Row, items: list[Row]) -> tuple[Decimal, Decimal]:
    together: Counter[tuple[str, int]] = Counter()
    for item in items:
        together[item["item_type"], item["item_id"]] += item.get("quantity") or 0
    amounts = [_amount_of(store, order, item, together[item["item_type"], item["item_id"]]) for item in items]
    total, tax = (sum((amount[at] for amount in amounts), Decimal(0)) for at in (0, 1))
    left = Decimal(order.get("total_inc_tax", NOTHING)) - Decimal(order.get("refunded_amount", NOTHING))
    if not 0 < total <= left:
        raise invalid({"items": "They must come to more than 0, and no more than what is left of the order's total"})
    return total, tax


def _left(line: Row) -> int:
    return line["quantity"] - line["quantity_refunded"]


def _decimal(amount: float) -> Decimal:
    return Decimal(str(amount))


def _refund(draft: Draft) -> Mapping[str, Any]:
    store, refund = draft.store, draft.row
    if "tax_adjustment_amount" in refund:
        raise ApiError(501, "BigCommerce documents refunds of taxes, but the stand-in store does not implement them.")
    order, payments = store.get(ORDERS, refund["order_id"]), refund["payments"]
    total, tax = _quoted(store, order, refund["items"])
    override = refund.get("merchant_calculated_override", {})
    total = _decimal(override.get("total_amount") or float(total))
    if sum(_decimal(part["amount"]) for part in payments) != total or any(part["amount"] < 0 for part in payments):
        raise invalid({"payments": f"They must come to what is refunded: {total}"})
    if not order["customer_id"] and any(payment["provider_id"] == "storecredit" for payment in payments):
        raise invalid({"payments": "A guest has no store credit"})
    return {
        "total_amount": float(total),
        "total_tax": float(override.get("total_tax") or tax),
        "uses_merchant_override_values": bool(override),
        "channel_id": order["channel_id"],
        "items": [*map(_requested, refund["items"])],
        "payments": [payment | {"id": refund["id"] * 100 + at} for at, payment in enumerate(payments)],
    }


def _requested(item: Row) -> Row:
    """Return an item of a refund as it is shown."""
    own = {name: value for name, value in item.items() if name != "amount"}
    return own | ({"requested_amount": item["amount"]} if "amount" in item else {})


def _pay_back(change: Change) -> None:
    store, refund = change.store, change.after
    order = store.get(ORDERS, refund["order_id"])
    for payment in refund["payments"]:
        paid = {"event": "refund", "amount": payment["amount"], "gateway": payment["provider_id"]}
        store.create(TRANSACTIONS, paid | {"order_id": order["id"]})
    for item in refund["items"]:
        if item["item_type"] == "PRODUCT":
            quantity = store.get(PRODUCTS, item["item_id"])["quantity_refunded"] + item["quantity"]
            store.update(PRODUCTS, item["item_id"], {"quantity_refunded": quantity, "is_refunded": True})
    refunded = Decimal(order.get("refunded_amount", NOTHING)) + _decimal(refund["total_amount"])
    is_whole = refunded == Decimal(order["total_inc_tax"])
    store.update(ORDERS, order["id"], {"refunded_amount": refunded, **(_REFUNDED if is_whole else _PARTIALLY_REFUNDED)})


@operation("POST /v3/orders/{order_id}/payment_actions/refund_quotes")
def _quote(call: Call) -> Answer:
    if "tax_adjustment_amount" in call.body:
        raise not_modelled(call.operation, "tax_adjustment_amount")
    order, items = call.store.get(ORDERS, call.arguments["order_id"]), call.body["items"]
    total, tax = _quoted(call.store, order, items)
    providers = ["storecredit", "custom"] if order["customer_id"] else ["custom"]
    quote = {
        "order_id": order["id"],
        "total_refund_amount": float(total),
        "total_refund_tax_amount": float(tax),
        "order_level_refund_amount": float(sum(item["amount"] for item in items if item["item_type"] == "ORDER")),
        "rounding": 0,
        "adjustment": 0,
        "tax_inclusive": True,
        "refund_methods": [[_method(provider, float(total))] for provider in providers],
    }
    return enveloped(call, quote)


def _method(provider: str, amount: float) -> Row:
    is_offline = provider == "custom"
    return {
        "provider_id": provider,
        "provider_description": "Custom" if is_offline else "Store Credit",
        "amount": amount,
        "offline": is_offline,
        "offline_provider": is_offline,
        "offline_reason": "This provider is offline." if is_offline else "",
    }


def _told_refund(change: Change) -> Mapping[str, Any]:
    return {"type": "order", "id": change.after["order_id"], "refund": {"refund_id": change.after["id"]}}


_UNKNOWN = ("offline", "custom", "credit_card", "gift_certificate", "store_credit", "reference_transaction_id")
"""Fields of a transaction that are null if there is none."""

_OF_ITEMS = ("items", "items.item_type", "items.item_id", "items.adjustments.amount")
"""The fields that refunds and their quotes need."""

RULES: Mapping[str, Rules] = {
    TRANSACTIONS: Rules(
        table="transactions",
        defaults={"method": "custom", "gateway": "custom", "currency": "USD", "status": "ok"} | dict.fromkeys(_UNKNOWN),
        derived={"order_id": lambda _store, row: str(row["order_id"])},
        seeds=_seeds,
        events=(Event("store/order/transaction/{write}", _told, ("created", "updated")),),
    ),
    f"{_ACTIONS}/refunds": Rules(
        table="refunds",
        takes=("items.amount",),
        needs={
            "POST /v3/orders/{order_id}/payment_actions/refunds": (
                *_OF_ITEMS,
                "payments",
                "payments.amount",
                "payments.provider_id",
            ),
        },
        computed=(_refund,),
        after=_pay_back,
        events=created("refund", _told_refund),
    ),
    **dict.fromkeys((f"{_ACTIONS}/{name}" for name in ("capture", "void")), Rules()),
    f"{_ACTIONS}/refund_quotes": Rules(
        takes=("items.amount",), needs={"POST /v3/orders/{order_id}/payment_actions/refund_quotes": _OF_ITEMS}
    ),
}
