"""Stores as the console answers them: pure functions."""

from collections.abc import Mapping
from typing import Any

from storehook.catch_up.progress import Progress
from storehook.console.store_answers import (
    CatchUpAnswer,
    CatchUpPreviewAnswer,
    RegisterAnswer,
    StoreAnswer,
    StoreRowAnswer,
)
from storehook.registration.record import Registration
from storehook.stores import Store


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
    families: list[Mapping[str, Any]] = preview["families"]
    return {
        "counts": [
            {"family": str(family["family"]), "action": str(action), "count": int(count)}
            for family in families
            for action, count in family["actions"].items()
        ],
        "detail": " ".join(f"{family['family']}: {family['detail']}" for family in families if family["detail"]),
    }


def _catch_up(progress: Progress) -> CatchUpAnswer:
    return {
        "state": progress.state,
        "since": float(progress.since),
        "until": float(progress.until),
        "started_at": progress.started_at,
        "sent": sum(family.sent for family in progress.families),
        "covered": sum(family.covered for family in progress.families),
        "detail": progress.detail,
    }
