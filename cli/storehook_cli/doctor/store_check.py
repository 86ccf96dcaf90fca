"""Check of one store: its webhooks, last reconciliation and last delivery. A pure function."""

from storehook.operations import RECORDED_EVERY
from storehook.operations.store_answers import StoreRowAnswer
from storehook_cli.doctor.findings import Finding, ok, problem, warning
from storehook_cli.views.printing import ago

LATEST = 86_400.0
"""Seconds after which a reconciliation is late if the schedule is not a rate."""


def check_store(store: StoreRowAnswer, *, interval: float | None, now: float) -> Finding:
    """Check that a store's webhooks are registered and that it was reconciled in time.

    Args:
        interval: seconds between two reconciliations; None if the schedule is not a rate.
    """
    name, health, reconciled_at = store.store_hash, store.health, store.reconciled_at
    check, show = f"store {name}", f"storehook stores show {name}"
    if store.status == "uninstalled":
        return ok(check, "uninstalled")
    if store.status == "paused":
        return warning(check, f"paused: {store.reason}", f"storehook stores resume {name}")
    if store.outcome == "unauthorized" and reconciled_at:
        return problem(check, "BigCommerce refuses its token", "Ask its merchant to reinstall the app")
    latest = RECORDED_EVERY + 2 * (interval or LATEST)
    if now - (reconciled_at or store.installed_at) > latest:
        text = f"last reconciled {ago(reconciled_at, now)}, not within {latest / 60:.0f} min"
        return problem(check, text, "See the reconciler's log: sam logs --name Reconciler")
    if not reconciled_at:
        return warning(check, health, show)
    if health != "all registered":
        return problem(check, health, show)
    return ok(check, f"{store.registered} webhooks, last delivery {ago(store.last_delivery_at, now)}")
