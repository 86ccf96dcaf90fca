"""Catch-up: what changed while BigCommerce delivered nothing is fetched, and goes the way of a webhook."""
