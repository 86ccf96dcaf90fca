"""Judging one store: its webhooks, its last reconcile, its last delivery. A pure function."""

from storehook.operations.store_answers import StoreRowAnswer
from storehook.registration.record import RECORDED_EVERY
from storehook_cli.doctor.findings import Finding, ok, problem, warning
from storehook_cli.views.printing import ago

LATEST = 86_400.0
"""Seconds after which a reconcile is late where the schedule is no plain rate."""


def store(found: StoreRowAnswer, *, every: float | None, now: float) -> Finding:
    """Whether a store's webhooks come.

    Args:
        found: the store.
        every: seconds between two reconciles; None if the schedule does not tell.
        now: unix seconds.
    """
    name, health, reconciled_at = found.store_hash, found.health, found.reconciled_at
    check, show = f"store {name}", f"storehook stores show {name}"
    if found.status == "uninstalled":
        return ok(check, "uninstalled")
    if found.status == "paused":
        return warning(check, f"paused: {found.reason}", f"storehook stores resume {name}")
    if found.outcome == "unauthorized" and reconciled_at:
        return problem(check, "BigCommerce refuses its token", "Let its merchant install the app again")
    latest = RECORDED_EVERY + 2 * (every or LATEST)
    if now - (reconciled_at or found.installed_at) > latest:
        text = f"last reconciled {ago(reconciled_at, now)}, not within {latest / 60:.0f} min"
        return problem(check, text, "The reconciler's log says why: sam logs --name Reconciler")
    if not reconciled_at:
        return warning(check, health, show)
    if health != "all registered":
        return problem(check, health, show)
    return ok(check, f"{found.registered} webhooks, last delivery {ago(found.last_delivery_at, now)}")
