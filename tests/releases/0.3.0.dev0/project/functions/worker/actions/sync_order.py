"""Keep our copy of an order in step with the store."""

from models.order import Order
from storehook import Context, Params, action


@action(webhooks=["store/order/created", "store/order/updated"])
def sync_order(params: Params, ctx: Context) -> None:
    order = ctx.connections.bigcommerce.current.v2.get("/orders/{order_id}", order_id=params.id)
    if order is not None:
        ctx.records(Order).upsert(params.id, customer_message=order["customer_message"])
