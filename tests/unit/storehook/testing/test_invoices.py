"""An author tests an action over days: post an invoice, and remind a day later unless it is paid."""

from storehook import Context, Params, action
from storehook.testing import ActionEnvironment


@action(webhooks=["store/order/created"])
def post_invoice(params: Params, ctx: Context) -> None:
    store = ctx.connections.bigcommerce.current
    store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Invoice posted"})
    ctx.enqueue("remind", {"id": params.id}, delay=24 * 3600, key=f"reminder/{params.id}")


@action()
def remind(params: Params, ctx: Context) -> None:
    store = ctx.connections.bigcommerce.for_store_hash(params.storeHash)
    order = store.v2.get("/orders/{order_id}", order_id=params.id)
    if order is not None and order["status"] == "Awaiting Payment":
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Reminded"})


def test_an_unpaid_invoice_is_reminded_of_after_a_day() -> None:
    environment = ActionEnvironment(actions=(post_invoice, remind))
    environment.store.answers("GET", "/v2/orders/113", {"status": "Awaiting Payment"})
    environment.store.answers("PUT", "/v2/orders/113")
    environment.send("store/order/created", type="order", id=113)
    assert environment.run_of(remind).writes == []
    environment.advance(days=1)
    assert [call.json for call in environment.run_of(remind).writes] == [{"staff_notes": "Reminded"}]


def test_a_paid_invoice_is_not_reminded_of() -> None:
    environment = ActionEnvironment(actions=(post_invoice, remind))
    environment.store.answers("GET", "/v2/orders/113", {"status": "Completed"})
    environment.store.answers("PUT", "/v2/orders/113")
    environment.send("store/order/created", type="order", id=113)
    environment.advance(days=1)
    assert environment.run_of(remind).state == "completed"
    assert environment.run_of(remind).writes == []
