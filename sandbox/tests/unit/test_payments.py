"""A payment is captured, voided or refunded."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

ORDERS = "/stores/abc123/v2/orders"
V3 = "/stores/abc123/v3/orders"
BOWL = {"item_type": "PRODUCT", "item_id": 1, "quantity": 1}


def paid(amount: float, provider: str = "custom") -> list[dict[str, Any]]:
    return [{"provider_id": provider, "amount": amount, "offline": True}]


def refund(api: Any, items: Any, payments: Any, order_id: int = 100, **more: Any) -> Any:
    given = {"items": items, "payments": payments, **more}
    return api.post(f"{V3}/{order_id}/payment_actions/refunds", json=given)


@pytest.mark.parametrize(("event", "status"), [("capture", "captured"), ("void", "void")])
def test_an_authorized_payment_comes_to_its_end(api: Any, event: str, status: str) -> None:
    answer = api.post(f"{V3}/102/payment_actions/{event}")
    assert (answer.status_code, answer.json()) == (201, {})
    assert api.get(f"{ORDERS}/102").json()["payment_status"] == status
    assert [each["event"] for each in api.get(f"{V3}/102/transactions").json()["data"]] == ["authorization", event]


@pytest.mark.parametrize("event", ["capture", "void"])
def test_a_payment_that_is_not_authorized_has_no_end(api: Any, event: str) -> None:
    assert api.post(f"{V3}/100/payment_actions/{event}").status_code == 422


def test_a_payment_is_captured_once(api: Any) -> None:
    api.post(f"{V3}/102/payment_actions/capture")
    assert api.post(f"{V3}/102/payment_actions/capture").status_code == 422


def test_a_captured_payment_is_sent(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/transaction/created")
    api.post(f"{V3}/102/payment_actions/capture")
    assert sent(api, receiver) == [
        (
            "store/order/transaction/created",
            {
                "type": "transaction",
                "order_id": "102",
                "transaction_id": "4",
                "transaction_status": "complete",
                "transaction_type": "capture",
                "result": {"code": "captured", "message": "Captured", "type": "success"},
                "platform_transaction_id": "4",
                "provider_transaction_id": "",
            },
        )
    ]


def test_a_quote_tells_what_a_refund_must_come_to(api: Any) -> None:
    given = {"items": [BOWL, {"item_type": "SHIPPING", "item_id": 1, "amount": 4.5}]}
    answer = api.post(f"{V3}/100/payment_actions/refund_quotes", json=given)
    quote = answer.json()["data"]
    assert (answer.status_code, quote["total_refund_amount"]) == (201, 34.49)
    assert [[each["provider_id"] for each in method] for method in quote["refund_methods"]] == [
        ["storecredit"],
        ["custom"],
    ]
    assert refund(api, given["items"], paid(34.49)).status_code == 201


def test_a_quote_writes_nothing(api: Any) -> None:
    api.post(f"{V3}/100/payment_actions/refund_quotes", json={"items": [BOWL]})
    assert api.get(f"{V3}/100/payment_actions/refunds").json()["data"] == []


@pytest.mark.parametrize(
    "wanted",
    [
        BOWL | {"quantity": 4},
        BOWL | {"item_id": 2},
        {"item_type": "ORDER", "item_id": 100},
        {"item_type": "ORDER", "item_id": 100, "amount": 100},
        {"item_type": "ORDER", "item_id": 100, "amount": -1},
    ],
)
def test_what_was_not_paid_cannot_be_refunded(api: Any, wanted: Any) -> None:
    assert api.post(f"{V3}/100/payment_actions/refund_quotes", json={"items": [wanted]}).status_code == 422


def test_a_refund_comes_to_its_quote(api: Any) -> None:
    assert refund(api, [BOWL], paid(20)).status_code == 422


def test_a_refund_may_come_to_what_the_merchant_worked_out(api: Any) -> None:
    answer = refund(api, [BOWL], paid(20), merchant_calculated_override={"total_amount": 20, "total_tax": 0})
    made = answer.json()["data"]
    assert (answer.status_code, made["total_amount"], made["uses_merchant_override_values"]) == (201, 20, True)


def test_a_guest_has_no_store_credit(api: Any) -> None:
    item = {"item_type": "PRODUCT", "item_id": 3, "quantity": 1}
    assert refund(api, [item], paid(17.25, "storecredit"), 102).status_code == 422


def test_a_product_is_refunded_only_as_often_as_it_was_bought(api: Any) -> None:
    assert refund(api, [BOWL | {"quantity": 2}], paid(59.98)).status_code == 201
    line = api.get(f"{ORDERS}/100/products/1").json()
    assert (line["quantity_refunded"], line["is_refunded"]) == (2, True)
    less = {"quantity": 2, "adjustments": [{"amount": -50}]}
    assert refund(api, [BOWL | less], paid(9.98)).status_code == 422


def test_two_parts_of_a_refund_are_held_against_the_same_rest(api: Any) -> None:
    less = {"quantity": 2, "adjustments": [{"amount": -50}]}
    assert refund(api, [BOWL | less] * 2, paid(19.96)).status_code == 422


def test_what_is_all_paid_back_is_refunded(api: Any) -> None:
    item = {"item_type": "ORDER", "item_id": 100, "amount": 99.92, "reason": "Broken"}
    made = refund(api, [item], paid(99.92)).json()["data"]
    assert made["items"][0]["requested_amount"] == 99.92
    order = api.get(f"{ORDERS}/100").json()
    assert (order["status"], order["payment_status"]) == ("Refunded", "refunded")


def test_a_refund_is_sent_with_its_transaction(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/1/order/refund/created")
    api.add_hook("store/order/transaction/created")
    refund(api, [BOWL], paid(29.99))
    assert [scope for scope, _ in sent(api, receiver)] == [
        "store/channel/1/order/refund/created",
        "store/order/transaction/created",
    ]
