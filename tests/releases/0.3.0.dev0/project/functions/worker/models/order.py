"""The last known state of an order, to distinguish a change from an echo."""

from storehook import Context, Model

DISCOUNT = "10.0000"


class Order(Model):
    """An order. A customer message that mentions Gadget earns a discount."""

    customer_message: str = ""

    def on_success(self, ctx: Context) -> None:
        """Write the discount to the store, but only if the message just changed. An echo of the write ends here."""
        if self.changed("customer_message") and "Gadget" in self.customer_message:
            store = ctx.connections.bigcommerce.for_store_hash(self.store_hash)
            store.v2.put("/orders/{order_id}", order_id=self.bigcommerce_id, json={"discount_amount": DISCOUNT})
