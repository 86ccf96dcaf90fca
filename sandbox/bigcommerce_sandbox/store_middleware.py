"""The way into a store's API: who may come in, how often, for what, and what goes wrong on the way."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bigcommerce_sandbox import faults
from bigcommerce_sandbox.accounts import Access, forbidden, is_granted
from bigcommerce_sandbox.errors import ApiError, unauthorized
from bigcommerce_sandbox.faults import Fault
from bigcommerce_sandbox.rates import too_many_requests
from bigcommerce_sandbox.requests_log import AnsweredRequest
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.state import StoreState

_STORE_PATH = re.compile(r"/stores/([^/]+)(?=/(v[23])(?:/|$))")


def version_of(path: str) -> str:
    """The version of the API that a path belongs to: "v2", "v3", or nothing."""
    match = _STORE_PATH.match(path)
    return match.group(2) if match else ""


def error_response(error: ApiError, version: str) -> Response:
    """An error as that version of the API shows it."""
    return JSONResponse(error.body(version), status_code=error.status)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request wants: `path` begins with the version."""

    state: StoreState
    version: str
    method: str
    path: str
    token: str


class StoreMiddleware:
    """Lets in who has a store's token, as often as its limit allows. Rate headers and faults are put on here.

    What the token gives is `request.state.access` from here on.
    """

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
            await error_response(unauthorized(), version)(scope, receive, send)
            return
        token = Headers(scope=scope).get("x-auth-token", "")
        asked = _Asked(state, version, scope["method"], scope["path"][match.end() :], token)
        app, tells_of_rate = self._choose(asked, scope)
        send = self._recorded(asked, scope, send)
        await app(scope, receive, self._with_rate_headers(state, send) if tells_of_rate else send)

    def _choose(self, asked: _Asked, scope: Scope) -> tuple[ASGIApp, bool]:
        """What serves the request, and whether its answer has rate headers."""
        state = asked.state
        access = state.accounts.access(asked.token)
        if access is None:  # a stranger must not use up the quota of a store
            return error_response(unauthorized(), asked.version), True
        before, state.rate = state.rate, state.rate.count(self._sandbox.clock())
        if state.rate.refused > before.refused:
            return error_response(too_many_requests(), asked.version), state.rate.limit.headers_on_429
        if not is_granted(access.scopes, asked.method, asked.path):
            return error_response(forbidden(), asked.version), True
        scope.setdefault("state", {})["access"] = access
        fault = state.next_fault(asked.method, asked.path)
        if fault is None:
            return self._app, True
        return _Spoilt(fault, asked.version), fault.kind != "429"

    def _recorded(self, asked: _Asked, scope: Scope, send: Send) -> Send:
        state, at = asked.state, self._sandbox.clock()
        access: Access | None = scope.get("state", {}).get("access")
        client_id, query = access.client_id if access else "", scope["query_string"].decode("latin-1")

        async def record_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = AnsweredRequest(at, asked.method, asked.path, query, message["status"], client_id)
                state.requests.append(answered)
            await send(message)

        return record_and_send

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
