"""Stores in the terminal: their state, and what happens to their webhooks."""

import time
from collections.abc import Iterable

from storehook.operations.pauses_service import HeldCount, PauseAnswer
from storehook.operations.store_answers import (
    CatchUpProgress,
    ReconciliationAnswer,
    Registration,
    StepAnswer,
    StoreAnswer,
    StoreRowAnswer,
)
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import ago, instant, print_facts, print_table, say

HEADS = ("STORE", "STATUS", "ACCOUNT", "WEBHOOKS", "RECONCILED", "INSTALLED", "NAME")
PAUSE_HEADS = ("PAUSED", "HELD", "SINCE", "REASON")
WEBHOOK_HEADS = ("ID", "SCOPE", "ACTIVE", "SINCE", "DESTINATION")
NARROW_WEBHOOKS = (("ID",), ("ACTIVE",), ("SINCE",), ("SCOPE", "DESTINATION"))

GOOD_OUTCOMES = ("reconciled", "previewed")


def print_stores(stores: Iterable[StoreRowAnswer], empty: str) -> None:
    """Print a list of stores, or the text for an empty list."""
    now = time.time()
    print_table(HEADS, (_row(store, now) for store in stores), empty=empty)


def print_store(store: StoreAnswer) -> None:
    """Print a store with all its details."""
    registration = store.registration
    reconciled = f"{ago(store.reconciled_at, time.time())}: {store.outcome}" if store.reconciled_at else "never"
    facts = [
        ("store", f"{store.store_hash} {store.name}".strip()),
        ("status", f"{store.status}: {store.reason}" if store.reason else store.status),
        ("paused", paused(store.paused_by, store.paused_at)),
        ("held", held_runs(store.held) if store.held.count else ""),
        ("account", store.account),
        ("scopes", " ".join(store.oauth_scopes)),
        ("installed", instant(store.installed_at) or "never"),
        ("uninstalled", instant(store.uninstalled_at)),
        ("webhooks", store.health),
        ("reconciled", f"{reconciled} {registration.detail}".strip()),
        *_problems(registration),
        ("catch-up", _progress(store.catch_up) if store.catch_up else ""),
    ]
    print_facts(facts, 11)
    if registration.webhooks:
        say("")
        print_webhooks(registration)


def print_pauses(pauses: Iterable[PauseAnswer]) -> None:
    """Print paused actions and lanes."""
    rows = (
        (f"{pause.kind} {pause.name}", str(pause.held.count), paused(pause.by, pause.at), pause.reason)
        for pause in pauses
    )
    stores = hint("stores", "list", "--status", "paused")
    print_table(PAUSE_HEADS, rows, empty=f"No action or lane is paused. List paused stores with: {stores}")


def held_runs(held: HeldCount) -> str:
    """Return the number of held runs as the beginning of a sentence: "3 runs are"."""
    return f"{held.count}{' or more' if held.capped else ''} {'run is' if held.count == 1 else 'runs are'}"


def new_token(store: StoreRowAnswer) -> str:
    """Return what gives a store a new token. That also resumes it."""
    if store.account == "app":
        return "Ask its merchant to reinstall the app"
    return f"Add it again with a new token: {hint('stores', 'add', store.store_hash)}"


def paused(by: str, at: float | None) -> str:
    """Return when something was paused, and by whom. Empty if it is not paused."""
    return f"{instant(at)} by {by}" if at else ""


def print_webhooks(registration: Registration, empty: str = "") -> None:
    """Print a store's webhooks, or the text for an empty list."""
    now, off = time.time(), {"unauthorized": "unknown"}.get(registration.outcome, "no")
    rows = (
        (
            str(webhook.id),
            webhook.scope,
            "yes" if webhook.active else off,
            ago(webhook.since, now),
            webhook.destination,
        )
        for webhook in registration.webhooks
    )
    print_table(WEBHOOK_HEADS, rows, empty=empty, narrow=NARROW_WEBHOOKS)


def print_reconciliation(store_hash: str, reconciliation: ReconciliationAnswer, *, dry_run: bool) -> None:
    """Print what a reconciliation changed, or would change."""
    steps = changes(reconciliation)
    for step in steps:
        number = f"  {step.id}" if step.id else ""
        say(f"{store_hash}  {step.step:<10}  {step.scope}  {step.destination}{number}")
    text = problem(reconciliation)
    say(f"{store_hash}  {len(steps)} {'to change' if dry_run else 'changed'}{f': {text}' if text else ''}")


def changes(reconciliation: ReconciliationAnswer) -> list[StepAnswer]:
    """Return the steps that change something."""
    return [step for step in reconciliation.steps if step.step != "keep"]


def problem(reconciliation: ReconciliationAnswer) -> str:
    """Return the problem of a reconciliation in one line. Empty if it had none."""
    return reconciliation.detail or ("" if reconciliation.outcome in GOOD_OUTCOMES else reconciliation.outcome)


def _row(store: StoreRowAnswer, now: float) -> tuple[str, ...]:
    return (
        store.store_hash,
        store.status,
        store.account,
        store.health,
        ago(store.reconciled_at, now),
        ago(store.installed_at, now),
        store.name,
    )


def _progress(progress: CatchUpProgress) -> str:
    counts = "".join(
        f"; {resource.resource}: {resource.found} found, {resource.sent} sent" for resource in progress.resources
    )
    times = f"{instant(progress.since)} to {instant(progress.until)}"
    return f"{progress.state}, {times}{counts} {progress.detail}".strip()


def _problems(registration: Registration) -> list[tuple[str, str]]:
    blocked = [
        ("blocked", f"{domain.destination} until {instant(domain.until)}: {', '.join(domain.reasons)}")
        for domain in registration.blocked
    ]
    exception = registration.exception
    last = f"{exception.code} {exception.message} ({instant(exception.at)})" if exception else ""
    return [("missing", " ".join(registration.missing)), *blocked, ("exception", last)]
