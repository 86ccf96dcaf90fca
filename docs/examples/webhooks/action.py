"""Log each event about an order."""

from storehook import Context, Params, action


@action(webhooks=["store/order/*"])
def log_orders(params: Params, ctx: Context) -> None:
    ctx.logger.info("An order changed", extra={"order": params.id})
