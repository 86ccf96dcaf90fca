"""Write the last step of an order into its notes. One order has thousands of steps on a busy day."""

from storehook import Context, Params, action


@action(webhooks=["store/order/message/created"], hourly_limit=5000)
def note_message(params: Params, ctx: Context) -> None:
    store = ctx.connections.bigcommerce.current
    store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "The customer has a question"})
