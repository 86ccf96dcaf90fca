"""An order as we last saw it, so that a change can be told from an echo."""

from storehook import Context, Model

DISCOUNT = "10.0000"


class Order(Model):
    """An order, and a discount for those who mention Gadget in their message."""

    customer_message: str = ""

    def on_success(self, ctx: Context) -> None:
        """Write the discount back to the store: only for a message that has just changed, so an echo ends here."""
        if self.changed("customer_message") and "Gadget" in self.customer_message:
            store = ctx.connections.bigcommerce.for_store_hash(self.store_hash)
            store.v2.put("/orders/{order_id}", order_id=self.bigcommerce_id, json={"discount_amount": DISCOUNT})
