"""The part of a store's page that lets its API misbehave."""

from collections.abc import Iterable
from html import escape

from bigcommerce_sandbox.faults import KINDS, MAX_TIMES, Fault
from bigcommerce_sandbox.markup import form
from bigcommerce_sandbox.panel_page import store_path
from bigcommerce_sandbox.rates import RateWindow


def faults_html(store_hash: str, faults: Iterable[Fault]) -> str:
    """The faults to come, with a button for each kind."""
    buttons = " ".join(f'<button name="kind" value="{kind}">{kind}</button>' for kind in KINDS)
    times = (
        f'<label>The next <input name="times" type="number" min="1" max="{MAX_TIMES}" value="1"> answers are</label>'
    )
    to_come = ", ".join(f"{each.times} x {each.kind} {each.method} {each.path}".strip() for each in faults)
    return (
        f"<h2>The next answers of its API</h2><p>To come: {escape(to_come) or 'all go well'}.</p>"
        f"<div>{form(store_path(store_hash, 'faults'), f'{times} {buttons}')}</div>"
        f"<div>{form(store_path(store_hash, 'no-faults'), '', 'Let all go well')}</div>"
    )


def rate_html(store_hash: str, rate: RateWindow) -> str:
    """The request quota, and what came of it."""
    limit = rate.limit
    fields = (
        f'<label>Requests <input name="quota" type="number" min="1" value="{limit.quota}"></label> '
        f'<label>in seconds <input name="window_seconds" type="number" min="1" value="{limit.window_seconds:g}">'
        "</label> "
    )
    used = f"<p>Used in this window: {rate.used}. Refused so far: {rate.refused}.</p>"
    return f"<h2>Its request quota</h2>{used}{form(store_path(store_hash, 'rate'), fields, 'Set, and count anew')}"
