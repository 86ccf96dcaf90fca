"""One call of the API, complete and checked before anything is sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from storehook.bigcommerce.errors import CallInvalid
from storehook.bigcommerce.paths import QueryValue, fill, query_values

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
