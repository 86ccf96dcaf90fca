"""Security headers of the console's answers."""

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
"""Headers of every answer. Only the page's own files run in it, and nothing caches it."""


def secured(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with the security headers."""
    headers: dict[str, str] = answer.get("headers") or {}
    return answer | {"headers": headers | HEADERS}
