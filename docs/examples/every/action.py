"""Compare the stock with the ERP every hour. Each store has its own minute."""

from storehook import Context, Params, action


@action(every="1 hour")
def compare_stock(_params: Params, ctx: Context) -> int:
    return len(list(ctx.connections.bigcommerce.current.v3.list("/catalog/products")))
