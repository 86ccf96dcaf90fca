"""Runs as the command shows them, for people and for programs."""

import base64
from dataclasses import asdict
from typing import Any

from storehook.history.rows import Row, row_of
from storehook.operations.views import caller_of
from storehook.runs.run import Attempt, Run
from storehook_cli.views.printing import ago, instant

HEADS = ("STATE", "CREATED", "STORE", "EVENT", "ACTION", "SCOPE", "RESOURCE", "ERROR", "FINGERPRINT")

_TIMES = ("created_at", "updated_at", "received_at", "happened_at", "next_attempt_at")


def line(row: Row, now: float) -> tuple[str, ...]:
    """A line of the list."""
    key = row.key
    return (
        row.state,
        ago(row.created_at, now),
        key.store_hash,
        key.event_id,
        key.action,
        row.scope,
        row.resource or "",
        row.error_type or "",
        row.fingerprint or "",
    )


def summary(row: Row) -> dict[str, Any]:
    """What a list says of a run, for programs."""
    fields = asdict(row)
    key = fields.pop("key")
    return key | fields | {name: instant(getattr(row, name)) for name in _TIMES}


def whole(run: Run) -> dict[str, Any]:
    """All of a run, for programs. A payload that is no text is in base64."""
    message = run.message
    text, caller = payload_text(run), caller_of(run)
    return summary(row_of(run)) | {
        "delivery_id": message.delivery_id,
        "redrives": message.redrives,
        "generation": message.generation,
        "dead_lettered": run.dead_lettered,
        "triggered_by": asdict(caller) if caller else None,
        "attempts": [_attempt(each) for each in run.attempts],
        "payload": base64.b64encode(message.payload).decode() if text is None else text,
        "payload_is_text": text is not None,
    }


def payload_text(run: Run) -> str | None:
    """What BigCommerce sent, or None if it is no text."""
    try:
        return run.message.payload.decode()
    except UnicodeDecodeError:
        return None


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return asdict(attempt) | {"started_at": instant(attempt.started_at), "ended_at": instant(attempt.ended_at)}
