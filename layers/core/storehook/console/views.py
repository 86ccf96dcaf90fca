"""Runs as the console answers them: pure functions."""

import base64

from storehook.console.answers import AttemptAnswer, KeyAnswer, RowAnswer
from storehook.history.rows import Row
from storehook.runs import Attempt, Run, RunKey


def key_answer(key: RunKey) -> KeyAnswer:
    """A run's name."""
    return {"store_hash": key.store_hash, "event_id": key.event_id, "action": key.action}


def row_answer(row: Row) -> RowAnswer:
    """A run in a list. When its next attempt is due is told only while one is to come."""
    comes = row.state in ("retrying", "scheduled", "waiting") and row.next_attempt_at > 0
    return {
        **key_answer(row.key),
        "state": row.state,
        "scope": row.scope,
        "lane": row.lane,
        "kind": row.kind,
        "attempt": row.attempt,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "resource": row.resource,
        "error_type": row.error_type,
        "fingerprint": row.fingerprint,
        "next_attempt_at": row.next_attempt_at if comes else None,
    }


def attempt_answer(attempt: Attempt) -> AttemptAnswer:
    """An attempt that has ended."""
    failure = attempt.failure
    return {
        "number": attempt.number,
        "redrives": attempt.redrives,
        "started_at": attempt.started_at,
        "ended_at": attempt.ended_at,
        "failure": {
            "error_type": failure.error_type,
            "error": failure.error,
            "traceback": failure.traceback,
            "fingerprint": failure.fingerprint,
        }
        if failure
        else None,
    }


def payload_answer(payload: bytes) -> tuple[str, bool]:
    """A payload as JSON can hold it, and whether that is the text that was sent; else it is base64."""
    try:
        return payload.decode(), True
    except UnicodeDecodeError:
        return base64.b64encode(payload).decode(), False


def caller_of(run: Run) -> RunKey | None:
    """The run that enqueued this one; None if none did, or if an earlier version queued it."""
    event_id, _, action = (run.message.caller or "").rpartition("/")
    return RunKey(run.key.store_hash, event_id, action) if event_id else None


def enqueued_event(key: RunKey, number: int) -> str:
    """The event of the runs that a run enqueued without a key, counted from 0 in the order of its calls."""
    return f"{key.event_id}/{key.action}/{number}"
