"""An action that fails until a test mends it."""

from storehook import Context, Params, action


@action(webhooks=["store/category/updated"], retries=0)
def sort_category(params: Params, ctx: Context) -> None:
    raise LookupError(f"no shelf for category {params.id}")
