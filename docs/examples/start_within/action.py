"""Greet a new customer, unless the greeting would come an hour late."""

from datetime import timedelta

from storehook import Context, Params, action


@action(webhooks=["store/customer/created"])
def register(params: Params, ctx: Context) -> None:
    ctx.enqueue("greet", {"id": params.id}, delay=600)


@action(start_within=timedelta(hours=1))
def greet(params: Params, ctx: Context) -> str:
    return f"mail to customer {params.id}"
