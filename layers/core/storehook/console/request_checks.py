"""Which requests the console does not look at any further."""

import json
from typing import Any

MAX_BODY = 128 * 1024
"""Bytes: a hundred runs with the longest names fit in."""


def _message(status: int, text: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": json.dumps({"message": text})}


FAULT = _message(500, "The console failed; its log says why. Try again.")
"""What a fault of ours is answered with."""


def asked(event: dict[str, Any]) -> dict[str, str]:
    """Who asks for what, for the log: `method`, `path`, and `caller`, the ARN that API Gateway has made sure of."""
    context = event["requestContext"]
    caller = context.get("authorizer", {}).get("iam", {}).get("userArn", "")
    return {"method": context["http"]["method"], "path": event["rawPath"], "caller": caller}


def refusal(event: dict[str, Any]) -> dict[str, Any] | None:
    """The answer to a request that is not looked at any further; None for all others.

    JSON alone is taken, and must be called so: a page of another origin cannot send that through the local proxy
    without asking the proxy first, which says no.
    """
    if asked(event)["method"] != "POST":
        return None
    headers: dict[str, str] = event.get("headers") or {}
    kinds = [value for name, value in headers.items() if name.lower() == "content-type"]
    if [kind.split(";")[0].strip().lower() for kind in kinds] != ["application/json"]:
        return _message(415, "Send JSON, with the header content-type: application/json.")
    body: str = event.get("body") or ""
    if len(body) > MAX_BODY:
        return _message(413, f"The body has more than {MAX_BODY} bytes. Name fewer runs at a time.")
    return (
        None if _is_object(body, encoded=bool(event.get("isBase64Encoded"))) else _message(400, "Send a JSON object.")
    )


def _is_object(body: str, *, encoded: bool) -> bool:
    try:
        return not encoded and isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
