"""API calls, which are built and checked before anything is sent."""

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
    """Fill the placeholders of a path: `fill("/orders/{order_id}", {"order_id": 113})` returns `/orders/113`.

    Every value is quoted, so that it cannot reach into another part of the path.

    Args:
        template: path below the API's version. It starts with a slash.

    Raises:
        CallInvalid: a value is missing, empty, unused or of another type, or the result is not a valid path. An empty
            value is dangerous: `DELETE /orders/` deletes every order.
    """
    placeholders = _PLACEHOLDER.findall(template)
    if missing := [name for name in placeholders if name not in values]:
        raise CallInvalid(f"The path {template} needs {_named(missing)}.")
    if unused := [name for name in values if name not in placeholders]:
        raise CallInvalid(f"The path {template} has no place for {_named(unused)}. A query goes into `query=`.")
    path = _PLACEHOLDER.sub(lambda match: _segment(template, match[1], values[match[1]]), template)
    _check(template, path)
    return path


def query_values(query: Mapping[str, QueryValue] | None) -> dict[str, str]:
    """Return a query as BigCommerce reads it: sequences are joined by commas, times are ISO 8601, None is left out."""
    return {name: _text(name, value) for name, value in (query or {}).items() if value is not None}


def query_text(values: Mapping[str, str]) -> str:
    """Encode a query for a URL. Colons and commas stay, as in BigCommerce's own `id:in=1,2`."""
    return "&".join(f"{quote(name, safe=':')}={quote(value, safe=':,')}" for name, value in values.items())


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"{name}=" for name in dict.fromkeys(names))


def _segment(template: str, name: str, value: object) -> str:
    # A bool is an int in Python, but never an ID.
    if isinstance(value, bool) or not isinstance(value, str | int | UUID):
        raise CallInvalid(f"{name} in the path {template} is a {type(value).__name__}. Pass text or a number.")
    # Half of a surrogate pair has no UTF-8. HTTP libraries resolve "." and ".." in a path.
    text = str(value).encode(errors="replace").decode()
    if text.strip() in ("", ".", ".."):
        raise CallInvalid(f"{name} in the path {template} is {text!r}, which is not an ID or a name.")
    return quote(text, safe="")


def _check(template: str, path: str) -> None:
    if not re.fullmatch(r"/[^\s?#{}\\]*", path):
        raise CallInvalid(f"{template!r} is not a path. A path starts with a slash, and a query goes into `query=`.")
    if re.match(r"/v[23](/|$)", path):
        raise CallInvalid(f"The path {path!r} has a version, which the client adds. Leave out {path[:3]}.")
    if any(segment in ("", ".", "..") for segment in path[1:].split("/")):
        raise CallInvalid(f"The path {path!r} has an empty segment. Is a value missing?")


def _text(name: str, value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case datetime() if value.tzinfo is None:
            raise CallInvalid(f"{name} in the query has no time zone. Use datetime.now(UTC).")
        case datetime() | date():
            return value.isoformat()
        case str() | int() | float() | UUID():
            return str(value).encode(errors="replace").decode()
        case list() | tuple() | set() | frozenset():
            return ",".join(_text(name, item) for item in cast("Sequence[object]", value))
        case _:
            raise CallInvalid(
                f"{name} in the query is a {type(value).__name__}. Pass text, a number or a list of these."
            )


type Method = Literal["GET", "POST", "PUT", "DELETE"]

type Version = Literal["v2", "v3"]

REPEATABLE: frozenset[Method] = frozenset({"GET", "PUT", "DELETE"})
"""Methods that are safe to repeat. A second POST could create a second order."""


class Where(TypedDict):
    """Fields of a call that an `ApiError` may show."""

    store_hash: str
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Call:
    """One API call.

    Args:
        path: path below the store, such as `/v2/orders/113`.
        query: parameters by name. Like the body, they appear in no message and no log line, since they may hold a
            shopper's address.
        body: JSON, or None.

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
        """Body as BigCommerce reads it."""
        return None if self.body is None else json.loads(self.body)

    def where(self, store_hash: str) -> Where:
        """Return the fields that an error may show."""
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
    """Build a call.

    Args:
        template: path below the API's version, with placeholders for the values.
        body: value to send as JSON, or None.

    Raises:
        CallInvalid: it cannot be sent. The message says what to change.
    """
    return Call(method, f"/{version}{fill(template, values)}", query_values(query), _json(body))


def _json(body: object) -> bytes | None:
    if body is None:
        return None
    try:
        return json.dumps(body, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise CallInvalid(f"`json` cannot be written as JSON: {error}. Money is text: str(amount).") from error
