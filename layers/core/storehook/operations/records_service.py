"""What an operator asks about a store's records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from storehook.operations.answers import RecordAnswer
from storehook.operations.errors import NoSuchRecord
from storehook.records.rows import Row, record_key
from storehook.records.table import RecordStore

PAGE = 100
"""Rows that are read at a time."""


@dataclass(frozen=True, slots=True)
class RecordsService:
    """Answers about records, as they are stored: models may have changed since.

    Args:
        rows: the table of records.
    """

    rows: RecordStore

    def every(self, store_hash: str, model: str) -> Iterator[RecordAnswer]:
        """A store's records of a model, in the order of their ids as text, read page by page on the way."""
        after: str | None = None
        while True:
            page = self.rows.page(store_hash, model, after=after, limit=PAGE)
            yield from (_answer(row) for row in page.rows if not row.deleted)
            if (after := page.after) is None:
                return

    def record(self, store_hash: str, model: str, bigcommerce_id: str) -> RecordAnswer:
        """A record.

        Raises:
            NoSuchRecord: there is none of that id.
            EmptyKey: the id is empty.
            ValueNotStorable: it is longer than a record's can be.
        """
        key = record_key(store_hash, model, bigcommerce_id)
        row = self.rows.get(key)
        if row is None or row.deleted:
            raise NoSuchRecord(key)
        return _answer(row)


def _answer(row: Row) -> RecordAnswer:
    return {
        "store_hash": row.key.store_hash,
        "model": row.key.model,
        "id": row.key.bigcommerce_id,
        "version": row.version,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "pending": len(row.pending),
        "fields": {name: _plain(value) for name, value in row.fields.items()},
    }


def _plain(value: object) -> object:
    """A stored value as JSON has it. A fraction is text, as BigCommerce sends it: a float would not be the same."""
    match value:
        case Decimal():
            return str(value)
        case Mapping():
            return {name: _plain(each) for name, each in cast("Mapping[str, object]", value).items()}
        case list():
            return [_plain(each) for each in cast("list[object]", value)]
        case _:
            return value
