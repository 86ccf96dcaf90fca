"""Lanes that the template deploys, and the longest delays of their queues."""

LANES = ("default", "long")
"""Lanes that the template deploys. Each has a queue, a dead-letter queue and a consumer.

The timer checks only these lanes. Before a lane is removed, no run may wait in it.
"""

LONGEST_ATTEMPT = {"default": 60.0, "long": 900.0}
"""Seconds for which each lane's consumer may run (template.yaml)."""

MAX_DELAY = 900.0
"""Longest delay of a new SQS message, in seconds (SQS, "Message quotas"). A longer wait is stored in the run's row."""

MAX_POSTPONE = 11.5 * 3600
"""Longest delay of a received message, in seconds. SQS hides a message for at most 12 hours after its receipt."""
