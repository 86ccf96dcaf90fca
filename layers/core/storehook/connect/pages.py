"""Pages for merchants: small, without scripts. Only BigCommerce's control panel may frame them."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from storehook.connect.errors import (
    AppNotInstalled,
    CodeRefused,
    ScopesMissing,
    StoreAccountInUse,
    TooManyExchanges,
)
from storehook.errors import RequestRefused
from storehook.registration.record import Registration
from storehook.stores.store import Store

STYLE = (
    ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}"
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%}"
    "caption{text-align:left;font-weight:600;padding:.5rem 0}"
    "th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid;overflow-wrap:anywhere}"
)

FRAMED_BY = "https://*.mybigcommerce.com https://*.bigcommerce.com"
"""Hosts of the control panel: `store-{store_hash}.mybigcommerce.com` and BigCommerce's own."""

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    f"form-action 'none'; frame-ancestors {FRAMED_BY}",
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "no-referrer",  # the address holds a code or a JWT
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """HTML page. Without a title, it is the empty answer to a server. `webhooks` pairs scopes with states.

    Its texts may come from anybody, so `answer` escapes them.

    Args:
        reload_after: seconds after which the browser loads the page again, which needs no script; 0 for never.
    """

    status: int = 200
    title: str = ""
    paragraphs: Sequence[str] = ()
    webhooks: Sequence[tuple[str, str]] = ()
    store_hash: str = ""
    reload_after: int = 0


UNAVAILABLE = HtmlPage(503, "BigCommerce did not answer", ("Please try again in a minute.",))
WAIT = HtmlPage(
    TooManyExchanges.status,
    "One moment, please",
    ("Other stores are being connected. This page continues by itself.",),
    reload_after=2,
)
FAILED = HtmlPage(
    500, "Something went wrong", ("The error is ours, and it has been recorded. Please try again later.",)
)


REINSTALL = (
    "BigCommerce no longer lets the app into this store. Uninstall the app in your store's control panel, and install "
    "it again."
)


def installed(store: Store) -> HtmlPage:
    """Return the page that confirms an installation."""
    text = "Its webhooks are being registered. You can close this page."
    return HtmlPage(200, f"{_name(store)} is connected", (text,), store_hash=store.store_hash)


def status(store: Store, registration: Registration, now: float) -> HtmlPage:
    """Return the status page of a store's webhooks."""
    texts = [f"State: {registration.health(now)}.", f"Last checked: {_time(registration.reconciled_at)}."]
    if store.has_refused_token:
        texts.insert(0, REINSTALL)
    elif store.status == "paused":
        texts.insert(0, "The connection is paused. The app does nothing for this store until it is resumed.")
    known = registration.known_for(store).webhooks
    active = [(webhook.scope, "active" if webhook.active else "inactive") for webhook in known]
    missing = [(scope, "missing") for scope in registration.missing]
    return HtmlPage(200, f"Webhooks of {_name(store)}", texts, sorted(active + missing), store.store_hash)


def refused(error: RequestRefused) -> HtmlPage:
    """Return the page for a refused request. It says only what any visitor may know."""
    match error:
        case ScopesMissing():
            title = "Permissions are missing"
            text = f"The app needs these permissions, which were not granted: {', '.join(error.scopes)}."
        case CodeRefused():
            title = "The installation was not finished"
            text = "It took too long, or this page was opened twice. Open the app from your store's control panel."
        case TooManyExchanges():
            return WAIT
        case StoreAccountInUse():
            title = "This store is connected in another way"
            text = "Ask the team that runs this app to disconnect it first."
        case AppNotInstalled():
            title = "This store is not connected"
            text = "Uninstall the app in your store's control panel, and install it again."
        case _:
            title = "This page cannot be shown"
            text = "Open the app from your store's control panel."
    return HtmlPage(error.status, title, (text,))


def answer(page: HtmlPage) -> dict[str, Any]:
    """Return a page as API Gateway's response."""
    headers = dict(HEADERS)
    if page.reload_after:
        headers["Refresh"] = str(page.reload_after)
    return {"statusCode": page.status, "headers": headers, "body": _html(page) if page.title else ""}


def _html(page: HtmlPage) -> str:
    title = escape(page.title)
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in page.paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1>{paragraphs}{_table(page.webhooks)}</main></body></html>"
    )


def _table(webhooks: Sequence[tuple[str, str]]) -> str:
    if not webhooks:
        return ""
    rows = "".join(f'<tr><th scope="row">{escape(scope)}</th><td>{escape(how)}</td></tr>' for scope, how in webhooks)
    head = '<thead><tr><th scope="col">Scope</th><th scope="col">State</th></tr></thead>'
    return f"<table><caption>Webhooks</caption>{head}<tbody>{rows}</tbody></table>"


def _name(store: Store) -> str:
    return store.name or f"Store {store.store_hash}"


def _time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%d %B %Y, %H:%M} UTC" if seconds else "not yet"
