"""Reader of API Gateway's HTTP API events. They may be hostile: one of another form raises `SignatureInvalid`.

API Gateway joins a repeated header into one value, with commas. No header that we read may contain one.
Source: AWS docs, "Create AWS Lambda proxy integrations for HTTP APIs", format 2.0.
"""

import base64
from typing import Any, Literal, cast

from storehook.errors import SignatureInvalid
from storehook.ingest.receive import Request

Route = Literal["webhooks", "exceptions"]


def route(event: dict[str, Any]) -> Route:
    """Return the path of a request. API Gateway sets the route key, so a sender cannot change it."""
    return "exceptions" if event.get("routeKey") == "POST /exceptions/{store_hash}" else "webhooks"


def request(event: dict[str, Any]) -> Request:
    """Return the request to `/webhooks/{store_hash}` or `/exceptions/{store_hash}`."""
    store_hash = _mapping(event, "pathParameters").get("store_hash", "")
    headers = {_text(name): [_text(value)] for name, value in _mapping(event, "headers").items()}
    return Request(_text(store_hash), headers, _body(event))


def _mapping(event: dict[str, Any], name: str) -> dict[object, object]:
    value: object = event.get(name) or {}
    if not isinstance(value, dict):
        raise SignatureInvalid(f"{name} is malformed")
    return cast("dict[object, object]", value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise SignatureInvalid(f"the request has {type(value).__name__} in place of text")
    return value


def _body(event: dict[str, Any]) -> bytes:
    text = _text(event.get("body") or "")
    try:
        # JSON can escape lone surrogates. They match no signature, and must not raise another error.
        return base64.b64decode(text) if event.get("isBase64Encoded") else text.encode(errors="surrogatepass")
    except ValueError as error:
        raise SignatureInvalid("the body is not base64") from error
