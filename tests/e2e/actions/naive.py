"""Answers every change of a marked order with a change of its own: an endless loop, but for storehook."""

from storehook import Context, Params, action


@action(webhooks=["store/order/updated"], loop_limit=2)
def naive(params: Params, ctx: Context) -> None:
    store = ctx.connections.bigcommerce.current
    order = store.v2.get("/orders/{order_id}", order_id=params.id)
    if order is not None and "loop" in order["staff_notes"]:
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"discount_amount": "10.0000"})
