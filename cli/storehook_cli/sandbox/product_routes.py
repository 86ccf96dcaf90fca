"""The v3 products of a store, over HTTP, to be read. Source: BigCommerce docs, catalog products v3 reference."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_cli.sandbox.cursors import cursor_pagination, read_cursor
from storehook_cli.sandbox.errors import not_found
from storehook_cli.sandbox.pages import number, pagination, read_page
from storehook_cli.sandbox.products import select
from storehook_cli.sandbox.sandbox import Sandbox


class ProductRoutes:
    """List and read products of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v3."""
        return [
            Route("/catalog/products", self.list, methods=["GET"]),
            Route("/catalog/products/{product_id}", self.read, methods=["GET"]),
        ]

    async def list(self, request: Request) -> Response:
        """One page of products, by number or by cursor. With a cursor, a number does not count."""
        query = request.query_params
        page, cursor = read_page(query), read_cursor(query)
        found = select(self._sandbox.store(request.path_params["store_hash"]).products.values(), query)
        if cursor is not None:
            window = cursor.of(found, page.limit)
            return _answer(window, cursor_pagination(window, found, page.limit))
        shown = page.of(found)
        return _answer(shown, pagination(page, len(found), len(shown)) | cursor_pagination(shown, found, page.limit))

    async def read(self, request: Request) -> Response:
        """One product."""
        products = self._sandbox.store(request.path_params["store_hash"]).products
        product_id = number(request.path_params["product_id"])
        if product_id not in products:
            raise not_found()
        return _answer(products[product_id], {})


def _answer(data: Any, meta: dict[str, Any]) -> Response:
    return JSONResponse({"data": data, "meta": meta})
