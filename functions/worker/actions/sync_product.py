"""Keep our copy of a product in step with the store."""

from models.product import Product
from storehook import Context, Params, action


@action(webhooks=["store/product/created", "store/product/updated", "store/product/deleted"], coalesce=5)
def sync_product(params: Params, ctx: Context) -> None:
    product = ctx.connections.bigcommerce.current.v3.get("/catalog/products/{product_id}", product_id=params.id)
    if product is None:
        ctx.records(Product).delete(params.id)
        return
    fields = {name: product[name] for name in ("name", "sku", "price", "date_modified")}
    ctx.records(Product).upsert(params.id, **fields)
