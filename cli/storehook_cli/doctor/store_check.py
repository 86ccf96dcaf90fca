"""Judging one store: its webhooks, its last reconcile, its last delivery. A pure function."""

from storehook.registration.record import Registration
from storehook.stores.store import Store
from storehook_cli.doctor.findings import Finding, ok, problem, warning
from storehook_cli.views.printing import ago

LATEST = 86_400.0
"""Seconds after which a reconcile is late where the schedule is no plain rate."""


def store(
    found: Store, registration: Registration, last_delivery: float, *, every: float | None, now: float
) -> Finding:
    """Whether a store's webhooks come.

    Args:
        found: the store.
        registration: its webhooks.
        last_delivery: when its latest webhook arrived, in unix seconds; 0 if none is known.
        every: seconds between two reconciles; None if the schedule does not tell.
        now: unix seconds.
    """
    check, show = f"store {found.store_hash}", f"storehook stores show {found.store_hash}"
    if found.status == "uninstalled":
        return ok(check, "uninstalled")
    if found.status == "paused":
        return warning(check, f"paused: {found.reason}", f"storehook stores resume {found.store_hash}")
    if registration.outcome == "unauthorized" and registration.reconciled_at:
        return problem(check, "BigCommerce refuses its token", "Let its merchant install the app again")
    latest = 2 * (every or LATEST)
    since = registration.reconciled_at or found.installed_at
    if now - since > latest:
        text = f"last reconciled {ago(registration.reconciled_at, now)}, not within {latest / 60:.0f} min"
        return problem(check, text, "The reconciler's log says why: sam logs --name Reconciler")
    health = registration.health(now)
    if not registration.reconciled_at:
        return warning(check, health, show)
    if health != "all registered":
        return problem(check, health, show)
    return ok(check, f"{len(registration.webhooks)} webhooks, last delivery {ago(last_delivery, now)}")
