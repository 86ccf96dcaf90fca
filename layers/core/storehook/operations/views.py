"""Runs as the console answers them: pure functions."""

import base64
from collections.abc import Mapping
from typing import Any

from storehook.catch_up.progress import Progress
from storehook.history.rows import Row
from storehook.operations.answers import (
    AttemptAnswer,
    CatchUpAnswer,
    CatchUpPreviewAnswer,
    KeyAnswer,
    RegisterAnswer,
    RowAnswer,
    StoreAnswer,
    StoreRowAnswer,
)
from storehook.registration.record import Registration
from storehook.runs.run import Attempt, Run, RunKey
from storehook.stores.store import Store


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


def store_row_answer(
    store: Store, registration: Registration, last_delivery_at: float | None, now: float
) -> StoreRowAnswer:
    """A store in a list.

    Args:
        store: the store.
        registration: its webhooks.
        last_delivery_at: when its latest webhook arrived, in unix seconds.
        now: unix seconds.
    """
    return {
        "store_hash": store.store_hash,
        "name": store.name,
        "status": store.status,
        "reason": store.reason,
        "account": store.account,
        "installed_at": store.installed_at,
        "health": "none" if store.status == "uninstalled" else registration.health(now),
        "registered": len(registration.webhooks),
        "missing": len(registration.missing),
        "inactive": sum(not webhook.active for webhook in registration.webhooks),
        "blocked": any(domain.until > now for domain in registration.blocked),
        "reconciled_at": registration.reconciled_at or None,
        "outcome": registration.outcome,
        "last_delivery_at": last_delivery_at,
    }


def store_answer(row: StoreRowAnswer, registration: Registration, catch_up: Progress | None) -> StoreAnswer:
    """All about a store."""
    exception = registration.exception
    return {
        **row,
        "detail": registration.detail,
        "webhooks": [
            {
                "id": webhook.id,
                "scope": webhook.scope,
                "destination": webhook.destination,
                "active": webhook.active,
                "since": float(webhook.since),
            }
            for webhook in registration.webhooks
        ],
        "missing_scopes": list(registration.missing),
        "blocked_domains": [
            {"destination": domain.destination, "until": domain.until, "reasons": list(domain.reasons)}
            for domain in registration.blocked
        ],
        "exception": {"code": exception.code, "message": exception.message, "at": exception.at} if exception else None,
        "catch_up": _catch_up(catch_up) if catch_up else None,
    }


def register_answer(report: Mapping[str, Any]) -> RegisterAnswer:
    """The reconciler's report of one store."""
    return {
        "outcome": str(report["outcome"]),
        "detail": str(report["detail"]),
        "steps": [
            {
                "step": str(step["step"]),
                "scope": str(step["scope"]),
                "destination": str(step["destination"]),
                "id": step.get("id"),
            }
            for step in report["steps"]
        ],
    }


def preview_answer(preview: Mapping[str, Any]) -> CatchUpPreviewAnswer:
    """The reconciler's preview of a catch-up."""
    resources: list[Mapping[str, Any]] = preview["resources"]
    return {
        "counts": [
            {"resource": str(resource["resource"]), "action": str(action), "count": int(count)}
            for resource in resources
            for action, count in resource["actions"].items()
        ],
        "detail": " ".join(
            f"{resource['resource']}: {resource['detail']}" for resource in resources if resource["detail"]
        ),
    }


def _catch_up(progress: Progress) -> CatchUpAnswer:
    return {
        "state": progress.state,
        "since": float(progress.since),
        "until": float(progress.until),
        "started_at": progress.started_at,
        "sent": sum(resource.sent for resource in progress.resources),
        "covered": sum(resource.covered for resource in progress.resources),
        "detail": progress.detail,
    }
