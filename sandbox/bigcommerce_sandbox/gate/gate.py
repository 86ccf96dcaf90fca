"""The rules before an ASGI application."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from bigcommerce_sandbox.gate.rules import Navigations, refusal

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type App = Callable[[Message, Receive, Send], Awaitable[None]]


class Gate:
    """Answers 403 to what a web page of another origin could have sent; all else is the application's.

    Args:
        app: an ASGI application.
        navigations: what a browser may open from elsewhere; by default, anything from its address bar.
    """

    def __init__(self, app: App, navigations: Navigations | None = None) -> None:
        self._app = app
        self._doors = navigations or Navigations()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the application's lifespan."""
        if scope["type"] == "lifespan" or (why := self._refusal(scope)) is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": why})
        else:
            await _forbid(why, send)

    def _refusal(self, scope: Message) -> str | None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        return refusal(scope.get("method", ""), scope["path"], headers, self._doors)


async def _forbid(why: str, send: Send) -> None:
    # No header of CORS: the page that asked can not even read that it was refused.
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": f"{why}\n".encode()})
