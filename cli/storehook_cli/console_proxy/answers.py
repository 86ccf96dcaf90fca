"""Answers of the proxy itself, and those of the API that it forwards."""

import html

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
FORWARDED_HEADERS = ("content-type", "content-security-policy")
ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

EXPIRED = (
    "AWS rejected your credentials: they have expired or are not valid. "
    "Log in again, for example with `aws sso login`, then reload this page."
)
REFUSED = {
    "ExpiredTokenException": EXPIRED,
    "UnrecognizedClientException": EXPIRED,
    "InvalidClientTokenIdException": EXPIRED,
    "InvalidSignatureException": "AWS rejected the signature. Check this machine's clock, and check that "
    "the secret access key is complete.",
    "MissingAuthenticationTokenException": "This stack has no console at that address. Deploy this version.",
}
"""Reasons of API Gateway that do not concern the operator's permissions, by the header x-amzn-errortype."""


def say(request: Request, status: int, message: str, **more: str) -> Response:
    """Build an answer of the proxy: JSON for the page's scripts, a small page for people."""
    headers = ALWAYS | {"content-security-policy": NOTHING}
    if request.url.path.startswith("/api/"):
        return JSONResponse({"message": message, **more}, status, headers)
    text = f"<!doctype html><html lang=en><title>storehook</title><h1>storehook</h1><p>{html.escape(message)}</p>"
    return HTMLResponse(text, status, headers)


def refusal(answer: httpx.Response) -> str | None:
    """Return the reason why API Gateway refused the signature, or None."""
    kind = answer.headers.get("x-amzn-errortype", "").split(":")[0]
    if answer.status_code == 403 and "security token included in the request is" in answer.text:
        return EXPIRED
    return REFUSED.get(kind) if answer.status_code == 403 else None


def forwarded(answer: httpx.Response) -> Response:
    """Forward the API's answer without its hop-by-hop headers."""
    headers = {name: answer.headers[name] for name in FORWARDED_HEADERS if name in answer.headers}
    return Response(answer.content, answer.status_code, {"content-security-policy": NOTHING} | headers | ALWAYS)
