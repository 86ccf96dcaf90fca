"""Write a line to the log whenever an order changes."""

from storehook import Context, Params, action


@action(webhooks=["store/order/updated"])
def log_order(params: Params, ctx: Context) -> None:
    ctx.logger.info("Order %s has changed", params.id, extra={"order_id": params.id, "attempt": ctx.trigger.attempt})
