"""Your actions, one file each. Functions with `@action` in this folder run when one of their events happens."""
