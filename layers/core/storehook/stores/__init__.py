"""A store, and its credentials."""
