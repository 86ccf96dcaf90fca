"""Create a customer's folder at another service. Two runs at once would create it twice."""

from storehook import Context, Params, Retry, action


@action(webhooks=["store/customer/*"], one_at_a_time=True)
def make_folder(params: Params, ctx: Context) -> None:
    if ctx.trigger.attempt == 1:
        raise Retry("The service is busy.", after=60)
