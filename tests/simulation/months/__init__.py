"""Months of one store: random histories of its webhooks, its lists and its records."""
