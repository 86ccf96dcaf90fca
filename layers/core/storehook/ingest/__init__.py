"""Ingest: verifies deliveries and queues them."""
