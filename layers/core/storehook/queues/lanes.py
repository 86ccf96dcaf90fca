"""The lanes that the template deploys, and how long their queues can hide a message."""

LANES = ("default", "long")
"""The lanes that the template deploys: one queue, dead-letter queue and consumer each."""


MAX_POSTPONE = 11.5 * 3600
"""Seconds that a message can be put back. SQS hides a message for at most 12 hours from when it was received."""
