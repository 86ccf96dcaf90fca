"""The proxy as an ASGI application: `/x` is `<ApiUrl>/console/x`, signed."""

import re

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storehook_cli.console_proxy.access import Access
from storehook_cli.console_proxy.answers import ALWAYS, passed_on, refusal, say
from storehook_cli.console_proxy.opening import opening_page
from storehook_cli.console_proxy.signer import Asked, Signer

MAX_BODY = 256 * 1024
"""Bytes."""

MAX_ADDRESS = 10 * 1024
"""Characters of path and query: API Gateway takes no more of a request's line and headers together."""

_SEGMENT = r"[^/\\\x00-\x1f\x7f]"
_PLAIN = re.compile(rf"(?:{_SEGMENT}+/)*{_SEGMENT}*")

NOT_OURS = (
    "This address works in the browser that `storehook console` opened, and not from a link on another site. "
    "Enter it in that browser's address bar, or start `storehook console` again."
)
USED = "This link has been used: it is good for one opening. Start `storehook console` again for a new one."
NO_SESSION = "This browser was not opened by `storehook console`. Start it again, and use the address that it prints."

FILE = re.compile(r"(?:[a-z]+\.(?:css|js))?")
"""The page and what it consists of, which anybody may read. A browser asks for them itself, without our header."""


def build_app(access: Access, signer: Signer, client: httpx.Client) -> Starlette:
    """The application.

    Args:
        access: who may ask.
        signer: signs what is sent.
        client: sends it.
    """
    proxy = _Proxy(access, signer, client)
    every = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    return Starlette(
        routes=[
            Route("/open", proxy.opening, methods=["GET"]),
            Route("/open", proxy.enter, methods=["POST"]),
            Route("/{path:path}", proxy.forward, methods=every),
        ]
    )


class _Proxy:
    def __init__(self, access: Access, signer: Signer, client: httpx.Client) -> None:
        self._access = access
        self._signer = signer
        self._client = client

    async def opening(self, request: Request) -> Response:
        """The page that asks for the key. It holds nothing, so a file on this machine may lead to it."""
        return opening_page() if self._access.is_here(request) else say(request, 403, NOT_OURS)

    async def enter(self, request: Request) -> Response:
        """Give the key for the token."""
        if not self._access.is_ours(request):
            return say(request, 403, NOT_OURS)
        token = await _body(request)
        if token is None or not self._access.redeem(token.decode("latin-1")):
            return PlainTextResponse(USED, 403, ALWAYS)
        return PlainTextResponse(self._access.session, headers=ALWAYS)

    async def forward(self, request: Request) -> Response:
        """Ask the API."""
        if not self._access.is_ours(request):
            return say(request, 403, NOT_OURS, reason="origin")
        if request.method not in ("GET", "POST"):
            return say(request, 405, "Only GET and POST are known here.")
        path: str = request.path_params["path"]
        if not self._access.has_session(request) and not (request.method == "GET" and FILE.fullmatch(path)):
            return say(request, 401, NO_SESSION)
        if not _PLAIN.fullmatch(path) or {".", ".."} & set(path.split("/")):
            return say(request, 404, "There is no such address.")
        if len(path) + len(request.url.query) > MAX_ADDRESS:
            return say(request, 414, f"An address may have at most {MAX_ADDRESS} characters.")
        body = await _body(request)
        if body is None:
            return say(request, 413, f"A request may have at most {MAX_BODY} bytes.")
        kind = request.headers.get("content-type", "") if body else ""
        asked = Asked(request.method, path, request.url.query, body, kind)
        return await run_in_threadpool(self._send, request, asked)

    def _send(self, request: Request, asked: Asked) -> Response:
        try:
            answer = self._client.send(self._signer.sign(asked))
        except (BotoCoreError, ClientError) as error:
            self._signer.forget()
            return say(request, 502, f"There are no AWS credentials to sign with: {error}. Sign in, then reload.")
        except httpx.TimeoutException:
            return say(request, 502, "The API did not answer in time. Try again.")
        except httpx.HTTPError as error:
            return say(request, 502, f"The API cannot be reached: {error}. Check your network and the stack's region.")
        if message := refusal(answer):
            self._signer.forget()
            return say(request, 502, message)
        return passed_on(answer)


async def _body(request: Request) -> bytes | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return body
