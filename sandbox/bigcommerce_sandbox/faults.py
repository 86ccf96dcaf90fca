"""Faults on demand, in the place of the next answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, get_args

from starlette.responses import JSONResponse, Response

from bigcommerce_sandbox.errors import ApiError, invalid
from bigcommerce_sandbox.json_values import as_object
from bigcommerce_sandbox.rates import too_many_requests

type Kind = Literal["500", "503", "503-degraded", "429", "broken-json", "hang"]

KINDS: tuple[str, ...] = get_args(Kind.__value__)

MAX_HANG = 60.0
"""Seconds."""

MAX_TIMES = 1000

_METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in the place of an answer.

    Args:
        kind: an error of the API; a busy platform's 429, which has no rate headers; half of a JSON text; or no answer.
        times: how many answers it takes the place of.
        seconds: how long a hanging answer takes, if nobody hangs up.
        after: how many answers that it could take the place of go well first.
        method: the only HTTP method that it is for; empty for all.
        path: how the path begins, below the store, such as /v3/hooks; empty for all.
    """

    kind: Kind
    times: int = 1
    seconds: float = MAX_HANG
    after: int = 0
    method: str = ""
    path: str = ""

    def is_for(self, method: str, path: str) -> bool:
        """Return true if it is for such a request."""
        return self.method in ("", method) and path.startswith(self.path)

    def once_less(self) -> Self | None:
        """Return the fault for the requests after one more answer, None if it is used up."""
        if self.after:
            return replace(self, after=self.after - 1)
        return replace(self, times=self.times - 1) if self.times > 1 else None


def read_fault(given: object) -> Fault:
    """Read a fault that a developer asks for.

    Raises:
        ApiError: 422, if it is none.
    """
    fields = as_object(given) or {}
    errors = {name: f"Must be {what}" for name, (what, fits) in _CHECKS.items() if not fits(fields.get(name))}
    if errors:
        raise invalid(errors)
    return Fault(**{name: fields[name] for name in _CHECKS if fields.get(name) is not None})


def _is_whole(value: object, least: int) -> bool:
    return value is None or (type(value) is int and least <= value <= MAX_TIMES)


def _is_seconds(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and 0 <= value <= MAX_HANG)


_CHECKS: dict[str, tuple[str, Callable[[object], bool]]] = {
    "kind": (f"one of {', '.join(KINDS)}", lambda value: value in KINDS),
    "times": (f"a whole number from 1 to {MAX_TIMES}", lambda value: _is_whole(value, 1)),
    "seconds": (f"a number up to {MAX_HANG:g}", _is_seconds),
    "after": (f"a whole number up to {MAX_TIMES}", lambda value: _is_whole(value, 0)),
    "method": ("an HTTP method, in capitals", lambda value: value is None or value in _METHODS),
    "path": ("text that begins with a slash", lambda value: value is None or str(value).startswith("/")),
}


def answer(fault: Fault, version: str) -> Response:
    """The answer that a fault makes; for one that hangs, what comes in the end.

    Source of the shapes: BigCommerce docs, orders v2 and price lists v3 references, API status codes.

    Args:
        fault: what goes wrong.
        version: of the API, "v2" or "v3".
    """
    match fault.kind:
        case "broken-json":
            return Response(json.dumps({"data": [{"id": 1}]})[:-3], media_type="application/json")
        case "503-degraded":
            return JSONResponse(_DEGRADED, status_code=503)
        case _:
            error = _ERRORS[fault.kind]
            return JSONResponse(error.body(version), status_code=error.status)


_ERRORS = {
    "500": ApiError(500, "Internal server error"),
    "503": ApiError(503, "The store is down for maintenance"),
    "429": too_many_requests(),
    "hang": ApiError(504, "Gateway timeout"),
}

_DEGRADED: dict[str, Any] = {
    "error": {
        "code": "SERVICE_DEGRADED",
        "message": "The service is degraded",
        "details": "Try again later",
        "retry_after_seconds": 30,
        "timestamp": "2026-08-11T11:30:28Z",
    }
}
