"""The sandbox's pages for people: templates in `html/`, without scripts. Values in them are always escaped."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.faults import KINDS, MAX_TIMES
from bigcommerce_sandbox.pages import Page, positive

PATH = "/_sandbox/"

PARTS = {
    "orders": "Orders",
    "products": "Products",
    "customers": "Customers",
    "webhooks": "Webhooks",
    "faults": "Faults and quota",
}
"""Labels of the parts of a store's page, by path."""

# No `form-action`: browsers hold it against where a form's answer redirects to.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}

type Serve = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Listing[T]:
    """One page of a list.

    Args:
        path: path of the list.
        rows: rows on this page.
        total: number of rows on all pages.
        before: number of the page before; 0 for none.
        after: number of the page after; 0 for none.
    """

    path: str
    rows: Sequence[T]
    total: int
    before: int
    after: int


def listing[T](request: Request, items: Sequence[T], size: int) -> Listing[T]:
    """Return the page that a request asks for, with at most `size` rows.

    Raises:
        ApiError: 400, if the page is no whole number from 1.
    """
    page = Page(positive(request.query_params, "page", 1), size)
    after = page.number + 1 if page.number * size < len(items) else 0
    return Listing(request.url.path, page.of(items), len(items), page.number - 1, after)


def store_path(store_hash: str, part: str = "") -> str:
    """Return the path of a store's page, or of a part of it."""
    return f"{PATH}stores/{quote(store_hash, safe='')}/page{part and f'/{part}'}"


def html_page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page.

    Args:
        template: name of the file in `html/`, without its ending.
        status: HTTP status.
        values: values of the template.
    """
    return HTMLResponse(_environment().get_template(f"{template}.html").render(_EVERYWHERE, **values), status, _HEADERS)


def shows_refusals(serve: Serve) -> Serve:
    """Return what serves as `serve` does, and answers a refusal with a page."""

    async def answer(request: Request) -> Response:
        try:
            return await serve(request)
        except ApiError as error:
            return html_page("refusal", error.status, error=error)

    return answer


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("html")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_EVERYWHERE: Mapping[str, Any] = {
    "KINDS": KINDS,
    "MAX_TIMES": MAX_TIMES,
    "PARTS": PARTS,
    "PATH": PATH,
    "iso": as_iso,
    "store_path": store_path,
}
"""Values that all templates have."""
