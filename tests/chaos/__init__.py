"""Tries hard to break the promises: out of CI, as it takes minutes."""
