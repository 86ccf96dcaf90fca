"""What is left of a store that was purged, for as long as anything can still arrive for it. Pure.

Without it, the store would be one that nobody has said anything of: what arrives late would be worked on, and stored.
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
    """What is left of a store that was purged.

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
