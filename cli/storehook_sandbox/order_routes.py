"""The v2 orders of a store, over HTTP. Source: BigCommerce docs, orders v2 reference."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.bodies import read_json
from storehook_sandbox.order_queries import select
from storehook_sandbox.orders import Order, with_links
from storehook_sandbox.pages import number, read_page
from storehook_sandbox.sandbox import Sandbox


class OrderRoutes:
    """List, read and update orders of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v2."""
        return [
            Route("/orders", self.list, methods=["GET"]),
            Route("/orders/{order_id}", self.read, methods=["GET"]),
            Route("/orders/{order_id}", self.update, methods=["PUT"]),
        ]

    async def list(self, request: Request) -> Response:
        """One page of orders. An empty one is 204 without a body."""
        state = self._sandbox.store(request.path_params["store_hash"])
        page = read_page(request.query_params)
        includes_moment = self._sandbox.choices.includes_moment
        found = page.of(select(state.orders.values(), request.query_params, includes_moment=includes_moment))
        return JSONResponse([shown_order(request, order) for order in found]) if found else Response(status_code=204)

    async def read(self, request: Request) -> Response:
        """One order."""
        state = self._sandbox.store(request.path_params["store_hash"])
        return JSONResponse(shown_order(request, state.order(_order_id(request))))

    async def update(self, request: Request) -> Response:
        """Change the fields that are given; gives the whole order."""
        given = await read_json(request)
        order = self._sandbox.update_order(request.path_params["store_hash"], _order_id(request), given)
        return JSONResponse(shown_order(request, order))


def shown_order(request: Request, order: Order) -> Order:
    """The order with links that lead back to this sandbox."""
    return with_links(order, f"{request.base_url}stores/{request.path_params['store_hash']}/v2")


def _order_id(request: Request) -> int:
    return number(request.path_params["order_id"])
