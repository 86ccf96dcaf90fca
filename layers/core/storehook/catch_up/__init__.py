"""Catch-up: finds changes that webhooks did not deliver, and runs the actions that missed them."""
