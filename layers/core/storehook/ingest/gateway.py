"""An event of API Gateway's HTTP API, as a request. Every part of it may be hostile, or missing.

A header that was sent twice has both values in one, with a comma between them. None that we look at can have that.
Source: AWS docs, "Create AWS Lambda proxy integrations for HTTP APIs", format 2.0.
"""

import base64
from typing import Any, Literal, cast

from storehook.errors import SignatureInvalid
from storehook.ingest.receive import Request

Route = Literal["webhooks", "exceptions"]


def route(event: dict[str, Any]) -> Route:
    """Which of ingest's paths it was posted to. API Gateway names it as the template does, whatever was sent."""
    return "exceptions" if event.get("routeKey") == "POST /exceptions/{store_hash}" else "webhooks"


def request(event: dict[str, Any]) -> Request:
    """What was posted to `/webhooks/{store_hash}` or `/exceptions/{store_hash}`.

    Raises:
        SignatureInvalid: it is not what API Gateway makes, or the body is said to be base64 and is not.
    """
    store_hash = _mapping(event, "pathParameters").get("store_hash", "")
    headers = {_text(name): [_text(value)] for name, value in _mapping(event, "headers").items()}
    return Request(_text(store_hash), headers, _body(event))


def _mapping(event: dict[str, Any], name: str) -> dict[object, object]:
    if not isinstance(found := event.get(name) or {}, dict):
        raise SignatureInvalid(f"{name} is malformed")
    return cast("dict[object, object]", found)


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise SignatureInvalid("what should be text is not")
    return found


def _body(event: dict[str, Any]) -> bytes:
    text = _text(event.get("body") or "")
    try:
        # Lone surrogates can be in JSON's escapes; they match no signature, and must not be a fault of ours.
        return base64.b64decode(text) if event.get("isBase64Encoded") else text.encode(errors="surrogatepass")
    except ValueError as error:
        raise SignatureInvalid("the body is not base64") from error
