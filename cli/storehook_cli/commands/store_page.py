"""One store, printed for people."""

from storehook.catch_up.progress import Progress
from storehook.registration.record import Registration
from storehook_cli.views.printing import ago, instant, print_table, say
from storehook_cli.views.stores import StoreView

HEADS = ("ID", "SCOPE", "ACTIVE", "SINCE", "DESTINATION")


def print_store(view: StoreView, now: float) -> None:
    """Print all about a store.

    Args:
        view: the store.
        now: unix seconds.
    """
    store, found = view.store, view.registration
    status = f"{store.status}: {store.reason}" if store.reason else store.status
    reconciled = f"{ago(found.reconciled_at, now)}: {found.outcome}" if found.reconciled_at else "never"
    lines = [
        ("store", f"{store.store_hash} {store.name}".strip()),
        ("status", status),
        ("account", store.account),
        ("scopes", " ".join(store.scopes)),
        ("installed", instant(store.installed_at) or "never"),
        ("webhooks", view.webhooks(now)),
        ("reconciled", f"{reconciled} {found.detail}".strip()),
        *_troubles(found),
        ("catch-up", _line(view.catch_up) if view.catch_up else ""),
    ]
    for name, text in lines:
        if text:
            say(f"{name:<11} {text}")
    if found.webhooks:
        say("")
        print_webhooks(found, now)


def print_webhooks(registration: Registration, now: float) -> None:
    """Print the registered webhooks as a table.

    Args:
        registration: the store's.
        now: unix seconds.
    """
    rows = (
        (str(each.id), each.scope, "yes" if each.active else "no", ago(each.since, now), each.destination)
        for each in registration.webhooks
    )
    print_table(HEADS, rows)


def _line(state: Progress) -> str:
    counts = "".join(f"; {each.resource}: {each.found} found, {each.sent} sent" for each in state.resources)
    return f"{state.state}, {instant(state.since)} to {instant(state.until)}{counts} {state.detail}".strip()


def _troubles(found: Registration) -> list[tuple[str, str]]:
    blocked = [
        ("blocked", f"{each.destination} until {instant(each.until)}: {', '.join(each.reasons)}")
        for each in found.blocked
    ]
    exception = found.exception
    last = f"{exception.code} {exception.message} ({instant(exception.at)})" if exception else ""
    return [("missing", " ".join(found.missing)), *blocked, ("exception", last)]
