"""The sandbox as an ASGI application: BigCommerce's paths below /stores and /oauth2, its own below /_sandbox."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from storehook_sandbox.channel_routes import ChannelRoutes
from storehook_sandbox.control_routes import ControlRoutes
from storehook_sandbox.customer_routes import CustomerRoutes
from storehook_sandbox.errors import ApiError, not_found
from storehook_sandbox.hook_routes import HookRoutes
from storehook_sandbox.information_routes import InformationRoutes
from storehook_sandbox.login_routes import LoginRoutes
from storehook_sandbox.order_routes import OrderRoutes
from storehook_sandbox.panel_routes import PanelRoutes
from storehook_sandbox.product_routes import ProductRoutes
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.store_middleware import StoreMiddleware, error_response, version_of
from storehook_sandbox.store_page_routes import StorePageRoutes

_V2 = (OrderRoutes, InformationRoutes)

_V3 = (HookRoutes, ProductRoutes, CustomerRoutes, ChannelRoutes)

_OWN = (ControlRoutes, PanelRoutes, StorePageRoutes)


def build_app(sandbox: Sandbox) -> Starlette:
    """The application that serves `sandbox`; its lifespan is the time in which webhooks are sent."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        async with sandbox.sender.running():
            yield

    return Starlette(
        routes=[
            Mount("/stores/{store_hash}/v2", routes=[route for each in _V2 for route in each(sandbox).routes()]),
            Mount("/stores/{store_hash}/v3", routes=[route for each in _V3 for route in each(sandbox).routes()]),
            Mount("/_sandbox", routes=[route for each in _OWN for route in each(sandbox).routes()]),
            *LoginRoutes(sandbox).routes(),
        ],
        middleware=[Middleware(StoreMiddleware, sandbox=sandbox)],
        exception_handlers={ApiError: _answer_error, HTTPException: _answer_error},
        lifespan=lifespan,
    )


async def _answer_error(request: Request, error: Exception) -> Response:
    answer = error_response(_as_api_error(error), version_of(request.url.path))
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
