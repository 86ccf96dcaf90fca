"""Results of HTTP answers: a value, or a typed error. Pure.

Sources for statuses and error bodies: BigCommerce docs, API status codes, orders v2 and price lists v3.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import responses
from typing import Any, cast

from storehook.bigcommerce.calls import Call
from storehook.errors import ApiError, ApiRefused, ApiUnavailable, Unauthorized

TOO_MANY_REQUESTS = 429

MAX_TITLE = 500
MAX_FIELDS = 20
"""Most characters of a message, and most messages by field, in an error. Both are stored in Runs."""

_NEVER_BETTER = frozenset({501, 507})
"""Statuses from 500 that a retry cannot change: not implemented, and over a limit of the store's plan."""


@dataclass(frozen=True, slots=True)
class Answer:
    """HTTP answer.

    Args:
        headers: by name, in lower case. BigCommerce changed their case once, in 2022.
        body: after decompression.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


def read(call: Call, store_hash: str, answer: Answer) -> Any:
    """Return the JSON of an answer, or None if it has no body. An empty v2 list has none.

    Raises:
        Unauthorized: 401, 403.
        ApiRefused: any other 3xx or 4xx, and 501 and 507.
        ApiUnavailable: any other 5xx, or a body that is not JSON.
    """
    is_success = 200 <= answer.status < 300
    try:
        # RecursionError: a few KiB of "[" are enough to exhaust the parser's stack.
        value = json.loads(answer.body) if answer.body.strip() else None
    except (ValueError, RecursionError):
        if is_success:
            raise ApiUnavailable("The answer is not JSON.", **call.where(store_hash), status=answer.status) from None
        value = None
    if not is_success:
        raise _error(call, store_hash, answer.status, value)
    return value


def fields_of(value: object) -> dict[str, Any]:
    """Return the fields of a JSON object. Anything else has none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _error(call: Call, store_hash: str, status: int, body: object) -> ApiError:
    problem = _problem(body)
    kind = _kind(status)
    errors = _by_field(problem.get("errors") or problem.get("details"))
    error = kind(_title(problem, status), **call.where(store_hash), status=status, errors=errors)
    if isinstance(error, ApiUnavailable):
        error.after = _seconds(problem.get("retry_after_seconds"))
    return error


def _kind(status: int) -> type[ApiError]:
    if status in (401, 403):
        return Unauthorized
    return ApiUnavailable if status >= 500 and status not in _NEVER_BETTER else ApiRefused


def _problem(body: object) -> Mapping[str, Any]:
    """Return the object that holds the error message.

    v2 sends an array of such objects, v3 sends one, and a degraded service nests it in `error`.
    """
    if isinstance(body, list) and body:
        return _problem(cast("list[object]", body)[0])
    problem = fields_of(cast("object", body))
    return _problem(problem["error"]) if isinstance(problem.get("error"), dict) else problem


def _title(problem: Mapping[str, Any], status: int) -> str:
    candidates = (problem.get(name) for name in ("title", "message", "detail", "error"))
    title = next((text for text in candidates if isinstance(text, str) and text), None)
    return (title or responses.get(status, "No reason given"))[:MAX_TITLE]


def _by_field(errors: object) -> dict[str, str]:
    match errors:
        case dict():
            pairs = list(cast("dict[str, object]", errors).items())
        case list():
            pairs = [(str(number), error) for number, error in enumerate(cast("Sequence[object]", errors))]
        case str() if errors:
            pairs = [("details", errors)]
        case _:
            pairs = []
    return {name: _line(value) for name, value in pairs[:MAX_FIELDS]}


def _line(value: object) -> str:
    return (value if isinstance(value, str) else json.dumps(value))[:MAX_TITLE]


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None
