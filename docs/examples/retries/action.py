"""Tell a warehouse about an order. It may be away for hours, so wait longer than by default, and try fewer times."""

from storehook import Context, Params, Retries, action


@action(webhooks=["store/order/created"], retries=Retries(retry_count=2, initial_interval=600, backoff_factor=6))
def tell_warehouse(params: Params, ctx: Context) -> None:
    raise ConnectionError("The warehouse doesn't answer.")
