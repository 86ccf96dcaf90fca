"""Port to the table of records, and the expiry of its rows."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from storehook.records.rows import RecordKey, RecordPage, RecordRow


class RecordStore(Protocol):
    """Table of records. Every write has the condition that no other write came in between.

    An expired row counts as absent, except for a write that replaces exactly that row.
    """

    def get(self, key: RecordKey) -> RecordRow | None:
        """Return the stored row, if any."""
        ...

    def put(self, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        """Store a row in place of the one that was read, or where there was none. Return whether it is stored.

        Otherwise the row that was read is gone, and nothing was written. Putting a row twice is putting it once, so a
        put whose answer was lost can be repeated.
        """
        ...

    def delete(self, row: RecordRow) -> bool:
        """Delete the row that was read. Return False if another row is in its place, and nothing was deleted."""
        ...

    def page(self, store_hash: str, model: str, *, after: str | None, limit: int) -> RecordPage:
        """Return a page of a model's rows in a store, after an ID. Includes deleted rows that wait for `on_deleted`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """Expiry of rows. A row keeps the time that was written, even if a later write would get another.

    Args:
        deleted: seconds that a deleted record waits for `on_deleted`. 0 for ever.
        live: seconds that a record is kept after its last write. 0 for ever.
        unchanged: a write keeps the expiry of the row that was read.
    """

    deleted: float = 0.0
    live: float = 0.0
    unchanged: bool = False
    clock: Callable[[], float] = time.time

    def of(self, row: RecordRow) -> int | None:
        """Return the expiry of a row that is written now, in unix seconds. None for never."""
        if self.unchanged:
            return row.expires_at
        retention = self.deleted if row.deleted else self.live
        return int(row.updated_at + retention) if retention > 0 else None

    def is_over(self, found: Mapping[str, Any]) -> bool:
        """Return whether an item has expired."""
        return "expires_at" in found and found["expires_at"] <= self.clock()
