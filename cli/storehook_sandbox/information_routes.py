"""What a store tells of itself, over HTTP. Source: BigCommerce docs, store information v2 reference."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.sandbox import Sandbox


class InformationRoutes:
    """Read who a store of `sandbox` is: of the many fields, those that it has."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v2."""
        return [Route("/store", self.read, methods=["GET"])]

    async def read(self, request: Request) -> Response:
        """The store."""
        store = self._sandbox.store(request.path_params["store_hash"]).store
        return JSONResponse({"id": store.store_hash, "name": store.name})
