"""Wiring: builds each function's objects from its settings."""
