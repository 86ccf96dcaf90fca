"""Your models: one file each. A model is what you keep of a store's orders, products or customers."""
