"""The proxy as an ASGI application. It signs and forwards `/x` to `<ApiUrl>/console/x`."""

import re

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storehook_cli.console_proxy.access import Access
from storehook_cli.console_proxy.answers import ALWAYS, forwarded, refusal, say
from storehook_cli.console_proxy.opening import opening_page
from storehook_cli.console_proxy.signer import ConsoleRequest, Signer

MAX_BODY = 256 * 1024
"""Most bytes of a request body."""

MAX_ADDRESS = 10 * 1024
"""Most characters of path and query. API Gateway limits the request line and the headers together."""

_SEGMENT = r"[^/\\\x00-\x1f\x7f]"
_PLAIN = re.compile(rf"(?:{_SEGMENT}+/)*{_SEGMENT}*")

NOT_OURS = (
    "This address works only in the browser that `storehook console` opened, and not from a link on another site. "
    "Enter it in that browser's address bar, or start `storehook console` again."
)
USED = "This link was already used. It works once. Start `storehook console` again for a new one."
NO_SESSION = "This browser was not opened by `storehook console`. Start it again, and use the address that it prints."

FILE = re.compile(r"(?:[a-z]+\.(?:css|js))?")
"""The page and its files, which anybody may read. A browser requests them without the key's header."""


def build_app(access: Access, signer: Signer, client: httpx.Client) -> Starlette:
    """Build the application."""
    proxy = _Proxy(access, signer, client)
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    return Starlette(
        routes=[
            Route("/open", proxy.opening, methods=["GET"]),
            Route("/open", proxy.enter, methods=["POST"]),
            Route("/{path:path}", proxy.forward, methods=methods),
        ]
    )


class _Proxy:
    def __init__(self, access: Access, signer: Signer, client: httpx.Client) -> None:
        self._access = access
        self._signer = signer
        self._client = client

    async def opening(self, request: Request) -> Response:
        """Serve the page that asks for the key. It contains no secret, so a file on this machine may link to it."""
        return opening_page() if self._access.is_here(request) else say(request, 403, NOT_OURS)

    async def enter(self, request: Request) -> Response:
        """Exchange the token for the key."""
        if not self._access.is_ours(request):
            return say(request, 403, NOT_OURS)
        token = await _body(request)
        if token is None or not self._access.redeem(token.decode("latin-1")):
            return PlainTextResponse(USED, 403, ALWAYS)
        return PlainTextResponse(self._access.session, headers=ALWAYS)

    async def forward(self, request: Request) -> Response:
        """Forward a request to the API."""
        if not self._access.is_ours(request):
            return say(request, 403, NOT_OURS, reason="origin")
        if request.method not in ("GET", "POST"):
            return say(request, 405, "This method is not supported. Use GET or POST.")
        path: str = request.path_params["path"]
        if not self._access.has_session(request) and not (request.method == "GET" and FILE.fullmatch(path)):
            return say(request, 401, NO_SESSION)
        if not _PLAIN.fullmatch(path) or {".", ".."} & set(path.split("/")):
            return say(request, 404, "There is no such address. Open the console at /.")
        if len(path) + len(request.url.query) > MAX_ADDRESS:
            return say(request, 414, f"The address is too long. It may have at most {MAX_ADDRESS} characters.")
        body = await _body(request)
        if body is None:
            return say(request, 413, f"The request is too large. It may have at most {MAX_BODY} bytes.")
        kind = request.headers.get("content-type", "") if body else ""
        console_request = ConsoleRequest(request.method, path, request.url.query, body, kind)
        return await run_in_threadpool(self._send, request, console_request)

    def _send(self, request: Request, console_request: ConsoleRequest) -> Response:
        try:
            answer = self._client.send(self._signer.sign(console_request))
        except (BotoCoreError, ClientError) as error:
            self._signer.forget()
            return say(request, 502, f"No AWS credentials were found to sign with: {error}. Log in, then reload.")
        except httpx.TimeoutException:
            return say(request, 502, "The API did not answer in time. Try again.")
        except httpx.HTTPError as error:
            return say(request, 502, f"The API cannot be reached: {error}. Check your network and the stack's region.")
        if message := refusal(answer):
            self._signer.forget()
            return say(request, 502, message)
        return forwarded(answer)


async def _body(request: Request) -> bytes | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return body
