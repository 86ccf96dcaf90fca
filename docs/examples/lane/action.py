"""Add up the stock of all products. It takes minutes in a large store, more than the lane `default` allows."""

from storehook import Context, Params, action


@action(webhooks=["store/order/created"], lane="long")
def count_stock(params: Params, ctx: Context) -> int:
    products = ctx.connections.bigcommerce.current.v3.list("/catalog/products")
    return sum(product["inventory_level"] for product in products)
