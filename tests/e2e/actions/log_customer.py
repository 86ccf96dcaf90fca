"""Writes a line to the log."""

from storehook import Context, Params, action


@action(webhooks=["store/customer/created"])
def log_customer(params: Params, ctx: Context) -> None:
    ctx.logger.info("Customer %s is new", params.id)
