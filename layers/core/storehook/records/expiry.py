"""How long rows are kept.

DynamoDB removes a row within days of its `expires_at` (AWS: DynamoDB developer guide, "Time to Live"). Until then a
table of records treats it as not there, so nobody sees a record longer than it is kept.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from storehook.records.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """When rows expire. What was written keeps its time, even if it would be given another now.

    Args:
        deleted: how long a deleted record waits for `on_deleted`, in seconds; 0 for ever.
        live: how long a record is kept after its last write, in seconds; 0 for ever.
        clock: gives unix seconds.
    """

    deleted: float = 0.0
    live: float = 0.0
    clock: Callable[[], float] = time.time

    def of(self, row: Row) -> int | None:
        """When a row that is written now expires, in unix seconds; None for never."""
        retention = self.deleted if row.deleted else self.live
        return int(row.updated_at + retention) if retention > 0 else None

    def is_over(self, found: Mapping[str, Any]) -> bool:
        """Whether an item has expired."""
        return "expires_at" in found and found["expires_at"] <= self.clock()
