"""The headers that every answer of the console has."""

from typing import Any

_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""What every answer says: nothing but our own files runs in the page, and nobody keeps a copy."""


def secured(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with the headers that every answer has."""
    headers: dict[str, str] = answer.get("headers") or {}
    return answer | {"headers": headers | HEADERS}
