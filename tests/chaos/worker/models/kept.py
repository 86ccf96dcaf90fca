"""Model of an order, with a write back to the store."""

from storehook import Context, Model


class Kept(Model):
    """An order's status. Each change is written back to the store."""

    status: str = ""

    def on_success(self, ctx: Context) -> None:
        if self.changed("status"):
            store = ctx.connections.bigcommerce.for_store_hash(self.store_hash)
            store.v2.put("/orders/{order_id}", order_id=self.bigcommerce_id, json={"staff_notes": self.status})
