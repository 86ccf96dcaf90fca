"""Tombstone of a purged store. It is kept for as long as anything can still arrive for the store. Pure.

Without it, a late delivery would be processed and stored as if the store were new.
"""

from dataclasses import dataclass
from typing import Literal

DAY = 24 * 3600

KEPT = (2 + 14 + 14 + 5) * DAY
"""Seconds for which a tombstone is kept. Nothing can arrive for longer.

BigCommerce retries for 48 hours (docs, webhooks). SQS keeps a message for at most 14 days (SetQueueAttributes,
`MessageRetentionPeriod`), and a dead letter for as long again. The rest allows for paused queues and redrives.
"""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Tombstone of a store that was last purged at this unix time. No store has its status."""

    store_hash: str
    purged_at: float
    status: Literal["purged"] = "purged"

    @property
    def expires_at(self) -> int:
        """Unix time from which it is forgotten. DynamoDB may take days longer, in which it still counts."""
        return int(self.purged_at) + KEPT
