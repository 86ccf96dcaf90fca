"""One call of the API, complete and checked before anything is sent."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypedDict, cast
from urllib.parse import quote
from uuid import UUID

from storehook.errors import CallInvalid

type PathValue = str | int | UUID

type Scalar = str | int | float | datetime | date | UUID

type QueryValue = Scalar | Sequence[Scalar] | None

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(template: str, values: Mapping[str, object]) -> str:
    """Fill a path's `{…}`: `fill("/orders/{order_id}", {"order_id": 113})` is `/orders/113`.

    Every value is quoted, so that none can reach into another part of the path.

    Args:
        template: the path below the API's version; it begins with a slash.
        values: what stands for each placeholder: text, a number or a UUID.

    Raises:
        CallInvalid: a value is missing, empty, of another kind, or not used; or the path could not be one. An empty
            value is no small thing: `DELETE /orders/` deletes every order.
    """
    wanted = _PLACEHOLDER.findall(template)
    if missing := [name for name in wanted if name not in values]:
        raise CallInvalid(f"The path {template} needs {_named(missing)}.")
    if unused := [name for name in values if name not in wanted]:
        raise CallInvalid(f"The path {template} has no place for {_named(unused)}. A query goes into `query=`.")
    path = _PLACEHOLDER.sub(lambda found: _segment(template, found[1], values[found[1]]), template)
    _check(template, path)
    return path


def query_values(query: Mapping[str, QueryValue] | None) -> dict[str, str]:
    """A query as BigCommerce reads it: sequences are joined by commas, moments are ISO 8601, None is left out.

    Raises:
        CallInvalid: a value is of another kind, or a moment has no time zone.
    """
    return {name: _text(name, value) for name, value in (query or {}).items() if value is not None}


def query_text(values: Mapping[str, str]) -> str:
    """A query as it stands in a URL. Colons and commas stay, as in BigCommerce's own `id:in=1,2`."""
    return "&".join(f"{quote(name, safe=':')}={quote(value, safe=':,')}" for name, value in values.items())


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"{name}=" for name in dict.fromkeys(names))


def _segment(template: str, name: str, value: object) -> str:
    # bool is an int to Python, but never an id.
    if isinstance(value, bool) or not isinstance(value, str | int | UUID):
        raise CallInvalid(f"{name} in the path {template} is a {type(value).__name__}: give text or a number.")
    # Half of a surrogate pair cannot be written as UTF-8; HTTP libraries resolve "." and ".." away.
    text = str(value).encode(errors="replace").decode()
    if text.strip() in ("", ".", ".."):
        raise CallInvalid(f"{name} in the path {template} is {text!r}, which names nothing.")
    return quote(text, safe="")


def _check(template: str, path: str) -> None:
    if not re.fullmatch(r"/[^\s?#{}\\]*", path):
        raise CallInvalid(f"{template!r} is no path: it begins with a slash, and a query goes into `query=`.")
    if any(segment in ("", ".", "..") for segment in path[1:].split("/")):
        raise CallInvalid(f"The path {path!r} has an empty part: is a value missing?")


def _text(name: str, value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case datetime() if value.tzinfo is None:
            raise CallInvalid(f"{name} in the query has no time zone: use datetime.now(UTC).")
        case datetime() | date():
            return value.isoformat()
        case str() | int() | float() | UUID():
            return str(value).encode(errors="replace").decode()
        case list() | tuple() | set() | frozenset():
            return ",".join(_text(name, each) for each in cast("Sequence[object]", value))
        case _:
            raise CallInvalid(
                f"{name} in the query is a {type(value).__name__}: give text, a number or a list of them."
            )


type Method = Literal["GET", "POST", "PUT", "DELETE"]

type Version = Literal["v2", "v3"]

REPEATABLE: frozenset[Method] = frozenset({"GET", "PUT", "DELETE"})
"""Doing one of these twice is doing it once. A second POST would make a second order."""


class Where(TypedDict):
    """What an `ApiError` says of a call."""

    store_hash: str
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Args:
        method: the HTTP verb.
        path: below the store, such as `/v2/orders/113`.
        query: by name. Like the body, it is in no message and no log line: it may hold a shopper's address.
        body: JSON; None for none.

    ```python
    from storehook.testing import Call

    call = Call("PUT", "/v2/orders/113", body=b'{"staff_notes": "Packed"}')
    assert call.json == {"staff_notes": "Packed"}
    ```
    """

    method: Method
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: bytes | None = field(default=None, repr=False)

    @property
    def json(self) -> Any:
        """What the body says, as BigCommerce reads it."""
        return None if self.body is None else json.loads(self.body)

    def where(self, store_hash: str) -> Where:
        """What an error may say of the call."""
        return {"store_hash": store_hash, "method": self.method, "path": self.path}


def call(
    method: Method,
    version: Version,
    template: str,
    values: Mapping[str, object],
    *,
    query: Mapping[str, QueryValue] | None = None,
    body: object = None,
) -> Call:
    """Put a call together.

    Args:
        method: the HTTP verb.
        version: the API's.
        template: the path below the version.
        values: what fills it.
        query: by name.
        body: what to send as JSON; None for nothing.

    Raises:
        CallInvalid: it cannot be sent; the message says what to change.
    """
    return Call(method, f"/{version}{fill(template, values)}", query_values(query), _json(body))


def _json(body: object) -> bytes | None:
    if body is None:
        return None
    try:
        return json.dumps(body, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise CallInvalid(f"`json` cannot be written as JSON: {error}. Money is text: str(amount).") from error
