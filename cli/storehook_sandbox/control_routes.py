"""What a developer can ask of the sandbox itself, below /_sandbox. No answer holds a token or a secret.

Custom headers of a hook are shown among the headers of an attempt, as BigCommerce's own hooks API shows them.
"""

from dataclasses import asdict, fields
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.bodies import read_json
from storehook_sandbox.deliveries import Delivery
from storehook_sandbox.errors import invalid
from storehook_sandbox.json_values import as_object
from storehook_sandbox.order_routes import shown_order
from storehook_sandbox.pages import number
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.state import StoreState
from storehook_sandbox.stores import Store

MAX_FILLED = 100_000
"""Orders, products, and customers, that one request adds. One of a thousand orders takes some 3 MB of memory."""


class ControlRoutes:
    """Look into the stores of `sandbox`, and add to them."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /_sandbox."""
        return [
            Route("/stores", self.stores, methods=["GET"]),
            Route("/stores", self.add_store, methods=["POST"]),
            Route("/stores/{store_hash}/deliveries", self.deliveries, methods=["GET"]),
            Route("/stores/{store_hash}/orders", self.create_order, methods=["POST"]),
            Route("/stores/{store_hash}/fill", self.fill, methods=["POST"]),
        ]

    async def stores(self, request: Request) -> Response:  # noqa: ARG002 - Starlette passes it
        """Every store: its hash, its name and how many orders it has."""
        return JSONResponse({"data": [_shown_store(state) for state in self._sandbox.stores()]})

    async def add_store(self, request: Request) -> Response:
        """Open a store, which gets the seed orders."""
        store = _read_store(await read_json(request))
        return JSONResponse({"data": _shown_store(self._sandbox.add_store(store))})

    async def deliveries(self, request: Request) -> Response:
        """The deliveries of a store, newest last; `since` is the index of the first one wanted."""
        since = number(request.query_params.get("since", "0"))
        found = self._sandbox.deliveries(request.path_params["store_hash"], since)
        return JSONResponse({"data": [_shown_delivery(delivery) for delivery in found]})

    async def create_order(self, request: Request) -> Response:
        """Add an order, as a shopper would."""
        given = await read_json(request)
        order = self._sandbox.create_order(request.path_params["store_hash"], given)
        return JSONResponse({"data": shown_order(request, order)})

    async def fill(self, request: Request) -> Response:
        """Add many orders, products and customers at once, without webhooks: `{"orders": 10000, "products": 500}`."""
        given = as_object(await read_json(request)) or {}
        counts = {name: given.get(name, 0) for name in ("orders", "products", "customers")}
        if not all(type(count) is int and 0 <= count <= MAX_FILLED for count in counts.values()):
            raise invalid({"data": f"{', '.join(counts)} are whole numbers up to {MAX_FILLED}"})
        state = self._sandbox.store(request.path_params["store_hash"])
        state.fill(self._sandbox.clock(), **counts)
        return JSONResponse({"data": _shown_store(state)})


def _read_store(given: object) -> Store:
    values = as_object(given) or {}
    names = {each.name for each in fields(Store)}
    errors = {name: "Not a field of a store" for name in values if name not in names}
    errors |= {name: "Must be a string" for name in names & values.keys() if not isinstance(values[name], str)}
    required = ("store_hash", "access_token", "client_id", "client_secret")
    errors |= {name: "error.path.missing." for name in required if name not in values}
    if errors:
        raise invalid(errors)
    try:
        return Store(**values)
    except ValueError as error:
        raise invalid({"data": str(error)}) from error


def _shown_store(state: StoreState) -> dict[str, Any]:
    return {"store_hash": state.store.store_hash, "name": state.store.name, "orders": len(state.orders)}


def _shown_delivery(delivery: Delivery) -> dict[str, Any]:
    shown = asdict(delivery) | {"body": delivery.body.decode()}
    return {name: value for name, value in shown.items() if name != "custom_headers"}
