"""Fails twice, then succeeds."""

from storehook import Context, Params, Retries, action

SOON = Retries(retry_count=3, initial_interval=1, backoff_factor=1, randomize_interval=False)


@action(webhooks=["store/customer/updated"], retries=SOON)
def flaky(params: Params, ctx: Context) -> None:
    if ctx.trigger.attempt < 3:
        raise ConnectionError(f"customer {params.id}: attempt {ctx.trigger.attempt} fails")
