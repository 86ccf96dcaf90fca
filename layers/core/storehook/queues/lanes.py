"""The lanes that the template deploys, and for how long their queues can hide a message."""

LANES = ("default", "long")
"""The lanes that the template deploys: one queue, dead-letter queue and consumer each.

The timer looks at these alone: one that is taken away must have no run that waits.
"""

LONGEST_ATTEMPT = {"default": 60.0, "long": 900.0}
"""Seconds for which each lane's consumer may run (template.yaml)."""

MAX_DELAY = 900.0
"""Seconds for which SQS hides a new message at most (SQS, "Message quotas"). A longer wait is in the run's row."""

MAX_POSTPONE = 11.5 * 3600
"""Seconds that a message can be put back. SQS hides a message for at most 12 hours from when it was received."""
