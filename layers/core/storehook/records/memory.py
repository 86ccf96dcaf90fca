"""The table of records in memory, for tests and for trying actions out."""

import copy
import threading
from dataclasses import dataclass, field
from typing import Any

from storehook.records.expiry import Expiry
from storehook.records.rows import Page, RecordKey, Row, item, partition, row_of


@dataclass(slots=True)
class MemoryRecordStore:
    """A table of records in a dictionary. Rows are kept as items, so that what DynamoDB would refuse is refused here.

    Args:
        items: by partition and id.
        expiry: when rows expire; never, if it is not given.
    """

    items: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict[tuple[str, str], dict[str, Any]])
    expiry: Expiry = field(default_factory=Expiry)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: RecordKey) -> Row | None:
        """As `store.RecordStore.get`."""
        found = self.items.get(_primary(key))
        return row_of(copy.deepcopy(found)) if found and not self.expiry.is_over(found) else None

    def put(self, row: Row, *, replaces: Row | None) -> bool:
        """As `store.RecordStore.put`."""
        written = copy.deepcopy(item(row, self.expiry.of(row)))
        with self._lock:
            stored = self._stored(row.key)
            free = self.get(row.key) is None if replaces is None else replaces.is_same_write(stored)
            if free:
                self.items[_primary(row.key)] = written
            return free or row.is_same_write(stored)

    def delete(self, row: Row) -> bool:
        """As `store.RecordStore.delete`."""
        with self._lock:
            if row.is_same_write(self._stored(row.key)):
                del self.items[_primary(row.key)]
            return self.get(row.key) is None

    def page(self, store_hash: str, model: str, *, after: str | None, limit: int) -> Page:
        """As `store.RecordStore.page`."""
        pk = partition(store_hash, model)
        keys = sorted(key for key in list(self.items) if key[0] == pk and key[1] > (after or ""))
        found = [self.items[key] for key in keys[:limit]]
        rows = [row_of(copy.deepcopy(each)) for each in found if not self.expiry.is_over(each)]
        return Page(rows, keys[limit - 1][1] if len(keys) > limit else None)

    def _stored(self, key: RecordKey) -> Row | None:
        """The row, even if it has expired."""
        found = self.items.get(_primary(key))
        return row_of(copy.deepcopy(found)) if found else None


def _primary(key: RecordKey) -> tuple[str, str]:
    return partition(key.store_hash, key.model), key.bigcommerce_id
