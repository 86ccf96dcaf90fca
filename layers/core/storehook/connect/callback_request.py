"""A callback of BigCommerce's app flow, from an event of an HTTP API. Every part of it may be hostile, or missing.

Source of the parameters: BigCommerce docs, single-click apps, "Handling app callbacks" and "Implementing OAuth".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from storehook.connect.errors import CallbackInvalid

MAX_QUERY = 16 * 1024
"""Characters of a query that we look at. BigCommerce's own have about 1,500."""

_CONTEXT = re.compile(r"stores/([A-Za-z0-9]{1,64})")

_SHAPES = {
    "code": re.compile(r"[\x21-\x7e]{1,512}"),
    "context": _CONTEXT,
    "scope": re.compile(r"[A-Za-z0-9_.:/+ -]{1,4096}"),
    "signed_payload_jwt": re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"),
}

_NAVIGATION = {"sec-fetch-mode": {"navigate"}, "sec-fetch-dest": {"document", "iframe", "frame"}}

_SERVERS = ("/uninstall", "/remove_user")
"""The callbacks that BigCommerce's servers make, and no browser."""


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """A GET of a merchant's browser, or of BigCommerce.

    Args:
        path: `/auth`, `/load`, `/uninstall` or `/remove_user`.
        query: every parameter with all its values. They hold a code or a JWT: in no log line, message or repr.
        url: this callback's own address, as the app's profile in the developer portal has it.
    """

    path: str
    query: Mapping[str, Sequence[str]] = field(repr=False)
    url: str = ""

    @property
    def store_hash(self) -> str:
        """The store that `context` names, unproven.

        Raises:
            CallbackInvalid: it names none.
        """
        return self.parameter("context").removeprefix("stores/")

    def parameter(self, name: str) -> str:
        """A parameter that must be there.

        Raises:
            CallbackInvalid: it is not there once, or malformed.
        """
        values = self.query.get(name) or ()
        if len(values) != 1:
            raise CallbackInvalid(f"{name} is there {len(values)} times, not once")
        if not _SHAPES[name].fullmatch(values[0]):
            raise CallbackInvalid(f"{name} is malformed")
        return values[0]


def callback(event: dict[str, Any], public_url: str) -> CallbackRequest:
    """Read a callback from an event.

    A browser says what it fetches a thing for. A page that it opens is let in; an image, a script or a fetch, by which
    any other site could make it call us unseen, is not; and nothing is that only a server asks. BigCommerce's servers
    and old browsers say nothing.

    Args:
        event: API Gateway's.
        public_url: the API's own address.

    Raises:
        CallbackInvalid: the query is too long, or no page is being opened.
    """
    query: str = event.get("rawQueryString") or ""
    if len(query) > MAX_QUERY:
        raise CallbackInvalid(f"the query has over {MAX_QUERY} characters")
    headers: dict[str, str] = event.get("headers") or {}
    path = (event.get("routeKey") or "").removeprefix("GET ")
    for name, value in headers.items():
        _check_browser(path, name.lower(), value)
    return CallbackRequest(path, parse_qs(query, keep_blank_values=True), public_url + path)


def _check_browser(path: str, name: str, value: str) -> None:
    if value not in _NAVIGATION.get(name, {value}):
        raise CallbackInvalid(f"{name} says that the browser is not opening a page")
    if path in _SERVERS and name in _NAVIGATION:
        raise CallbackInvalid(f"{name} says that a browser asks, and no server")


def store_hash(context: str) -> str | None:
    """The store that `stores/{store_hash}` names; None if it is not of that form."""
    found = _CONTEXT.fullmatch(context)
    return found[1] if found else None
