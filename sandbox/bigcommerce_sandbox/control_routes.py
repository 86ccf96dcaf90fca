"""The developer's requests to the sandbox itself, below /_sandbox. No answer holds a token or a secret.

Custom headers of a hook are shown among the headers of an attempt, as BigCommerce's own hooks API shows them.
"""

from dataclasses import asdict, fields, replace
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bigcommerce_sandbox.accounts import Account, Token
from bigcommerce_sandbox.bodies import read_json
from bigcommerce_sandbox.deliveries import Delivery
from bigcommerce_sandbox.engine.call import argument
from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.faults import read_fault
from bigcommerce_sandbox.hooks import Hook
from bigcommerce_sandbox.json_values import as_object
from bigcommerce_sandbox.pages import number
from bigcommerce_sandbox.rates import RateWindow, read_limit
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.state import MAX_FILLED, StoreState
from bigcommerce_sandbox.stores import Store
from bigcommerce_sandbox.tampering import tamper

_ACCOUNT = ("client_id", "client_secret", "access_token")

SHOWN_ORDERS = 50


class ControlRoutes:
    """Look into the stores of `sandbox`, add to them, change who may call them, and spoil their answers and hooks."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /_sandbox."""
        store = "/stores/{store_hash}"
        return [
            Route("/stores", self.stores, methods=["GET"]),
            Route("/stores", self.add_store, methods=["POST"]),
            Route(f"{store}/deliveries", self.deliveries, methods=["GET"]),
            Route(f"{store}/requests", self.requests, methods=["GET"]),
            Route(f"{store}/requests", self.forget_requests, methods=["DELETE"]),
            Route(f"{store}/orders", self.orders, methods=["GET"]),
            Route(f"{store}/orders", self.create_order, methods=["POST"]),
            Route(f"{store}/orders/{{order_id}}", self.change_order, methods=["PUT"]),
            Route(f"{store}/items/{{kind:path}}", self.items, methods=["GET"]),
            Route(f"{store}/items/{{kind:path}}", self.create_item, methods=["POST"]),
            Route(f"{store}/items/{{kind:path}}/{{item_id}}", self.change_item, methods=["PUT"]),
            Route(f"{store}/fill", self.fill, methods=["POST"]),
            Route(f"{store}/accounts", self.add_account, methods=["POST"]),
            Route(f"{store}/accounts/{{client_id}}", self.delete_account, methods=["DELETE"]),
            Route(f"{store}/accounts/{{client_id}}/token", self.revoke_token, methods=["DELETE"]),
            Route(f"{store}/faults", self.faults, methods=["GET"]),
            Route(f"{store}/faults", self.add_fault, methods=["POST"]),
            Route(f"{store}/faults", self.clear_faults, methods=["DELETE"]),
            Route(f"{store}/rate", self.rate, methods=["GET"]),
            Route(f"{store}/rate", self.change_rate, methods=["PUT"]),
            Route(f"{store}/hooks", self.hooks, methods=["GET"]),
            Route(f"{store}/hooks/{{how}}", self.tamper, methods=["POST"]),
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

    async def requests(self, request: Request) -> Response:
        """The requests that the store has answered, newest last."""
        return JSONResponse({"data": [asdict(answered) for answered in self._state(request).requests]})

    async def forget_requests(self, request: Request) -> Response:
        """Forget the requests so far."""
        self._state(request).requests.clear()
        return Response(status_code=204)

    async def orders(self, request: Request) -> Response:
        """The newest orders of a store, newest first."""
        newest = islice(reversed(self._state(request).items.all("orders").values()), SHOWN_ORDERS)
        return JSONResponse({"data": self._sandbox.items(request.path_params["store_hash"], "orders", newest)})

    async def change_order(self, request: Request) -> Response:
        """Change an order, as a person does in the control panel."""
        given, order_id = await read_json(request), number(request.path_params["order_id"])
        order = self._sandbox.write(request.path_params["store_hash"], "orders", order_id, given)
        return JSONResponse({"data": order})

    async def create_order(self, request: Request) -> Response:
        """Add an order, as a shopper would."""
        given = as_object(await read_json(request)) or {}
        order = self._sandbox.write_as_person(request.path_params["store_hash"], "orders", None, given)
        return JSONResponse({"data": order})

    async def items(self, request: Request) -> Response:
        """Everything of a kind, oldest first."""
        store_hash, kind = request.path_params["store_hash"], request.path_params["kind"]
        return JSONResponse({"data": self._sandbox.items(store_hash, kind)})

    async def create_item(self, request: Request) -> Response:
        """Add what no request of the API can, such as a message of an order: `order_messages` with its `order_id`."""
        return await self._write_item(request, None)

    async def change_item(self, request: Request) -> Response:
        """Change anything, as a person does in the control panel."""
        return await self._write_item(request, argument(request.path_params["item_id"]))

    async def _write_item(self, request: Request, item_id: int | str | None) -> Response:
        store_hash, kind = request.path_params["store_hash"], request.path_params["kind"]
        given = as_object(await read_json(request)) or {}
        return JSONResponse({"data": self._sandbox.write_as_person(store_hash, kind, item_id, given)})

    async def fill(self, request: Request) -> Response:
        """Add many orders, products and customers at once, without webhooks: `{"orders": 10000, "products": 500}`."""
        given = as_object(await read_json(request)) or {}
        counts = {name: given.get(name, 0) for name in ("orders", "products", "customers")}
        if not all(type(count) is int and 0 <= count <= MAX_FILLED for count in counts.values()):
            raise invalid({"data": f"{', '.join(counts)} are whole numbers up to {MAX_FILLED}"})
        state = self._state(request)
        state.fill(self._sandbox.clock(), **counts)
        return JSONResponse({"data": _shown_store(state)})

    async def add_account(self, request: Request) -> Response:
        """Add an account with one token; one of the same client is replaced."""
        account = _read_account(await read_json(request))
        self._state(request).accounts.put(account)
        return JSONResponse({"data": {"client_id": account.client_id}})

    async def delete_account(self, request: Request) -> Response:
        """Delete an account, and its hooks."""
        self._state(request).delete_account(request.path_params["client_id"])
        return Response(status_code=204)

    async def revoke_token(self, request: Request) -> Response:
        """Make the tokens of an account invalid."""
        self._state(request).accounts.revoke(request.path_params["client_id"])
        return Response(status_code=204)

    async def faults(self, request: Request) -> Response:
        """The faults to come, next first."""
        return _shown_faults(self._state(request))

    async def add_fault(self, request: Request) -> Response:
        """Spoil answers, after those of the same kind of request that are to be spoilt already."""
        fault = read_fault(await read_json(request))
        state = self._state(request)
        state.faults = [*state.faults, fault]
        return _shown_faults(state)

    async def clear_faults(self, request: Request) -> Response:
        """Let everything go well again."""
        state = self._state(request)
        state.faults = []
        return _shown_faults(state)

    async def rate(self, request: Request) -> Response:
        """The limit, and what came of it."""
        return _shown_rate(self._state(request).rate)

    async def change_rate(self, request: Request) -> Response:
        """Set another limit, and start a new count."""
        given, state = await read_json(request), self._state(request)
        state.rate = replace(RateWindow(), limit=read_limit(given, state.rate.limit))
        return _shown_rate(state.rate)

    async def hooks(self, request: Request) -> Response:
        """Every hook of the store, with its status."""
        return JSONResponse({"data": [_shown_hook(hook) for hook in self._state(request).subscriptions.hooks.values()]})

    async def tamper(self, request: Request) -> Response:
        """Do something to a hook, or insert one; gives it back."""
        given = as_object(await read_json(request)) or {}
        hook = tamper(self._state(request), request.path_params["how"], given, self._sandbox.clock())
        return JSONResponse({"data": _shown_hook(hook)})

    def _state(self, request: Request) -> StoreState:
        return self._sandbox.store(request.path_params["store_hash"])


def _read_store(given: object) -> Store:
    values = as_object(given) or {}
    names = {field.name for field in fields(Store)} - {"scopes"}
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
    return {"store_hash": state.store.store_hash, "name": state.store.name, "orders": len(state.items.all("orders"))}


def _shown_delivery(delivery: Delivery) -> dict[str, Any]:
    shown = asdict(delivery) | {"body": delivery.body.decode()}
    return {name: value for name, value in shown.items() if name != "custom_headers"}


def _read_account(given: object) -> Account:
    values = as_object(given) or {}
    wrong = [name for name in _ACCOUNT if not isinstance(values.get(name), str) or not values[name]]
    if wrong:
        raise invalid(dict.fromkeys(wrong, "Must be a string"))
    return Account(values["client_id"], values["client_secret"], (Token(values["access_token"]),))


def _shown_faults(state: StoreState) -> Response:
    return JSONResponse({"data": [asdict(fault) for fault in state.faults]})


def _shown_rate(rate: RateWindow) -> Response:
    counts = {"used": rate.used, "busiest": rate.busiest, "refused": rate.refused}
    return JSONResponse({"data": asdict(rate.limit) | counts})


def _shown_hook(hook: Hook) -> dict[str, Any]:
    return hook.shown() | {"status": hook.status}
