"""The part of a store's page about its webhooks: who gets them, what was sent, and which hosts get nothing for now."""

from collections.abc import Iterable
from html import escape

from bigcommerce_sandbox.blocklist import Block
from bigcommerce_sandbox.deliveries import Attempt, Delivery
from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.hooks import Hook
from bigcommerce_sandbox.markup import table


def hooks_html(hooks: Iterable[Hook]) -> str:
    """The hooks. Their headers are left out: they may hold secrets."""
    rows = {f"hook-{hook.id}": (str(hook.id), hook.scope, hook.destination, hook.status) for hook in hooks}
    return f"<h2>Hooks</h2>{table(('ID', 'Scope', 'Destination', 'Status'), _escaped(rows))}"


def blocks_html(blocks: Iterable[Block], now: float) -> str:
    """The blocked hosts, at `now` (unix seconds)."""
    shown = [block.shown(now) for block in blocks]
    rows = {
        f"block-{at}": (each["destination"], f"{each['time_left']} s", "; ".join(map(_reason, each["reasons"])))
        for at, each in enumerate(shown)
    }
    return f"<h2>Blocked domains</h2>{table(('Domain', 'Time left', 'Why'), _escaped(rows))}"


def deliveries_html(deliveries: Iterable[Delivery]) -> str:
    """What was sent, with each attempt."""
    rows = {f"delivery-{each.index}": _delivery(each) for each in deliveries}
    return f"<h2>Deliveries</h2>{table(('Scope', 'Hook', 'Event', 'State', 'Attempts'), rows)}"


def _delivery(delivery: Delivery) -> tuple[str, ...]:
    hook = f'<a href="#hook-{delivery.hook_id}">{delivery.hook_id}</a>'
    last = _outcome(delivery.attempts[-1]) if delivery.attempts else "none yet"
    attempts = "".join(f"<li>{as_iso(each.at)}: {escape(_outcome(each))}</li>" for each in delivery.attempts)
    shown = f"<details><summary>{len(delivery.attempts)}, last: {escape(last)}</summary><ol>{attempts}</ol></details>"
    return escape(delivery.scope), hook, escape(delivery.id[:12]), delivery.state, shown


def _outcome(attempt: Attempt) -> str:
    return attempt.failure or f"HTTP status {attempt.status} in {attempt.milliseconds} ms"


def _reason(reason: dict[str, object]) -> str:
    return f"{reason['count']} x {reason['failure_description']}"


def _escaped(rows: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(escape, cells)) for name, cells in rows.items()}
