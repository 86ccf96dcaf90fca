"""Answers about stores, as the console and `--json` give them. Times are unix seconds. Nothing in them is secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storehook.catch_up.progress import CatchUpProgress
from storehook.history.reading import HeldCount
from storehook.operations.errors import ReconcilerVersionMismatch
from storehook.registration.record import ReconciliationOutcome, Registration
from storehook.stores.store import Account, Status, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRowAnswer:
    """A store in a list. `registered`, `missing` and `inactive` count webhooks.

    Args:
        uninstalled_at: None unless its status is `uninstalled`.
    """

    store_hash: str
    name: str
    status: Status
    reason: str
    paused_by: str
    paused_at: float | None
    uninstalled_at: float | None
    account: Account
    installed_at: float
    health: str
    registered: int
    missing: int
    inactive: int
    blocked: bool
    reconciled_at: float | None
    outcome: ReconciliationOutcome
    last_delivery_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAnswer(StoreRowAnswer):
    """A store with its webhooks, its latest catch-up, and the number of its runs that are held."""

    held: HeldCount
    oauth_scopes: tuple[str, ...]
    registration: Registration
    catch_up: CatchUpProgress | None


@dataclass(frozen=True, slots=True)
class StoresAnswer:
    """A page of stores."""

    stores: list[StoreRowAnswer]
    next: str | None


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """A step of a reconciliation: create, reactivate, re-point, amend, delete or keep."""

    step: str
    scope: str
    destination: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ReconciliationAnswer:
    """The steps that a reconciliation took, or would take."""

    outcome: str
    detail: str
    steps: list[StepAnswer]


@dataclass(frozen=True, slots=True)
class ResourcePreviewAnswer:
    """The runs that a catch-up would start for one resource, by action. `detail` says why there may be more."""

    resource: str
    found: int
    covered: int
    actions: Mapping[str, int]
    detail: str


@dataclass(frozen=True, slots=True)
class CatchUpPreviewAnswer:
    """The runs that a catch-up would start."""

    resources: list[ResourcePreviewAnswer]


@dataclass(frozen=True, slots=True)
class CatchUpStartAnswer:
    """A catch-up is queued."""

    started: bool = True


def store_row_answer(
    store: Store, registration: Registration, last_delivery_at: float | None, now: float
) -> StoreRowAnswer:
    """Return a store as it appears in a list."""
    known = registration.known_for(store)
    return StoreRowAnswer(
        store_hash=store.store_hash,
        name=store.name,
        status=store.status,
        reason=store.reason,
        paused_by=store.paused_by,
        paused_at=store.paused_at or None,
        uninstalled_at=store.uninstalled_at or None,
        account=store.account,
        installed_at=store.installed_at,
        health=_health(store, registration, now),
        registered=len(known.webhooks),
        missing=len(known.missing),
        inactive=sum(not webhook.active for webhook in known.webhooks),
        blocked=any(domain.until > now for domain in known.blocked),
        reconciled_at=registration.reconciled_at or None,
        outcome=registration.outcome,
        last_delivery_at=last_delivery_at,
    )


def _health(store: Store, registration: Registration, now: float) -> str:
    if store.status == "uninstalled":
        return "none"
    if registration.outcome == "unauthorized":
        return f"token refused: {'reinstall the app' if store.account == 'app' else 'add the store again'}"
    return registration.health(now)


def reconciliation_answer(report: Mapping[str, Any]) -> ReconciliationAnswer:
    """Parse the reconciler's report of one store."""
    try:
        steps = [
            StepAnswer(step["step"], step["scope"], step["destination"], step.get("id")) for step in report["steps"]
        ]
        return ReconciliationAnswer(report["outcome"], report["detail"], steps)
    except (KeyError, TypeError) as error:
        raise ReconcilerVersionMismatch from error


def catch_up_preview_answer(preview: Mapping[str, Any]) -> CatchUpPreviewAnswer:
    """Parse the reconciler's preview of a catch-up."""
    try:
        return CatchUpPreviewAnswer([ResourcePreviewAnswer(**resource) for resource in preview["resources"]])
    except (KeyError, TypeError) as error:
        raise ReconcilerVersionMismatch from error
