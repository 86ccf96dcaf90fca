"""Stores as the terminal shows them: what is known of them, and what becomes of their webhooks."""

import time
from collections.abc import Iterable

from storehook.operations.answers import (
    CatchUpAnswer,
    PauseAnswer,
    ReconciliationAnswer,
    StepAnswer,
    StoreAnswer,
    StoreRowAnswer,
    WebhookAnswer,
)
from storehook_cli.views.printing import ago, instant, print_facts, print_table, say

HEADS = ("STORE", "STATUS", "ACCOUNT", "WEBHOOKS", "RECONCILED", "INSTALLED", "NAME")
PAUSE_HEADS = ("PAUSED", "HELD", "SINCE", "REASON")
WEBHOOK_HEADS = ("ID", "SCOPE", "ACTIVE", "SINCE", "DESTINATION")
NARROW_WEBHOOKS = (("ID",), ("ACTIVE",), ("SINCE",), ("SCOPE", "DESTINATION"))
NO_PAUSE = "No action and no lane is paused. Stores that are: storehook stores list --status paused"

WELL = ("reconciled", "previewed")
"""The outcomes with which nothing went wrong."""


def print_stores(stores: Iterable[StoreRowAnswer], empty: str) -> None:
    """Print a list of stores, or what there is to say if there is none."""
    now = time.time()
    print_table(HEADS, (_line(store, now) for store in stores), empty=empty)


def print_store(store: StoreAnswer) -> None:
    """Print all about a store."""
    at, catch_up = store["reconciled_at"], store["catch_up"]
    reconciled = f"{ago(at, time.time())}: {store['outcome']}" if at else "never"
    facts = [
        ("store", f"{store['store_hash']} {store['name']}".strip()),
        ("status", f"{store['status']}: {store['reason']}" if store["reason"] else store["status"]),
        ("paused", paused(store["paused_by"], store["paused_at"])),
        ("held", how_many(store) if store["held"] else ""),
        ("account", store["account"]),
        ("scopes", " ".join(store["oauth_scopes"])),
        ("installed", instant(store["installed_at"]) or "never"),
        ("webhooks", store["health"]),
        ("reconciled", f"{reconciled} {store['detail']}".strip()),
        *_troubles(store),
        ("catch-up", _progress(catch_up) if catch_up else ""),
    ]
    print_facts(facts, 11)
    if store["webhooks"]:
        say("")
        print_webhooks(store["webhooks"])


def print_pauses(pauses: Iterable[PauseAnswer]) -> None:
    """Print what is paused as a table."""
    rows = (
        (f"{each['kind']} {each['name']}", str(each["held"]), paused(each["by"], each["at"]), each["reason"])
        for each in pauses
    )
    print_table(PAUSE_HEADS, rows, empty=NO_PAUSE)


def how_many(held: StoreAnswer | PauseAnswer) -> str:
    """How many runs are held."""
    return f"{held['held']}{' or more' if held['held_capped'] else ''} {'run is' if held['held'] == 1 else 'runs are'}"


def paused(by: str, at: float | None) -> str:
    """Since when something is paused, and by whom; empty if it is not."""
    return f"{instant(at)} by {by}" if at else ""


def print_webhooks(webhooks: Iterable[WebhookAnswer], empty: str = "") -> None:
    """Print registered webhooks as a table, or what there is to say if there is none."""
    now = time.time()
    rows = (
        (
            str(each["id"]),
            each["scope"],
            "yes" if each["active"] else "no",
            ago(each["since"], now),
            each["destination"],
        )
        for each in webhooks
    )
    print_table(WEBHOOK_HEADS, rows, empty=empty, narrow=NARROW_WEBHOOKS)


def print_plan(store_hash: str, found: ReconciliationAnswer, *, dry_run: bool) -> None:
    """Print what a reconcile has changed, or would."""
    for step in changes(found):
        number = f"  {step['id']}" if step["id"] else ""
        say(f"{store_hash}  {step['step']:<10}  {step['scope']}  {step['destination']}{number}")
    ending = f": {problem(found)}" if problem(found) else ""
    say(f"{store_hash}  {len(changes(found))} {'to change' if dry_run else 'changed'}{ending}")


def changes(found: ReconciliationAnswer) -> list[StepAnswer]:
    """The steps that change something."""
    return [step for step in found["steps"] if step["step"] != "keep"]


def problem(found: ReconciliationAnswer) -> str:
    """What went wrong with a reconcile, in one line; empty if nothing did."""
    return found["detail"] or ("" if found["outcome"] in WELL else found["outcome"])


def _line(store: StoreRowAnswer, now: float) -> tuple[str, ...]:
    return (
        store["store_hash"],
        store["status"],
        store["account"],
        store["health"],
        ago(store["reconciled_at"], now),
        ago(store["installed_at"], now),
        store["name"],
    )


def _progress(found: CatchUpAnswer) -> str:
    counts = "".join(f"; {each['resource']}: {each['found']} found, {each['sent']} sent" for each in found["resources"])
    return f"{found['state']}, {instant(found['since'])} to {instant(found['until'])}{counts} {found['detail']}".strip()


def _troubles(store: StoreAnswer) -> list[tuple[str, str]]:
    blocked = [
        ("blocked", f"{each['destination']} until {instant(each['until'])}: {', '.join(each['reasons'])}")
        for each in store["blocked_domains"]
    ]
    exception = store["exception"]
    last = f"{exception['code']} {exception['message']} ({instant(exception['at'])})" if exception else ""
    return [("missing", " ".join(store["missing_scopes"])), *blocked, ("exception", last)]
