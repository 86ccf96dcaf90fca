"""Stores, and their credentials."""
