"""Two actions on one event, in two lanes."""

from storehook import Context, Params, action


@action(webhooks=["store/shipment/*"])
def note_shipment(params: Params, ctx: Context) -> None:
    ctx.logger.info("Shipment %s", params.id)


@action(webhooks=["store/shipment/created"], lane="long")
def print_label(params: Params, ctx: Context) -> None:
    ctx.logger.info("Label for order %s", params.orderId)
