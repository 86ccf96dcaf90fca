"""Token requests, over HTTP. Source: BigCommerce docs, single-click app OAuth flow: JSON, or a form."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bigcommerce_sandbox.bodies import read_form, read_json
from bigcommerce_sandbox.json_values import as_object
from bigcommerce_sandbox.login import LoginError
from bigcommerce_sandbox.sandbox import Sandbox


class LoginRoutes:
    """The routes of the login host."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, at the root."""
        return [Route("/oauth2/token", self.token, methods=["POST"])]

    async def token(self, request: Request) -> Response:
        """Exchange a code for a token."""
        given = await _read(request)
        try:
            return JSONResponse(self._sandbox.login.exchange(self._sandbox.panel.app, given))
        except LoginError as error:
            return JSONResponse(error.body, status_code=error.status)


async def _read(request: Request) -> Mapping[str, object]:
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return await read_form(request)
    return as_object(await read_json(request)) or {}
