"""Send a product to a search index. Somebody who edits it saves several times in a row."""

from storehook import Context, Params, action


@action(webhooks=["store/product/updated"], coalesce=5)
def index_product(params: Params, ctx: Context) -> str | None:
    product = ctx.connections.bigcommerce.current.v3.get("/catalog/products/{product_id}", product_id=params.id)
    return None if product is None else product["name"]
