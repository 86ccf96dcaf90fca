"""The page of one store over HTTP, below /_sandbox, and what its buttons do."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bigcommerce_sandbox.bodies import read_form
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.errors import not_found
from bigcommerce_sandbox.faults import read_fault
from bigcommerce_sandbox.html_pages import Listing, html_page, listing, shows_refusals, store_path
from bigcommerce_sandbox.pages import number
from bigcommerce_sandbox.rates import RateWindow, read_limit
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.sheets import SHEETS, Sheet, as_number
from bigcommerce_sandbox.state import StoreState

SHOWN = 20
"""Rows of a list on a page."""


class StorePageRoutes:
    """What a browser asks of one store of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /_sandbox."""
        store = "/stores/{store_hash}/page"
        return [
            Route(store, self.start, methods=["GET"]),
            Route(f"{store}/webhooks", self.webhooks, methods=["GET"]),
            Route(f"{store}/faults", self.faults, methods=["GET"]),
            Route(f"{store}/faults", shows_refusals(self.add_fault), methods=["POST"]),
            Route(f"{store}/no-faults", shows_refusals(self.clear_faults), methods=["POST"]),
            Route(f"{store}/rate", shows_refusals(self.change_rate), methods=["POST"]),
            Route(f"{store}/new-order", shows_refusals(self.create_order), methods=["POST"]),
            Route(f"{store}/{{kind}}", self.items, methods=["GET"]),
            Route(f"{store}/{{kind}}/{{item_id}}", shows_refusals(self.change_item), methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """The way to the first part."""
        return RedirectResponse(store_path(self._state(request).store.store_hash, "orders"))

    async def items(self, request: Request) -> Response:
        """The newest orders, products or customers."""
        store, sheet = self._state(request).store, _sheet(request)
        return html_page("sheet", store=store, part=sheet.kind, sheet=sheet, listing=self._newest(request, sheet.kind))

    async def change_item(self, request: Request) -> Response:
        """Change one of them, as a person does in the control panel."""
        sheet, item_id = _sheet(request), number(request.path_params["item_id"])
        wanted = sheet.read(await read_form(request))
        self._sandbox.write(request.path_params["store_hash"], sheet.kind, item_id, wanted)
        return _back(request, sheet.kind)

    async def create_order(self, request: Request) -> Response:
        """Add an order, as a shopper would."""
        self._sandbox.write_as_person(request.path_params["store_hash"], "orders", None, {})
        return _back(request, "orders")

    async def webhooks(self, request: Request) -> Response:
        """The hooks, the blocked hosts and the newest deliveries."""
        state, now = self._state(request), self._sandbox.clock()
        hooks = [*state.subscriptions.hooks.values()]
        blocks = [block.shown(now) for block in self._sandbox.sender.blocklist.blocks(hooks, now)]
        deliveries = listing(request, state.deliveries[::-1], SHOWN)
        return html_page(
            "webhooks", store=state.store, part="webhooks", hooks=hooks, blocks=blocks, deliveries=deliveries
        )

    async def faults(self, request: Request) -> Response:
        """The faults to come and the quota."""
        state = self._state(request)
        return html_page("faults", store=state.store, part="faults", faults=state.faults, rate=state.rate)

    async def add_fault(self, request: Request) -> Response:
        """Spoil the next answers."""
        wanted, state = await read_form(request), self._state(request)
        fault = read_fault({**wanted, "times": as_number(wanted.get("times", "1"))})
        state.faults = [*state.faults, fault]
        return _back(request, "faults")

    async def clear_faults(self, request: Request) -> Response:
        """Let everything go well again."""
        self._state(request).faults = []
        return _back(request, "faults")

    async def change_rate(self, request: Request) -> Response:
        """Set another limit, and count anew."""
        wanted, state = await read_form(request), self._state(request)
        limit = {name: as_number(text) for name, text in wanted.items()}
        state.rate = replace(RateWindow(), limit=read_limit(limit, state.rate.limit))
        return _back(request, "faults")

    def _newest(self, request: Request, kind: str) -> Listing[Row]:
        state = self._state(request)
        rows = [row for row in state.items.all(kind).values() if not row.get("is_deleted")]
        page = listing(request, rows[::-1], SHOWN)
        return replace(page, rows=self._sandbox.items(state.store.store_hash, kind, page.rows))

    def _state(self, request: Request) -> StoreState:
        return self._sandbox.store(request.path_params["store_hash"])


def _sheet(request: Request) -> Sheet:
    sheet = SHEETS.get(request.path_params["kind"])
    if sheet is None:
        raise not_found()
    return sheet


def _back(request: Request, part: str) -> Response:
    return RedirectResponse(store_path(request.path_params["store_hash"], part), status_code=303)
