"""Paths and queries, put together so that what is sent is what was meant."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast
from urllib.parse import quote
from uuid import UUID

from storehook.bigcommerce.errors import CallInvalid

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
