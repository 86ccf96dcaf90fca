"""The v3 customers of a store, over HTTP. There is no path for one of them: a list with `id:in` is how to read one.

Source: BigCommerce docs, customers v3 reference.
"""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.bodies import read_json
from storehook_sandbox.customers import Customer, read_array
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.v3_queries import Sort, answer_list, read_sort

SORTABLE = ("date_created", "date_modified", "last_name")
"""What a request may name, with its direction. By id it is only where nothing is named."""


class CustomerRoutes:
    """List, create and update customers of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v3."""
        return [
            Route("/customers", self.list, methods=["GET"]),
            Route("/customers", self.create, methods=["POST"]),
            Route("/customers", self.update, methods=["PUT"]),
        ]

    async def list(self, request: Request) -> Response:
        """One page of customers; `sort` is a field, a colon and a direction."""
        field, _, direction = request.query_params.get("sort", "").partition(":")
        sort = read_sort(field, direction, SORTABLE) if "sort" in request.query_params else Sort()
        customers = self._sandbox.store(_store_hash(request)).customers.values()
        includes_moment = self._sandbox.choices.includes_moment
        return answer_list(customers, request.query_params, sort, includes_moment=includes_moment)

    async def create(self, request: Request) -> Response:
        """Create all the customers that are brought, or none."""
        given = read_array(await read_json(request))
        return _answer(self._sandbox.create_customers(_store_hash(request), given))

    async def update(self, request: Request) -> Response:
        """Update all the customers that are brought, each with its id, or none."""
        given = read_array(await read_json(request))
        return _answer(self._sandbox.update_customers(_store_hash(request), given))


def _store_hash(request: Request) -> str:
    return request.path_params["store_hash"]


def _answer(customers: Iterable[Customer]) -> Response:
    return JSONResponse({"data": [*customers], "meta": {}})
