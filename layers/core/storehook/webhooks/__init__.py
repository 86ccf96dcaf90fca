"""Webhooks: BigCommerce's events, scopes and signatures."""
