"""Callback of BigCommerce's app flow, read from an HTTP API event. Every part of an event may be hostile or missing.

Source of the parameters: BigCommerce docs, single-click apps, "Handling app callbacks" and "Implementing OAuth".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qs

from storehook.connect.errors import CallbackInvalid

MAX_QUERY = 16 * 1024
"""Characters of a query that we read. BigCommerce's have about 1,500."""

_CONTEXT = re.compile(r"stores/([A-Za-z0-9]{1,64})")

_SHAPES = {
    "code": re.compile(r"[\x21-\x7e]{1,512}"),
    "context": _CONTEXT,
    "scope": re.compile(r"[A-Za-z0-9_.:/+ -]{1,4096}"),
    "signed_payload_jwt": re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"),
}

_NAVIGATION = {"sec-fetch-mode": {"navigate"}, "sec-fetch-dest": {"document", "iframe", "frame"}}

_SERVERS = ("/uninstall", "/remove_user")
"""Callbacks that only BigCommerce's servers make."""


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """GET by a merchant's browser, or by BigCommerce.

    Args:
        query: every parameter with all its values. They hold a code or a JWT, and are never logged.
        url: address of this callback, as in the app's profile in the developer portal.
        sender: IP address, as API Gateway sees it. Empty if there is none.
    """

    path: str
    query: Mapping[str, Sequence[str]] = field(repr=False)
    url: str = ""
    sender: str = ""

    @property
    def store_hash(self) -> str:
        """The store that `context` names. Nothing proves it."""
        return self.parameter("context").removeprefix("stores/")

    def parameter(self, name: str) -> str:
        """Return a parameter that must be there once, and well-formed."""
        values = self.query.get(name) or ()
        if len(values) != 1:
            raise CallbackInvalid(f"{name} is there {len(values)} times, not once")
        if not _SHAPES[name].fullmatch(values[0]):
            raise CallbackInvalid(f"{name} is malformed")
        return values[0]


def callback(event: dict[str, Any], public_url: str) -> CallbackRequest:
    """Read a callback from an event of API Gateway.

    A browser names the purpose of a request. It may open a page. An image, a script or a fetch is refused, because
    another site could use it to call us unseen. A browser may not make the callbacks of BigCommerce's servers. Those
    servers and old browsers name no purpose.
    """
    query = _text("the query", event.get("rawQueryString") or "")
    if len(query) > MAX_QUERY:
        raise CallbackInvalid(f"the query has over {MAX_QUERY} characters")
    path = _text("the route", event.get("routeKey") or "").removeprefix("GET ")
    for name, value in _headers(event):
        _check_browser(path, name.lower(), value)
    return CallbackRequest(path, parse_qs(query, keep_blank_values=True), public_url + path, _sender(event))


def _sender(event: dict[str, Any]) -> str:
    match event:
        case {"requestContext": {"http": {"sourceIp": str(address)}}}:
            return address
        case _:
            return ""


def _headers(event: dict[str, Any]) -> Iterator[tuple[str, str]]:
    headers: object = event.get("headers") or {}
    if not isinstance(headers, dict):
        raise CallbackInvalid("the headers are malformed")
    for name, value in cast("dict[object, object]", headers).items():
        yield _text("a header's name", name), _text("a header", value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise CallbackInvalid(f"{name} is malformed")
    return value


def _check_browser(path: str, name: str, value: str) -> None:
    if value not in _NAVIGATION.get(name, {value}):
        raise CallbackInvalid(f"{name} says that the browser is not opening a page")
    if path in _SERVERS and name in _NAVIGATION:
        raise CallbackInvalid(f"{name} says that a browser asks, and no server")


def store_hash(context: str) -> str | None:
    """Return the store that `stores/{store_hash}` names. None if the text has another form."""
    found = _CONTEXT.fullmatch(context)
    return found[1] if found else None
