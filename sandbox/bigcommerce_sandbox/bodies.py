"""Reading what came with a request."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bigcommerce_sandbox.errors import ApiError

MAX_BODY = 1024 * 1024
"""Bytes of a request body that are read."""


def has_body(request: Request) -> bool:
    """Return true if a request has a body."""
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"


async def read_json(request: Request) -> Any:
    """The JSON in the body.

    Raises:
        ApiError: 413 for a body over `MAX_BODY`, 400 for one that is not JSON.
    """
    body = await _read_body(request)
    try:
        parsed = json.loads(body, parse_constant=_refuse)
        # Text that UTF-8 cannot carry, such as half of a surrogate pair, could be taken in but never shown again.
        json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "Input is invalid.") from error
    return parsed


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a form in the body; of fields with one name, the last.

    Raises:
        ApiError: 413 for a body over `MAX_BODY`, 400 for one that is not a form.
    """
    body = await _read_body(request)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=100))
    except ValueError as error:
        raise ApiError(400, "Input is invalid.") from error


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise ApiError(413, f"The request body is over {MAX_BODY} bytes.")
    return bytes(body)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
