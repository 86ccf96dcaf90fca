"""The page that stands in for the control panels of all stores: plain HTML, without scripts."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

PATH = "/_sandbox/"

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.4rem;text-align:left}"
    "form{display:inline}:root{color-scheme:light dark}table{display:block;overflow-x:auto}"
    "td:last-child{min-width:15rem}input,select,button{font:inherit}select{max-width:11rem}input[type=number]{width:6rem}"
)

_NEW_STORE = (
    f'<form method="post" action="{PATH}new-store"><label>Store hash '
    '<input name="store_hash" required pattern="[A-Za-z0-9]{1,64}"></label> <button>New store</button></form>'
)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""What the page is sent with. No `form-action`: browsers hold it against where a form's answer redirects to."""


@dataclass(frozen=True, slots=True)
class Row:
    """A store on the page."""

    store_hash: str
    name: str
    installed: bool


def page(rows: Iterable[Row], *, app: str, before: int, after: int) -> str:
    """The page.

    Args:
        rows: the stores on it.
        app: the client id of the app; empty if there is none.
        before: the number of the page before; 0 if there is none.
        after: the number of the page after; 0 if there is none.
    """
    title = f"The app is {escape(app)}." if app else "There is no app yet: describe one with PUT /_sandbox/app."
    body = "".join(_row(row, has_app=bool(app)) for row in rows)
    links = _link(before, "Previous stores") + _link(after, "Next stores")
    return document(
        "Sandbox stores",
        f'<p>{title}</p><table><thead><tr><th scope="col">Store</th><th scope="col">Name</th><th scope="col">App</th>'
        f'<th scope="col">Actions</th></tr></thead><tbody>{body}</tbody></table><p>{links}</p>{_NEW_STORE}',
    )


def document(title: str, body: str) -> str:
    """A whole document.

    Args:
        title: a text.
        body: HTML.
    """
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def store_path(store_hash: str) -> str:
    """Where the page of one store is."""
    return f"{PATH}stores/{quote(store_hash, safe='')}/page"


def _row(row: Row, *, has_app: bool) -> str:
    actions = _actions(row) if has_app else ""
    status = "installed" if row.installed else "not installed"
    return (
        f'<tr id="{escape(row.store_hash)}">'
        f'<td><a href="{store_path(row.store_hash)}">{escape(row.store_hash)}</a></td>'
        f"<td>{escape(row.name)}</td>"
        f"<td>{status}</td><td>{actions}</td></tr>"
    )


def _actions(row: Row) -> str:
    if not row.installed:
        return _button(row, "Install", "install")
    staff = '<input type="hidden" name="user" value="staff">'
    return " ".join(
        (
            _button(row, "Install again", "install"),
            _button(row, "Open", "open"),
            _button(row, "Open as staff", "open", fields=staff),
            _button(row, "Remove staff user", "remove-user", method="post"),
            _button(row, "Uninstall", "uninstall", method="post"),
        )
    )


def _button(row: Row, label: str, path: str, *, method: str = "get", fields: str = "") -> str:
    action = f"{PATH}stores/{row.store_hash}/{path}"
    return f'<form method="{method}" action="{escape(action)}">{fields}<button>{label}</button></form>'


def _link(number: int, label: str) -> str:
    return f'<a href="{PATH}?page={number}">{label}</a> ' if number else ""
