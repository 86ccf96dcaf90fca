"""The page of one store over HTTP, below /_sandbox, and what its buttons do."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.bodies import read_form
from storehook_sandbox.faults import read_fault
from storehook_sandbox.pages import number
from storehook_sandbox.panel_page import HEADERS, store_path
from storehook_sandbox.rates import RateWindow, read_limit
from storehook_sandbox.resources.families.orders import ORDERS
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.state import StoreState
from storehook_sandbox.store_page import StorePage

SHOWN_ORDERS = 20


class StorePageRoutes:
    """What a browser asks of one store of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /_sandbox."""
        store = "/stores/{store_hash}/page"
        return [
            Route(store, self.page, methods=["GET"]),
            Route(f"{store}/new-order", self.create_order, methods=["POST"]),
            Route(f"{store}/orders/{{order_id}}", self.change_order, methods=["POST"]),
            Route(f"{store}/faults", self.add_fault, methods=["POST"]),
            Route(f"{store}/no-faults", self.clear_faults, methods=["POST"]),
            Route(f"{store}/rate", self.change_rate, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """The store's orders, faults and quota, with buttons."""
        state = self._state(request)
        newest = islice(reversed(state.items.all(ORDERS.name).values()), SHOWN_ORDERS)
        page = StorePage(state.store.store_hash, state.store.name, newest, state.faults, state.rate)
        return HTMLResponse(page.html(), headers=HEADERS)

    async def create_order(self, request: Request) -> Response:
        """Add an order, as a shopper would."""
        self._sandbox.create(request.path_params["store_hash"], ORDERS, {}, writer="person")
        return _back(request)

    async def change_order(self, request: Request) -> Response:
        """Give an order another status, as a person does in the control panel."""
        order_id, wanted = number(request.path_params["order_id"]), _numbers(await read_form(request))
        self._sandbox.update(request.path_params["store_hash"], ORDERS, order_id, wanted)
        return _back(request)

    async def add_fault(self, request: Request) -> Response:
        """Spoil the next answers."""
        form = await read_form(request)
        fault = read_fault({**form, **_numbers({"times": form.get("times", "1")})})
        state = self._state(request)
        state.faults = [*state.faults, fault]
        return _back(request)

    async def clear_faults(self, request: Request) -> Response:
        """Let everything go well again."""
        self._state(request).faults = []
        return _back(request)

    async def change_rate(self, request: Request) -> Response:
        """Set another limit, and count anew."""
        wanted, state = _numbers(await read_form(request)), self._state(request)
        state.rate = replace(RateWindow(), limit=read_limit(wanted, state.rate.limit))
        return _back(request)

    def _state(self, request: Request) -> StoreState:
        return self._sandbox.store(request.path_params["store_hash"])


def _numbers(form: Mapping[str, str]) -> dict[str, object]:
    """A form's fields, which are whole numbers; what is none stays text, and is refused as that."""
    return {name: int(text) if text.isdecimal() and len(text) < 10 else text for name, text in form.items()}


def _back(request: Request) -> Response:
    return RedirectResponse(store_path(request.path_params["store_hash"]), status_code=303)
