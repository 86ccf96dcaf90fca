"""The v3 channels of a store, over HTTP, to be read. Source: BigCommerce docs, channels v3 reference."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.channels import Channel
from storehook_sandbox.errors import not_found
from storehook_sandbox.pages import number, pagination, read_page
from storehook_sandbox.sandbox import Sandbox


class ChannelRoutes:
    """List and read channels of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v3."""
        return [
            Route("/channels", self.list, methods=["GET"]),
            Route("/channels/{channel_id}", self.read, methods=["GET"]),
        ]

    async def list(self, request: Request) -> Response:
        """One page of channels."""
        page, found = read_page(request.query_params), [*self._channels(request).values()]
        shown = page.of(found)
        return JSONResponse({"data": shown, "meta": pagination(page, len(found), len(shown))})

    async def read(self, request: Request) -> Response:
        """One channel."""
        channel = self._channels(request).get(number(request.path_params["channel_id"]))
        if channel is None:
            raise not_found()
        return JSONResponse({"data": channel, "meta": {}})

    def _channels(self, request: Request) -> dict[int, Channel]:
        return self._sandbox.store(request.path_params["store_hash"]).channels
