"""A user's models, frozen."""
