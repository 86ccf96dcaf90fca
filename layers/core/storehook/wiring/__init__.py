"""Builds each function's parts."""
