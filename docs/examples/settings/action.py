"""Tag large orders. Each environment decides what is large: `settings.toml` has its value, and this is its model."""

from decimal import Decimal

from pydantic import BaseModel

from storehook import Context, Params, action


class Settings(BaseModel):
    """Belongs into `functions/worker/settings.py`."""

    large: Decimal


@action(webhooks=["store/order/created"])
def tag_large(params: Params, ctx: Context[Settings]) -> bool:
    order = ctx.connections.bigcommerce.current.v2.get("/orders/{order_id}", order_id=params.id)
    return order is not None and Decimal(order["total_inc_tax"]) >= ctx.settings.large
