"""Always fails, until a test deploys it mended."""

from storehook import Context, Params, Retries, action

SOON = Retries(retry_count=1, initial_interval=1, backoff_factor=1, randomize_interval=False)


@action(webhooks=["store/product/deleted"], retries=SOON)
def broken(params: Params, ctx: Context) -> None:
    raise LookupError(f"product {params.id} is not known")
