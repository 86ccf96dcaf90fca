"""The engine's operations over HTTP: a thin edge that reads requests and writes answers."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from bigcommerce_sandbox.bodies import has_body, read_json
from bigcommerce_sandbox.documented import api_path
from bigcommerce_sandbox.engine import call
from bigcommerce_sandbox.engine.call import Answer
from bigcommerce_sandbox.engine.families import engine
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.sandbox import Sandbox

_UNKNOWN_HEADERS = ("If-Modified-Since", "X-Strict-Mode")
"""Headers that BigCommerce documents for some requests, and that the stand-in store does not implement."""


class EngineRoute(BaseRoute):
    """The route of all operations that the engine serves.

    Args:
        sandbox: the stores.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return a full match for a request that the engine serves."""
        is_served = scope["type"] == "http" and engine().operation(_method(scope), api_path(scope["path"]))
        return (Match.FULL if is_served else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope, receive)
        _check_headers(request)
        answer = self._sandbox.answer(request.path_params["store_hash"], await _read(request))
        await _response(answer)(scope, receive, send)


async def _read(request: Request) -> call.Request:
    return call.Request(
        method=_method(request.scope),
        path=api_path(request.url.path),
        query=_read_query(request),
        body=await read_json(request) if has_body(request) else None,
        client=request.state.access.client_id,
        url=f"{request.base_url}stores/{request.path_params['store_hash']}",
    )


def _read_query(request: Request) -> Mapping[str, str]:
    """Return the parameters of a query.

    Raises:
        ApiError: 422 if one is there twice.
    """
    if len(request.query_params.multi_items()) > len(request.query_params):
        raise ApiError(422, "A parameter of the query is there twice.")
    return dict(request.query_params)


def _check_headers(request: Request) -> None:
    """Refuse headers that ask for something that the stand-in store does not do.

    Raises:
        ApiError: 406, 415 or 422.
    """
    unknown = [name for name in _UNKNOWN_HEADERS if name in request.headers]
    if unknown:
        raise ApiError(422, f"The stand-in store does not implement the header '{unknown[0]}'.")
    if not any(kind in request.headers.get("accept", "*/*") for kind in ("*/*", "application/*", "application/json")):
        raise ApiError(406, "The stand-in store answers in JSON only: see the header 'Accept'.")
    kind = request.headers.get("content-type", "application/json").partition(";")[0]
    if has_body(request) and kind != "application/json":
        raise ApiError(415, "The stand-in store reads JSON only: see the header 'Content-Type'.")


def _method(scope: Scope) -> str:
    return "GET" if scope["method"] == "HEAD" else scope["method"]


def _response(answer: Answer) -> Response:
    return Response(status_code=answer.status) if answer.body is None else JSONResponse(answer.body, answer.status)
