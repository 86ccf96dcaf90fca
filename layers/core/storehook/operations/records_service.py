"""What an operator asks about a store's records."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from storehook.operations.answers import (
    KeyAnswer,
    ModelsAnswer,
    PastChangeAnswer,
    PendingChangeAnswer,
    RecordAnswer,
    RecordBriefAnswer,
    RecordRowAnswer,
    RecordsAnswer,
)
from storehook.operations.errors import NoSuchRecord, ReconcilerVersionMismatch
from storehook.operations.stores_service import ReconcilerCalls
from storehook.operations.views import key_answer
from storehook.queues.run_key import RunKey
from storehook.records.past_changes import PastChange
from storehook.records.rows import PendingChange, Row, record_key
from storehook.records.table import RecordStore
from storehook.webhooks.resources import named_like

PAGE = 100
"""Rows that are read at a time."""

LONGEST = 200
"""Characters of a record's fields in a list."""

MAX_EXACT = 2**53 - 1
"""The largest whole number that whoever reads JSON into floats has exactly, as JavaScript does."""


@dataclass(frozen=True, slots=True)
class RecordsService:
    """Answers about records, as they are stored: models may have changed since.

    Args:
        rows: the table of records.
        reconciler: the reconciler, which has the code of the models.
    """

    rows: RecordStore
    reconciler: ReconcilerCalls

    def models(self) -> ModelsAnswer:
        """The models that the actions of the deployed code use.

        Raises:
            OperationError: the reconciler failed.
        """
        found = self.reconciler.ask({"kind": "models"})
        try:
            return {"models": [str(name) for name in found["models"]]}
        except (KeyError, TypeError) as error:
            raise ReconcilerVersionMismatch from error

    def page(self, store_hash: str, model: str, cursor: str | None) -> RecordsAnswer:
        """A page of a store's records of a model, in the order of their ids as text.

        Args:
            store_hash: the store.
            model: the model's name.
            cursor: the `next` of the answer before; None to begin.
        """
        page = self.rows.page(store_hash, model, after=cursor, limit=PAGE)
        return {"records": [_brief_answer(row) for row in page.rows if not row.deleted], "next": page.after}

    def with_id(self, store_hash: str, bigcommerce_id: str) -> RecordsAnswer:
        """A store's records with an id, one of each model that the actions of the deployed code use.

        Raises:
            OperationError: the reconciler failed.
        """
        keys = (record_key(store_hash, model, bigcommerce_id) for model in self.models()["models"])
        rows = [row for key in keys if (row := self.rows.get(key)) and not row.deleted]
        return {"records": [_brief_answer(row) for row in rows], "next": None}

    def all(self, store_hash: str, model: str) -> Iterator[RecordRowAnswer]:
        """A store's records of a model, in the order of their ids as text, read page by page on the way."""
        after: str | None = None
        while True:
            page = self.rows.page(store_hash, model, after=after, limit=PAGE)
            yield from (_row_answer(row) for row in page.rows if not row.deleted)
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
        **_row_answer(row),
        "resource": named_like(row.key.model, row.key.bigcommerce_id),
        "creator": _run(row.created_by),
        "pending_changes": [_pending(run_key, each) for run_key, each in row.pending.items()],
        "changes": [_past(each) for each in reversed(row.changes)],
        "expires_at": row.expires_at,
    }


def _run(run_key: str) -> KeyAnswer:
    return key_answer(RunKey.of_run_key(run_key))


def _pending(run_key: str, change: PendingChange) -> PendingChangeAnswer:
    fields = sorted(change.before)
    return {"run": _run(run_key), "operation": change.operation, "at": change.at, "fields": fields}


def _past(change: PastChange) -> PastChangeAnswer:
    fields = list(change.fields)
    return {"run": _run(change.run_key), "at": change.at, "fields": fields, "more": change.count - len(fields)}


def _row_answer(row: Row) -> RecordRowAnswer:
    return {
        "store_hash": row.key.store_hash,
        "model": row.key.model,
        "id": row.key.bigcommerce_id,
        "version": row.version,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "pending": len(row.pending),
        "fields": _plain_fields(row),
    }


def _brief_answer(row: Row) -> RecordBriefAnswer:
    return {
        "store_hash": row.key.store_hash,
        "model": row.key.model,
        "id": row.key.bigcommerce_id,
        "version": row.version,
        "updated_at": row.updated_at,
        "pending": len(row.pending),
        "brief": in_brief(_plain_fields(row)),
    }


def in_brief(fields: Mapping[str, Any]) -> str:
    """The beginning of a record's fields, for people.

    Args:
        fields: as an answer has them.
    """
    text = "  ".join(f"{name}={json.dumps(each, ensure_ascii=False)}" for name, each in fields.items())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _plain_fields(row: Row) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.fields.items()}


def _plain(value: object) -> object:
    """A stored value as JSON has it. What a float would not be the same as is text: fractions, and huge numbers."""
    match value:
        case int() if abs(value) > MAX_EXACT:
            return str(value)
        case Decimal():
            return str(value)
        case Mapping():
            return {name: _plain(each) for name, each in cast("Mapping[str, object]", value).items()}
        case list():
            return [_plain(each) for each in cast("list[object]", value)]
        case _:
            return value
