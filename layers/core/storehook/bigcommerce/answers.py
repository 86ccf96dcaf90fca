"""What an HTTP answer means: a value, or a typed error. Pure.

Source of the statuses and of the shapes of an error: BigCommerce docs, API status codes; orders v2 and price lists v3
references.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast

from storehook.bigcommerce.calls import Call
from storehook.errors import ApiError, ApiRefused, ApiUnavailable, Unauthorized

TOO_MANY_REQUESTS = 429

MAX_TITLE = 500
MAX_FIELDS = 20
"""Characters of a message, and messages by field, that an error keeps. They end up in Runs."""

_NEVER_BETTER = frozenset({501, 507})
"""Of the 5xx: not done at all, and over a limit of the store's plan."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer.

    Args:
        status: its status.
        headers: by name, in lower case: BigCommerce changed their case once (2022).
        body: after decompression.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


def read(call: Call, store_hash: str, answer: Answer) -> Any:
    """The JSON of an answer, or None if it has no body, as an empty v2 list has none.

    Raises:
        Unauthorized: 401, 403.
        ApiRefused: any other 3xx or 4xx, and 501 and 507.
        ApiUnavailable: any other 5xx, or a body that is not JSON.
    """
    found = _parsed(answer.body)
    if not 200 <= answer.status < 300:
        raise _error(call, store_hash, answer.status, None if found is _UNREADABLE else found)
    if found is _UNREADABLE:
        raise ApiUnavailable("The answer is not JSON.", **call.where(store_hash), status=answer.status)
    return found


_UNREADABLE = object()


def _parsed(body: bytes) -> Any:
    try:
        # RecursionError: a few KiB of "[" are enough to exhaust the parser's stack.
        return json.loads(body) if body.strip() else None
    except (ValueError, RecursionError):
        return _UNREADABLE


def _error(call: Call, store_hash: str, status: int, body: object) -> ApiError:
    said = _said(body)
    kind = _kind(status)
    errors = _by_field(said.get("errors") or said.get("details"))
    error = kind(_title(said, status), **call.where(store_hash), status=status, errors=errors)
    if isinstance(error, ApiUnavailable):
        error.after = _seconds(said.get("retry_after_seconds"))
    return error


def _kind(status: int) -> type[ApiError]:
    if status in (401, 403):
        return Unauthorized
    return ApiUnavailable if status >= 500 and status not in _NEVER_BETTER else ApiRefused


def _said(body: object) -> Mapping[str, Any]:
    """The object that holds the message.

    v2 sends an array of them, v3 one, and a degraded service one inside `error`.
    """
    if isinstance(body, list) and body:
        return _said(cast("list[object]", body)[0])
    if not isinstance(body, dict):
        return {}
    said = cast("dict[str, Any]", body)
    return _said(said["error"]) if isinstance(said.get("error"), dict) else said


def _title(said: Mapping[str, Any], status: int) -> str:
    candidates = (said.get(name) for name in ("title", "message", "detail", "error"))
    found = next((text for text in candidates if isinstance(text, str) and text), None)
    return (found or _phrase(status))[:MAX_TITLE]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "It gave no reason"


def _by_field(errors: object) -> dict[str, str]:
    match errors:
        case dict():
            pairs = list(cast("dict[str, object]", errors).items())
        case list():
            pairs = [(str(number), each) for number, each in enumerate(cast("Sequence[object]", errors))]
        case str() if errors:
            pairs = [("details", errors)]
        case _:
            pairs = []
    return {name: _line(value) for name, value in pairs[:MAX_FIELDS]}


def _line(value: object) -> str:
    return (value if isinstance(value, str) else json.dumps(value))[:MAX_TITLE]


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None
