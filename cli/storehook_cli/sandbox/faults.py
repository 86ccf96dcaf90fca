"""What goes wrong with the next answers, on demand."""

import json
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, cast, get_args

from starlette.responses import JSONResponse, Response

from storehook_cli.sandbox.errors import ApiError, invalid
from storehook_cli.sandbox.json_values import as_object
from storehook_cli.sandbox.rates import too_many_requests

type Kind = Literal["500", "503", "503-degraded", "429", "broken-json", "hang"]

KINDS: tuple[str, ...] = get_args(Kind.__value__)

MAX_HANG = 60.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens instead of an answer.

    Args:
        kind: an error of the API; a busy platform's 429, which has no rate headers; half of a JSON text; or no answer.
        times: how many answers it takes the place of.
        seconds: how long a hanging answer takes, if nobody hangs up.
    """

    kind: Kind
    times: int = 1
    seconds: float = MAX_HANG

    def once_less(self) -> Self | None:
        """What is left of it after one answer."""
        return replace(self, times=self.times - 1) if self.times > 1 else None


def read_fault(given: object) -> Fault:
    """Read a fault that a developer asks for.

    Raises:
        ApiError: 422, if it is none.
    """
    fields = as_object(given) or {}
    kind, times, seconds = fields.get("kind"), fields.get("times", 1), fields.get("seconds", MAX_HANG)
    if kind not in KINDS:
        raise invalid({"kind": f"One of {', '.join(KINDS)}"})
    if type(times) is not int or not 1 <= times <= 1000:
        raise invalid({"times": "A whole number from 1 to 1000"})
    if not isinstance(seconds, int | float) or not 0 <= seconds <= MAX_HANG:
        raise invalid({"seconds": f"A number up to {MAX_HANG:g}"})
    return Fault(cast("Kind", kind), times, seconds)


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
