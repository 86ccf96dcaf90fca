"""Decides whether a request is genuine, and queues it."""
