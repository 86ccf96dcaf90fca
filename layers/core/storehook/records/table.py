"""What records need from the outside, as a protocol, and when its rows expire."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from storehook.records.rows import Page, RecordKey, Row


class RecordStore(Protocol):
    """The table of records. Every write is on the condition that nobody else has written in between.

    A row that has expired is not there, but for a write in the place of just that row.
    """

    def get(self, key: RecordKey) -> Row | None:
        """The row as it is stored now, or None."""
        ...

    def put(self, row: Row, *, replaces: Row | None) -> bool:
        """Store a row in the place of the one that was read, or where there was none.

        Putting one row twice is putting it once, so an answer that got lost on the way can be asked for again.

        Returns whether it is stored; if not, the row that was read is not there any more, and nothing was written.

        Raises:
            RecordTooLarge: it has over 400 KB.
        """
        ...

    def delete(self, row: Row) -> bool:
        """Delete the row that was read.

        Returns whether it is gone; if not, there is another in its place, and nothing was deleted.
        """
        ...

    def page(self, store_hash: str, model: str, *, after: str | None, limit: int) -> Page:
        """Some rows of a store's model, those that wait for `on_deleted` too, from an id onwards."""
        ...


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
