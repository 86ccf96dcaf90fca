"""What records need from the outside, as a protocol: `aws/records.py` has the real one, `memory.py` one in memory."""

from typing import Protocol

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
