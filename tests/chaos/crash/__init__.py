"""Every call of every function fails, and its process dies, one at a time."""
