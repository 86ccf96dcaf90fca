"""Has a mistake in its own code, so waiting doesn't help."""

from storehook import Context, Params, action

RATES = {"vat": 0.2}


@action(webhooks=["store/sku/deleted"])
def mistaken(params: Params, ctx: Context) -> None:
    ctx.logger.info("rate", extra={"rate": RATES["vta"]})
