"""One action asks for another, which has no current store and finds it by its hash."""

from storehook import Context, Params, action


@action(webhooks=["store/subscriber/created"])
def welcome(params: Params, ctx: Context) -> None:
    ctx.enqueue("look_up_orders", {"subscriber": params.id})


@action()
def look_up_orders(params: Params, ctx: Context) -> None:
    store = ctx.connections.bigcommerce.for_store_hash(params.storeHash)
    ctx.logger.info("The store has %s orders", sum(1 for _ in store.v2.list("/orders")))
