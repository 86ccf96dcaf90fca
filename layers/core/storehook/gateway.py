"""API Gateway's proxy event, as a request. Every part of it may be hostile, or missing."""

import base64
from typing import Any

from storehook.errors import SignatureInvalid
from storehook.receive import Request


def request(event: dict[str, Any]) -> Request:
    """What was posted to `/webhooks/{store_hash}`.

    Raises:
        SignatureInvalid: the body is said to be base64 and is not.
    """
    path: dict[str, str] = event.get("pathParameters") or {}
    headers: dict[str, list[str]] = event.get("multiValueHeaders") or {}
    return Request(path.get("store_hash", ""), headers, _body(event))


def _body(event: dict[str, Any]) -> bytes:
    text: str = event.get("body") or ""
    try:
        # Lone surrogates can be in JSON's escapes; they match no signature, and must not be a fault of ours.
        return base64.b64decode(text) if event.get("isBase64Encoded") else text.encode(errors="surrogatepass")
    except ValueError as error:
        raise SignatureInvalid("the body is not base64") from error
