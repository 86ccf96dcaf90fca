"""The way into a store's API: who may come in, how often, for what, and what goes wrong on the way."""

import asyncio
import re
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bigcommerce_sandbox import faults
from bigcommerce_sandbox.admission import admit, running
from bigcommerce_sandbox.errors import ApiError, unauthorized
from bigcommerce_sandbox.faults import Fault
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


class StoreMiddleware:
    """Lets in who has a store's token, as often as its limits allow. Rate headers and faults are put on here.

    What the token gives is `request.state.access` from here on.
    """

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        match = _STORE_PATH.match(scope["path"]) if scope["type"] == "http" else None
        state = self._sandbox.find(match[1]) if match else None
        if match is None:
            await self._app(scope, receive, send)
        elif state is None:
            await error_response(unauthorized(), match[2])(scope, receive, send)
        else:
            await self._serve(state, scope["path"][match.end(1) :], scope, receive, send)

    async def _serve(self, state: StoreState, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        method, version = scope["method"], path[1:3]
        try:
            access = admit(state, Headers(scope=scope).get("x-auth-token", ""), method, path, self._sandbox.clock())
        except ApiError as refusal:
            tells_of_rate = refusal.status != 429 or state.rate.limit.headers_on_429
            send = self._noted(state, path, "", scope, send, tells_of_rate=tells_of_rate)
            await error_response(refusal, version)(scope, receive, send)
            return
        scope.setdefault("state", {})["access"] = access
        fault = state.next_fault(method, path)
        send = self._noted(state, path, access.client_id, scope, send, tells_of_rate=not fault or fault.kind != "429")
        async with running(state, method, path):
            await (_Spoilt(fault, version) if fault else self._app)(scope, receive, send)

    def _noted(
        self, state: StoreState, path: str, client_id: str, scope: Scope, send: Send, *, tells_of_rate: bool
    ) -> Send:
        """Return what sends an answer with the rate headers, and keeps the request among the recorded ones."""
        window, at, query = state.rate, self._sandbox.clock(), scope["query_string"].decode("latin-1")

        async def note_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = AnsweredRequest(at, scope["method"], path, query, message["status"], client_id)
                state.requests.append(answered)
                if tells_of_rate:
                    MutableHeaders(scope=message).update(window.headers(self._sandbox.clock()))
            await send(message)

        return note_and_send


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
