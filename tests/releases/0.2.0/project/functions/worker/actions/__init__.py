"""Your actions: one file each. What is decorated with `@action` in this folder runs when its webhooks arrive."""
