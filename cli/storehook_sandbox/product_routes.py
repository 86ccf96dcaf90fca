"""The v3 products of a store, over HTTP. Source: BigCommerce docs, catalog products v3 reference."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.bodies import read_json
from storehook_sandbox.pages import number
from storehook_sandbox.products import Product, picked
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.v3_queries import answer_list, read_sort

SORTABLE = ("id", "name", "sku", "price", "date_modified", "inventory_level", "is_visible")


class ProductRoutes:
    """List, read and update products of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v3."""
        return [
            Route("/catalog/products", self.list, methods=["GET"]),
            Route("/catalog/products/{product_id}", self.read, methods=["GET"]),
            Route("/catalog/products/{product_id}", self.update, methods=["PUT"]),
        ]

    async def list(self, request: Request) -> Response:
        """One page of products; `sort` is a field, and `direction` asc or desc."""
        query = request.query_params
        sort = read_sort(query.get("sort", "id"), query.get("direction", "asc"), SORTABLE)
        products = self._sandbox.store(request.path_params["store_hash"]).products.values()
        includes_moment = self._sandbox.choices.includes_moment
        return answer_list(products, query, sort, includes_moment=includes_moment, show=partial(picked, query=query))

    async def read(self, request: Request) -> Response:
        """One product."""
        return _answer(self._sandbox.store(request.path_params["store_hash"]).product(_product_id(request)))

    async def update(self, request: Request) -> Response:
        """Change the fields that are given; gives the whole product."""
        given = await read_json(request)
        product = self._sandbox.update_product(request.path_params["store_hash"], _product_id(request), given)
        return _answer(product)


def _product_id(request: Request) -> int:
    return number(request.path_params["product_id"])


def _answer(product: Product) -> Response:
    return JSONResponse({"data": product, "meta": {}})
