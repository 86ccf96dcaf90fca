"""Number the lines of an order. If BigCommerce is slow today, give up after ten seconds, and try again later."""

from storehook import Context, Params, action


@action(webhooks=["store/order/created"], timeout=10)
def number_lines(params: Params, ctx: Context) -> int:
    lines = ctx.connections.bigcommerce.current.v2.list("/orders/{order_id}/products", order_id=params.id)
    ctx.logger.info("Numbering", extra={"has_time": ctx.remaining > 1})
    return len(list(lines))
