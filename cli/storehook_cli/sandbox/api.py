"""The sandbox as an ASGI application: BigCommerce's paths below /stores, its own below /_sandbox."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storehook_cli.sandbox import faults
from storehook_cli.sandbox.account_routes import AccountRoutes
from storehook_cli.sandbox.control_routes import ControlRoutes
from storehook_cli.sandbox.errors import ApiError, not_found, unauthorized
from storehook_cli.sandbox.fault_routes import FaultRoutes
from storehook_cli.sandbox.faults import Fault
from storehook_cli.sandbox.hook_routes import HookRoutes
from storehook_cli.sandbox.order_routes import OrderRoutes
from storehook_cli.sandbox.product_routes import ProductRoutes
from storehook_cli.sandbox.rates import too_many_requests
from storehook_cli.sandbox.sandbox import Sandbox
from storehook_cli.sandbox.state import StoreState

_V3 = (HookRoutes, ProductRoutes)
_OWN = (ControlRoutes, AccountRoutes, FaultRoutes)

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
            Mount("/stores/{store_hash}/v3", routes=[route for each in _V3 for route in each(sandbox).routes()]),
            Mount("/_sandbox", routes=[route for each in _OWN for route in each(sandbox).routes()]),
        ],
        middleware=[Middleware(_StoreGate, sandbox=sandbox)],
        exception_handlers={ApiError: _answer_error, HTTPException: _answer_error},
        lifespan=lifespan,
    )


class _StoreGate:
    """Lets in who has a store's token, as often as its limit allows. Rate headers and faults are put on here."""

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
        state = self._sandbox.find(store_hash)
        if state is None:
            await _error_response(unauthorized(), version)(scope, receive, send)
            return
        await self._serve(state, version, scope, receive, send)

    async def _serve(self, state: StoreState, version: str, scope: Scope, receive: Receive, send: Send) -> None:
        app, tells_of_rate = self._choose(state, version, scope)
        await app(scope, receive, self._with_rate_headers(state, send) if tells_of_rate else send)

    def _choose(self, state: StoreState, version: str, scope: Scope) -> tuple[ASGIApp, bool]:
        """What serves the request, and whether its answer has rate headers."""
        before, state.rate = state.rate, state.rate.count(self._sandbox.clock())
        access = state.accounts.access(Headers(scope=scope).get("x-auth-token", ""))
        if access is None:
            return _error_response(unauthorized(), version), True
        if state.rate.refused > before.refused:
            return _error_response(too_many_requests(), version), state.rate.limit.headers_on_429
        scope.setdefault("state", {})["access"] = access
        fault = state.next_fault()
        if fault is None:
            return self._app, True
        return _Spoilt(fault, version), fault.kind != "429"

    def _with_rate_headers(self, state: StoreState, send: Send) -> Send:
        window = state.rate

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(window.headers(self._sandbox.clock()))
            await send(message)

        return send_with_headers


class _Spoilt:
    """Answers as a fault does."""

    def __init__(self, fault: Fault, version: str) -> None:
        self._fault = fault
        self._version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if self._fault.kind == "hang":
            with suppress(TimeoutError):
                await asyncio.wait_for(_hung_up(receive), self._fault.seconds)
        await faults.answer(self._fault, self._version)(scope, receive, send)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


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
