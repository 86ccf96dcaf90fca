"""Answers about records, as the console and `--json` give them. Times are unix seconds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from storehook.queues.run_key import RunKey
from storehook.records.past_changes import PastChange
from storehook.records.rows import Operation as RecordOperation
from storehook.records.rows import PendingChange, RecordRow
from storehook.webhooks.resources import named_like

MAX_BRIEF = 200
"""Characters of a record's fields in a list."""

MAX_EXACT = 2**53 - 1
"""The largest integer that JavaScript, and other readers of JSON with floats, hold exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHead:
    """The name and version of a record. `pending` counts the changes whose `on_success` has not ended."""

    store_hash: str
    model: str
    id: str
    version: int
    updated_at: float
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBriefAnswer(RecordHead):
    """A record in a list, with the beginning of its fields as text."""

    brief: str


@dataclass(frozen=True, slots=True)
class RecordsAnswer:
    """A page of records. It may be empty and still have a `next`."""

    records: list[RecordBriefAnswer]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRowAnswer(RecordHead):
    """A record with all its fields."""

    created_by: str
    created_at: float
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PendingChangeAnswer:
    """A change whose `on_success` has not ended, and the fields that it changed."""

    run: RunKey
    operation: RecordOperation
    at: float
    fields: list[str]


@dataclass(frozen=True, slots=True)
class PastChangeAnswer:
    """A change of an existing record: the first changed fields, and the number of `more`."""

    run: RunKey
    at: float
    fields: list[str]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAnswer(RecordRowAnswer):
    """A record as it is stored, with its last `changes`, latest first.

    `resource` names its resource, such as `order/113`, if its model is named like one.
    """

    resource: str | None
    creator: RunKey
    pending_changes: list[PendingChangeAnswer]
    changes: list[PastChangeAnswer]
    expires_at: float | None


def record_answer(row: RecordRow) -> RecordAnswer:
    """Return a record with all its details."""
    return RecordAnswer(
        **_row_fields(row),
        resource=named_like(row.key.model, row.key.bigcommerce_id),
        creator=RunKey.of_run_key(row.created_by),
        pending_changes=[_pending_change(run_key, change) for run_key, change in row.pending.items()],
        changes=[_past_change(change) for change in reversed(row.changes)],
        expires_at=row.expires_at,
    )


def record_row_answer(row: RecordRow) -> RecordRowAnswer:
    """Return a record with all its fields."""
    return RecordRowAnswer(**_row_fields(row))


def record_brief_answer(row: RecordRow) -> RecordBriefAnswer:
    """Return a record as it appears in a list."""
    return RecordBriefAnswer(**_head(row), brief=in_brief(_plain_fields(row)))


def in_brief(fields: Mapping[str, Any]) -> str:
    """Return the beginning of a record's fields, for people."""
    text = "  ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
    return text if len(text) <= MAX_BRIEF else f"{text[:MAX_BRIEF]} …"


def _row_fields(row: RecordRow) -> dict[str, Any]:
    return _head(row) | {"created_by": row.created_by, "created_at": row.created_at, "fields": _plain_fields(row)}


def _head(row: RecordRow) -> dict[str, Any]:
    return {
        "store_hash": row.key.store_hash,
        "model": row.key.model,
        "id": row.key.bigcommerce_id,
        "version": row.version,
        "updated_at": row.updated_at,
        "pending": len(row.pending),
    }


def _pending_change(run_key: str, change: PendingChange) -> PendingChangeAnswer:
    return PendingChangeAnswer(RunKey.of_run_key(run_key), change.operation, change.at, sorted(change.before))


def _past_change(change: PastChange) -> PastChangeAnswer:
    more = change.count - len(change.fields)
    return PastChangeAnswer(RunKey.of_run_key(change.run_key), change.at, list(change.fields), more)


def _plain_fields(row: RecordRow) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.fields.items()}


def _plain(value: object) -> object:
    """Return a stored value as JSON has it. Fractions and huge integers become text, as a float would round them."""
    match value:
        case int() if abs(value) > MAX_EXACT:
            return str(value)
        case Decimal():
            return str(value)
        case Mapping():
            return {name: _plain(item) for name, item in cast("Mapping[str, object]", value).items()}
        case list():
            return [_plain(item) for item in cast("list[object]", value)]
        case _:
            return value
