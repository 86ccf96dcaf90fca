"""What was paid for an order, and what becomes of a payment that is authorized.

Source: BigCommerce docs, orders v3 reference and webhook events. There a payment goes on while an order says that it is
pending; here it is over at once, after that was told. Of an event's results only that of a capture is documented.
"""

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema
from bigcommerce_sandbox.resources.writes import Writes

TRANSACTION = schema(
    """
    integer: id!! order_id!!
    purchase|authorization|capture|refund|void|pending|settled: event!
    text: method!=custom gateway!=custom gateway_transaction_id! currency!=USD payment_method_id! status!=ok
    number: amount!
    boolean: test! fraud_review!
    integer: reference_transaction_id!?
    iso: date_created!!
    text: payment_instrument_token!? provider_instrument_token!? provider_customer_id!?
    object: offline!? custom!? avs_result! cvv_result! credit_card!? gift_certificate!? store_credit!?
    object: custom_provider_field_result!?
    """
)

_DONE = {
    "purchase": "purchased",
    "authorization": "authorized",
    "capture": "captured",
    "refund": "refunded",
    "void": "voided",
    "pending": "pending",
    "settled": "settled",
}


def _seeds(now: float) -> list[Item]:
    paid = [(1, 100, "purchase", 99.92), (2, 101, "purchase", 249), (3, 102, "authorization", 39.5)]
    names = ("id", "order_id", "event", "amount")
    return [blank(TRANSACTION, now) | dict(zip(names, each, strict=True)) for each in paid]


def _told(change: Change) -> Item:
    transaction = change.after
    done = _DONE[transaction["event"]]
    return {
        "type": "transaction",
        "order_id": str(transaction["order_id"]),
        "transaction_id": str(transaction["id"]),
        "transaction_status": "complete",
        "transaction_type": transaction["event"],
        "result": {"code": done, "message": done.capitalize(), "type": "success"},
        "platform_transaction_id": str(transaction["id"]),
        "provider_transaction_id": transaction["gateway_transaction_id"],
    }


def _shown(_items: Items, transaction: Item) -> Item:
    return transaction | {"order_id": str(transaction["order_id"])}


TRANSACTIONS = Resource(
    name="transactions",
    path="/v3/orders/{order_id}/transactions",
    refers={"order_id": "orders"},
    fields=TRANSACTION,
    actions=("list",),
    pages=None,
    events=(Fires("store/order/transaction/{write}", _told, ("created", "updated")),),
    seeds=_seeds,
    shows=_shown,
)


def _ends(event: str, status: str) -> Operation:
    """The end of a payment that is authorized.

    Args:
        event: what the transaction is.
        status: of the order's payment then.
    """

    def does(writes: Writes, asked: Asked) -> Item:
        order = writes.items.get("orders", asked.path["order_id"])
        there = writes.items.of("transactions", order_id=order["id"])
        held = [each for each in there if each["event"] == "authorization"]
        if order["payment_status"] != "authorized" or not held:
            raise ApiError(422, "The order has no payment that is authorized.")
        same = {name: held[-1][name] for name in ("order_id", "method", "gateway", "currency", "amount")}
        writes.write("orders", order["id"], {"payment_status": f"{event} pending"})
        writes.write("transactions", None, same | {"event": event, "reference_transaction_id": held[-1]["id"]})
        writes.write("orders", order["id"], {"payment_status": status})
        return {}

    path = f"/v3/orders/{{order_id}}/payment_actions/{event}"
    return Operation(method="POST", path=path, does=does, status=201, bare=True)


PAYMENT_OPERATIONS = (_ends("capture", "captured"), _ends("void", "void"))
