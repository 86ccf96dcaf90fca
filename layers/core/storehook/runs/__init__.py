"""A run's life, as pure decisions."""
