"""Checks that a request has to pass before it is routed."""

import json
from typing import Any

MAX_BODY = 128 * 1024
"""Bytes of a body. A hundred runs with the longest keys fit."""


def _message(status: int, text: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": json.dumps({"message": text})}


FAULT = _message(
    500, "The console failed. Try again. For details, see its log: sam logs --stack-name STACK --name Console"
)
"""The answer to an unexpected error."""


def log_fields(event: dict[str, Any]) -> dict[str, str]:
    """Return the `method`, `path` and `caller` of a request. API Gateway has verified the caller's ARN."""
    context = event["requestContext"]
    caller = context.get("authorizer", {}).get("iam", {}).get("userArn", "")
    return {"method": context["http"]["method"], "path": event["rawPath"], "caller": caller}


def refusal(event: dict[str, Any]) -> dict[str, Any] | None:
    """Return the answer to a request that is refused. None if it is accepted.

    Bodies must be JSON, with the matching header. A page of another origin can't send that header through the local
    proxy without a preflight request, which the proxy refuses.
    """
    if log_fields(event)["method"] != "POST":
        return None
    headers: dict[str, str] = event.get("headers") or {}
    content_types = [value for name, value in headers.items() if name.lower() == "content-type"]
    if [content_type.split(";")[0].strip().lower() for content_type in content_types] != ["application/json"]:
        return _message(415, "The body isn't JSON. Send it with the header content-type: application/json.")
    body: str = event.get("body") or ""
    if len(body) > MAX_BODY:
        return _message(413, f"The body has more than {MAX_BODY} bytes. Name fewer runs at a time.")
    if not _is_object(body, encoded=bool(event.get("isBase64Encoded"))):
        return _message(400, "The body isn't a JSON object.")
    return None


def _is_object(body: str, *, encoded: bool) -> bool:
    try:
        return not encoded and isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
