"""The page that stands in for the control panels of all stores."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from bigcommerce_sandbox.markup import document, form, pager, table

PATH = "/_sandbox/"

_NEW_STORE = form(
    f"{PATH}new-store",
    '<label>Store hash <input name="store_hash" required pattern="[A-Za-z0-9]{1,64}"></label> ',
    "New store",
)


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
    stores = table(("Store", "Name", "App", ""), {row.store_hash: _cells(row, has_app=bool(app)) for row in rows})
    return document("Sandbox stores", f"<p>{title}</p>{stores}{pager(PATH, before, after)}{_NEW_STORE}")


def store_path(store_hash: str, part: str = "") -> str:
    """Where the page of one store is, or a part of it."""
    return f"{PATH}stores/{quote(store_hash, safe='')}/page{part and f'/{part}'}"


def _cells(row: Row, *, has_app: bool) -> tuple[str, ...]:
    link = f'<a href="{escape(store_path(row.store_hash))}">{escape(row.store_hash)}</a>'
    status = "installed" if row.installed else "not installed"
    return link, escape(row.name), status, _actions(row) if has_app else ""


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
    return form(f"{PATH}stores/{row.store_hash}/{path}", fields, label, method=method)
