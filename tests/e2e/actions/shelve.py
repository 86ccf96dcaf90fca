"""Always fails."""

from storehook import Context, Params, action


@action(webhooks=["store/category/deleted"], retries=0)
def shelve(params: Params, ctx: Context) -> None:
    raise LookupError(f"no shelf for category {params.id}")
