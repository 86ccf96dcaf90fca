"""What the proxy itself says, and what it passes on of the API's answers."""

import html

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PASSED_ON = ("content-type", "content-security-policy")
ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

EXPIRED = (
    "AWS does not accept your credentials: they have expired or are not valid. "
    "Sign in again, for example with `aws sso login`, then reload this page."
)
REFUSED = {
    "ExpiredTokenException": EXPIRED,
    "UnrecognizedClientException": EXPIRED,
    "InvalidClientTokenIdException": EXPIRED,
    "InvalidSignatureException": "AWS does not accept the signature. Check this machine's clock, and that the "
    "secret access key is complete.",
    "MissingAuthenticationTokenException": "This stack has no console at that address. Deploy the current version.",
}
"""The gateway's reasons that say nothing about the operator's rights, by the header x-amzn-errortype."""


def say(request: Request, status: int, message: str, **more: str) -> Response:
    """An answer of our own: JSON for the page's scripts, a small page for people."""
    headers = ALWAYS | {"content-security-policy": NOTHING}
    if request.url.path.startswith("/api/"):
        return JSONResponse({"message": message, **more}, status, headers)
    text = f"<!doctype html><html lang=en><title>storehook</title><h1>storehook</h1><p>{html.escape(message)}</p>"
    return HTMLResponse(text, status, headers)


def refusal(answer: httpx.Response) -> str | None:
    """Why the gateway refused our signature; None if it did not."""
    kind = answer.headers.get("x-amzn-errortype", "").split(":")[0]
    if answer.status_code == 403 and "security token included in the request is" in answer.text:
        return EXPIRED
    return REFUSED.get(kind) if answer.status_code == 403 else None


def passed_on(answer: httpx.Response) -> Response:
    """The API's answer, without the headers that are between it and us."""
    kept = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
    return Response(answer.content, answer.status_code, {"content-security-policy": NOTHING} | kept | ALWAYS)
