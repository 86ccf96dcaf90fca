"""Copy a product's stock into its description, as often as it changes: in a sale, every second.

Such changes look like a loop of this action and its own echoes. A higher limit lets each of them have its run.
"""

from storehook import Context, Params, action


@action(webhooks=["store/product/inventory/updated"], loop_limit=50)
def show_stock(params: Params, ctx: Context) -> None:
    store = ctx.connections.bigcommerce.current
    product = store.v3.get("/catalog/products/{product_id}", product_id=params.id)
    if product is not None:
        text = f"{product['inventory_level']} left"
        store.v3.put("/catalog/products/{product_id}", product_id=params.id, json={"description": text})
