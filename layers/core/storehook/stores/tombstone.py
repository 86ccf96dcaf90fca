"""Tombstone of a purged store. It is kept for as long as anything can still arrive for the store. Pure.

Without it, a late delivery would be processed and stored as if the store were new.
"""

from dataclasses import dataclass
from typing import Literal

DAY = 24 * 3600

KEPT = (2 + 14 + 14 + 5) * DAY
"""Seconds for which it is kept, as nothing can arrive for longer: BigCommerce tries for 48 hours (docs, webhooks), SQS
keeps a message for 14 days at most (SetQueueAttributes, `MessageRetentionPeriod`), and so a dead letter, which is a
message of its own. The rest is for who stops a queue for a while, and for redrives."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Tombstone of a purged store.

    Args:
        store_hash: the store's.
        purged_at: when it was purged, or last so, in unix seconds.
        status: as a store has one, and no store has this.
    """

    store_hash: str
    purged_at: float
    status: Literal["purged"] = "purged"

    @property
    def expires_at(self) -> int:
        """From when on it is forgotten, in unix seconds. DynamoDB may take days longer, in which it still counts."""
        return int(self.purged_at) + KEPT
