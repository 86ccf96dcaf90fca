"""Questions about a store's records."""

from collections.abc import Iterator
from dataclasses import dataclass

from storehook.operations.errors import NoSuchRecord, ReconcilerVersionMismatch
from storehook.operations.record_answers import (
    RecordAnswer,
    RecordRowAnswer,
    RecordsAnswer,
    record_answer,
    record_brief_answer,
    record_row_answer,
)
from storehook.operations.stores_service import ReconcilerCalls
from storehook.records.rows import record_key
from storehook.records.table import RecordStore

PAGE = 100
"""Rows that are read at a time."""


@dataclass(frozen=True, slots=True)
class ModelsAnswer:
    """The models that the deployed actions use. A store may have records of others."""

    models: list[str]


@dataclass(frozen=True, slots=True)
class RecordsService:
    """Finds records, as they are stored. The code of their models may have changed since."""

    rows: RecordStore
    reconciler: ReconcilerCalls

    def models(self) -> ModelsAnswer:
        """Return the models that the deployed actions use."""
        answer = self.reconciler.ask({"kind": "models"})
        try:
            return ModelsAnswer([str(name) for name in answer["models"]])
        except (KeyError, TypeError) as error:
            raise ReconcilerVersionMismatch from error

    def page(self, store_hash: str, model: str, cursor: str | None) -> RecordsAnswer:
        """Return a page of a store's records of a model, sorted by their IDs as text."""
        page = self.rows.page(store_hash, model, after=cursor, limit=PAGE)
        return RecordsAnswer([record_brief_answer(row) for row in page.rows if not row.deleted], page.after)

    def with_id(self, store_hash: str, bigcommerce_id: str) -> RecordsAnswer:
        """Return a store's records with an ID, at most one of each model that the deployed actions use."""
        keys = (record_key(store_hash, model, bigcommerce_id) for model in self.models().models)
        rows = filter(None, map(self.rows.get, keys))
        return RecordsAnswer([record_brief_answer(row) for row in rows if not row.deleted], None)

    def all(self, store_hash: str, model: str) -> Iterator[RecordRowAnswer]:
        """Yield a store's records of a model, sorted by their IDs as text. Pages are read on demand."""
        after: str | None = None
        while True:
            page = self.rows.page(store_hash, model, after=after, limit=PAGE)
            yield from (record_row_answer(row) for row in page.rows if not row.deleted)
            after = page.after
            if after is None:
                return

    def record(self, store_hash: str, model: str, bigcommerce_id: str) -> RecordAnswer:
        """Return a record with all its details."""
        key = record_key(store_hash, model, bigcommerce_id)
        row = self.rows.get(key)
        if row is None or row.deleted:
            raise NoSuchRecord(key)
        return record_answer(row)
