"""The page of one store over HTTP, below /_sandbox, and what its buttons do."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bigcommerce_sandbox.bodies import read_form
from bigcommerce_sandbox.errors import not_found
from bigcommerce_sandbox.faults import read_fault
from bigcommerce_sandbox.faults_page import faults_html, rate_html
from bigcommerce_sandbox.markup import HEADERS, form, pager
from bigcommerce_sandbox.pages import Page, number, positive
from bigcommerce_sandbox.panel_page import store_path
from bigcommerce_sandbox.rates import RateWindow, read_limit
from bigcommerce_sandbox.refusals import shows_refusals
from bigcommerce_sandbox.resources.families.orders import ORDERS
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.sheets import SHEETS, Sheet, as_number
from bigcommerce_sandbox.state import StoreState
from bigcommerce_sandbox.store_page import store_document
from bigcommerce_sandbox.webhooks_page import blocks_html, deliveries_html, hooks_html

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
        state, sheet = self._state(request), _sheet(request)
        store_hash, kind = state.store.store_hash, sheet.kind
        found = [row for row in state.items.all(kind).values() if not row.get("is_deleted")]
        new = form(store_path(store_hash, "new-order"), "", "New order") if kind == ORDERS.name else ""
        newest, links = _newest(request, found)
        items = sheet.html(store_hash, self._sandbox.items(store_hash, kind, newest))
        return _page(state, kind, f"<div>{len(found)} in all. {new}</div>{items}{links}")

    async def change_item(self, request: Request) -> Response:
        """Change one of them, as a person does in the control panel."""
        sheet, item_id = _sheet(request), number(request.path_params["item_id"])
        wanted = sheet.read(await read_form(request))
        self._sandbox.write(request.path_params["store_hash"], sheet.kind, item_id, wanted)
        return _back(request, sheet.kind)

    async def create_order(self, request: Request) -> Response:
        """Add an order, as a shopper would."""
        self._sandbox.create(request.path_params["store_hash"], ORDERS, {}, writer="person")
        return _back(request, ORDERS.name)

    async def webhooks(self, request: Request) -> Response:
        """The hooks, the blocked hosts and the newest deliveries."""
        state, now = self._state(request), self._sandbox.clock()
        hooks = state.subscriptions.hooks.values()
        newest, links = _newest(request, state.deliveries)
        blocks = blocks_html(self._sandbox.sender.blocklist.blocks(hooks, now), now)
        return _page(state, "webhooks", f"{hooks_html(hooks)}{blocks}{deliveries_html(newest)}{links}")

    async def faults(self, request: Request) -> Response:
        """The faults to come and the quota."""
        state = self._state(request)
        store_hash = state.store.store_hash
        return _page(state, "faults", faults_html(store_hash, state.faults) + rate_html(store_hash, state.rate))

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

    def _state(self, request: Request) -> StoreState:
        return self._sandbox.store(request.path_params["store_hash"])


def _sheet(request: Request) -> Sheet:
    sheet = SHEETS.get(request.path_params["kind"])
    if sheet is None:
        raise not_found()
    return sheet


def _newest[T](request: Request, oldest_first: list[T]) -> tuple[list[T], str]:
    """What is on the page that is asked for, newest first, and links to the other pages."""
    page = Page(positive(request.query_params, "page", 1), SHOWN)
    after = page.number + 1 if page.number * SHOWN < len(oldest_first) else 0
    return page.of(oldest_first[::-1]), pager(request.url.path, page.number - 1, after)


def _page(state: StoreState, part: str, body: str) -> Response:
    return HTMLResponse(store_document(state.store, part, body), headers=HEADERS)


def _back(request: Request, part: str) -> Response:
    return RedirectResponse(store_path(request.path_params["store_hash"], part), status_code=303)
