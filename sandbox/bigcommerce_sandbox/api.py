"""The sandbox as an ASGI application: BigCommerce's paths below /stores and /oauth2, its own below /_sandbox."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bigcommerce_sandbox.control_routes import ControlRoutes
from bigcommerce_sandbox.documented import methods, unserved
from bigcommerce_sandbox.engine_routes import EngineRoute
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.hook_routes import HookRoutes
from bigcommerce_sandbox.information_routes import InformationRoutes
from bigcommerce_sandbox.login_routes import LoginRoutes
from bigcommerce_sandbox.panel_routes import PanelRoutes
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.store_middleware import StoreMiddleware, error_response, version_of
from bigcommerce_sandbox.store_page_routes import StorePageRoutes

_OWN = (ControlRoutes, PanelRoutes, StorePageRoutes)


def build_app(sandbox: Sandbox) -> Starlette:
    """The application that serves `sandbox`; its lifespan is the time in which webhooks are sent."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        async with sandbox.sender.running():
            yield

    return Starlette(
        routes=[
            Mount(
                "/stores/{store_hash}/v2",
                routes=[EngineRoute(sandbox), *InformationRoutes(sandbox).routes()],
            ),
            Mount(
                "/stores/{store_hash}/v3",
                routes=[EngineRoute(sandbox), *HookRoutes(sandbox).routes()],
            ),
            Route("/stores/{store_hash}/graphql", _no_graphql, methods=["GET", "POST"]),
            Route("/graphql", _no_graphql, methods=["GET", "POST"]),
            Mount("/_sandbox", routes=[route for each in _OWN for route in each(sandbox).routes()]),
            *LoginRoutes(sandbox).routes(),
        ],
        middleware=[Middleware(StoreMiddleware, sandbox=sandbox)],
        exception_handlers={ApiError: _answer_error, HTTPException: _answer_error},
        lifespan=lifespan,
    )


async def _no_graphql(_request: Request) -> Response:
    raise ApiError(422, "The stand-in store does not implement GraphQL, neither Admin nor Storefront.")


async def _answer_error(request: Request, error: Exception) -> Response:
    answer = error_response(_as_api_error(request, error), version_of(request.url.path))
    answer.headers.update(error.headers or {} if isinstance(error, HTTPException) else {})
    if answer.status_code == 405 and version_of(request.url.path):
        answer.headers["Allow"] = ", ".join(methods(request))
    return answer


def _as_api_error(request: Request, error: Exception) -> ApiError:
    match error:
        case ApiError():
            return error
        case HTTPException(status_code=404 | 405) if version_of(request.url.path):
            return unserved(request)
        case HTTPException():
            return ApiError(error.status_code, error.detail)
        case _:
            raise error
