"""Runs, stores and dead letters as an operator is told of them: pure functions."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from storehook.catch_up.progress import CatchUpProgress
from storehook.errors import ContentUnreadable
from storehook.history.reading import HeldCount
from storehook.history.rows import RunRow
from storehook.operations.answers import (
    ActionAnswer,
    ActionRunsAnswer,
    ActionsAnswer,
    AttemptAnswer,
    CatchUpAnswer,
    CatchUpPreviewAnswer,
    ExceptionAnswer,
    KeyAnswer,
    LetterAnswer,
    ReconciliationAnswer,
    ResourceProgressAnswer,
    RowAnswer,
    StoreAnswer,
    StoreRowAnswer,
    WebhookAnswer,
)
from storehook.operations.errors import ReconcilerVersionMismatch
from storehook.queues.dead_letters import envelope
from storehook.queues.message import decode
from storehook.queues.ports import DeadLetter
from storehook.queues.run_key import RunKey
from storehook.registration.record import Registration
from storehook.runs.open import holder_of
from storehook.runs.run import Attempt, Run
from storehook.stores.store import Store


def key_answer(key: RunKey) -> KeyAnswer:
    """A run's name."""
    return KeyAnswer(**asdict(key))


def row_answer(row: RunRow) -> RowAnswer:
    """A run in a list. When its next attempt is due is told only while one is to come."""
    fields = asdict(row)
    key, due_at = fields.pop("key"), fields.pop("next_attempt_at")
    comes = row.state in ("retrying", "scheduled", "waiting") and due_at > 0
    fields["happened_at"] = row.happened_at or None
    return RowAnswer(**key, **fields, next_attempt_at=due_at if comes else None, held_by=holder_of(row.open))


def attempt_answers(attempts: Sequence[Attempt]) -> list[AttemptAnswer]:
    """The attempts that have ended, their tracebacks whole.

    Of failures alike only the last keeps where it came from; that stands for the others.
    """
    kept = {each.failure.fingerprint: each.failure.traceback for each in attempts if each.failure}
    answers = [AttemptAnswer(**asdict(attempt)) for attempt in attempts]
    for answer in answers:
        if failure := answer["failure"]:
            stack = failure["traceback"] or kept[failure["fingerprint"]]
            failure["traceback"] = f"{stack}{failure['error_type']}: {failure['error']}\n"
    return answers


def payload_answer(payload: bytes) -> tuple[str, bool]:
    """A payload as JSON can hold it, and whether that is the text that was sent; else it is base64."""
    try:
        return payload.decode(), True
    except UnicodeDecodeError:
        return base64.b64encode(payload).decode(), False


def caller_of(run: Run) -> RunKey | None:
    """The run that enqueued this one; None if none did, or if an earlier version queued it."""
    key = RunKey.in_store(run.key.store_hash, run.message.caller or "")
    return key if key.event_id else None


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
        "paused_by": store.paused_by,
        "paused_at": store.paused_at or None,
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


def store_answer(
    row: StoreRowAnswer, store: Store, registration: Registration, catch_up: CatchUpProgress | None, held: HeldCount
) -> StoreAnswer:
    """All about a store."""
    exception = registration.exception
    return {
        **row,
        "held": held.count,
        "held_capped": held.capped,
        "oauth_scopes": list(store.scopes),
        "detail": registration.detail,
        "webhooks": [WebhookAnswer(**asdict(webhook)) for webhook in registration.webhooks],
        "missing_scopes": list(registration.missing),
        "blocked_domains": [
            {"destination": domain.destination, "until": domain.until, "reasons": list(domain.reasons)}
            for domain in registration.blocked
        ],
        "exception": ExceptionAnswer(**asdict(exception)) if exception else None,
        "well_since": registration.well_since or None,
        "well_until": registration.well_until or None,
        "catch_up": catch_up_answer(catch_up) if catch_up else None,
    }


def catch_up_answer(progress: CatchUpProgress) -> CatchUpAnswer:
    """How far a catch-up has come."""
    resources: list[ResourceProgressAnswer] = [
        {
            "resource": each.resource,
            "found": each.found,
            "sent": each.sent,
            "covered": each.covered,
            "detail": each.detail,
        }
        for each in progress.resources
    ]
    return {
        "version": progress.version,
        "state": progress.state,
        "since": float(progress.since),
        "until": float(progress.until),
        "started_at": progress.started_at,
        "sent": sum(each["sent"] for each in resources),
        "covered": sum(each["covered"] for each in resources),
        "detail": progress.detail,
        "resources": resources,
    }


def reconciliation_answer(report: Mapping[str, Any]) -> ReconciliationAnswer:
    """The reconciler's report of one store.

    Raises:
        ReconcilerVersionMismatch: it is none of this version's.
    """
    try:
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
    except (KeyError, TypeError) as error:
        raise ReconcilerVersionMismatch from error


def preview_answer(preview: Mapping[str, Any]) -> CatchUpPreviewAnswer:
    """The reconciler's preview of a catch-up.

    Raises:
        ReconcilerVersionMismatch: it is none of this version's.
    """
    try:
        return {
            "resources": [
                {
                    "resource": str(each["resource"]),
                    "found": int(each["found"]),
                    "covered": int(each["covered"]),
                    "actions": {str(action): int(count) for action, count in each["actions"].items()},
                    "detail": str(each["detail"]),
                }
                for each in preview["resources"]
            ]
        }
    except (KeyError, TypeError) as error:
        raise ReconcilerVersionMismatch from error


_NOT_RUN: ActionRunsAnswer = {"last_at": None, "last_state": None, "failed": 0, "capped": False}


def action_answer(
    name: str, scopes: Iterable[str], lane: str, by_action: Mapping[str, ActionRunsAnswer]
) -> ActionAnswer:
    """An action with its runs of the last day.

    Args:
        name: the action's.
        scopes: what triggers it.
        lane: where it runs.
        by_action: what `RunsService.by_action` tells of those that have run.
    """
    return {"action": name, "scopes": list(scopes), "lane": lane, **by_action.get(name, _NOT_RUN)}


def actions_answer(listed: Mapping[str, Any], by_action: Mapping[str, ActionRunsAnswer]) -> ActionsAnswer:
    """The reconciler's list of actions, with their runs.

    Raises:
        ReconcilerVersionMismatch: it is none of this version's.
    """
    try:
        return {
            "actions": [
                action_answer(str(each["action"]), map(str, each["scopes"]), str(each["lane"]), by_action)
                for each in listed["actions"]
            ]
        }
    except (KeyError, TypeError) as error:
        raise ReconcilerVersionMismatch from error


def letter_answer(letter: DeadLetter) -> LetterAnswer:
    """All of a dead letter."""
    about = asdict(envelope(letter))
    try:
        message = decode(letter.text)
    except ContentUnreadable:
        message = None
    payload, is_text = payload_answer(message.payload) if message else (letter.text, True)
    return LetterAnswer(
        id=letter.id,
        sent_at=letter.sent_at,
        store_hash=about.pop("store"),
        **about,
        kind=message and message.kind,
        delivery_id=message and message.delivery_id,
        received_at=message and message.received_at,
        redrives=message and message.redrives,
        payload=payload,
        payload_is_text=is_text,
    )
