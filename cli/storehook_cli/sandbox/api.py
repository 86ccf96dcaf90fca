"""The sandbox as an ASGI application: BigCommerce's paths below /stores, its own below /_sandbox."""

import hmac
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storehook_cli.sandbox.control_routes import ControlRoutes
from storehook_cli.sandbox.errors import ApiError, not_found, unauthorized
from storehook_cli.sandbox.hook_routes import HookRoutes
from storehook_cli.sandbox.order_routes import OrderRoutes
from storehook_cli.sandbox.rates import RateWindow
from storehook_cli.sandbox.sandbox import Sandbox

_STORE_PATH = re.compile(r"/stores/([^/]+)/(v[23])(?:/|$)")


def build_app(sandbox: Sandbox) -> Starlette:
    """The application that serves `sandbox`; its lifespan is the time in which webhooks are sent."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        async with sandbox.sender.running():
            yield

    return Starlette(
        routes=[
            Mount("/stores/{store_hash}/v2", routes=OrderRoutes(sandbox).routes()),
            Mount("/stores/{store_hash}/v3", routes=HookRoutes(sandbox).routes()),
            Mount("/_sandbox", routes=ControlRoutes(sandbox).routes()),
        ],
        middleware=[Middleware(_StoreGate, sandbox=sandbox)],
        exception_handlers={ApiError: _answer_error, HTTPException: _answer_error},
        lifespan=lifespan,
    )


class _StoreGate:
    """Lets only the owner of a store's token in, and puts the rate headers on every answer of the store's API."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        match = _STORE_PATH.match(scope["path"]) if scope["type"] == "http" else None
        if match is None:
            await self._app(scope, receive, send)
            return
        store_hash, version = match.groups()
        token = Headers(scope=scope).get("x-auth-token", "")
        app = self._app if self._is_token(store_hash, token) else _error_response(unauthorized(), version)
        await app(scope, receive, self._with_rate_headers(store_hash, send))

    def _is_token(self, store_hash: str, token: str) -> bool:
        state = self._sandbox.find(store_hash)
        return state is not None and hmac.compare_digest(token.encode(), state.store.access_token.encode())

    def _with_rate_headers(self, store_hash: str, send: Send) -> Send:
        window = self._count(store_hash)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(window.headers(self._sandbox.clock()))
            await send(message)

        return send_with_headers

    def _count(self, store_hash: str) -> RateWindow:
        now = self._sandbox.clock()
        state = self._sandbox.find(store_hash)
        if state is None:
            return RateWindow(now)
        state.rate = state.rate.count(now)
        return state.rate


async def _answer_error(request: Request, error: Exception) -> Response:
    match = _STORE_PATH.match(request.url.path)
    answer = _error_response(_as_api_error(error), match.group(2) if match else "")
    answer.headers.update(error.headers or {} if isinstance(error, HTTPException) else {})
    return answer


def _as_api_error(error: Exception) -> ApiError:
    match error:
        case ApiError():
            return error
        case HTTPException(status_code=404):
            return not_found()
        case HTTPException():
            return ApiError(error.status_code, error.detail)
        case _:
            raise error


def _error_response(error: ApiError, version: str) -> Response:
    return JSONResponse(error.body(version), status_code=error.status)
