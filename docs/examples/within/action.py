"""Tell a warehouse about an order. A day later, the warehouse has the order from its nightly list."""

from datetime import timedelta

from storehook import Context, Params, Retries, action

PATIENT = Retries(initial_interval=3600, backoff_factor=2, randomize_interval=False)


@action(webhooks=["store/order/created"], within=timedelta(days=1), retries=PATIENT)
def tell_warehouse(params: Params, ctx: Context) -> None:
    raise ConnectionError(f"The warehouse doesn't answer about order {params.id}")
