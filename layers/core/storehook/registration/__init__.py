"""Webhooks register themselves: what is wanted, what is there, and the way from the one to the other."""
