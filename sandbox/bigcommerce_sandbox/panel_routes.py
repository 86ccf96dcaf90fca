"""The control panels over HTTP, below /_sandbox: a page with buttons, and what the buttons do."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bigcommerce_sandbox.apps import App, read_app
from bigcommerce_sandbox.bodies import read_form, read_json
from bigcommerce_sandbox.errors import not_found
from bigcommerce_sandbox.html_pages import PATH, html_page, listing, shows_refusals
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.state import StoreState
from bigcommerce_sandbox.stores import new_store
from bigcommerce_sandbox.users import OWNER

SHOWN = 50
"""Stores on a page."""


class PanelRoutes:
    """The routes of a merchant's browser."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._panel = sandbox.panel

    def routes(self) -> list[BaseRoute]:
        """The routes, below /_sandbox."""
        return [
            Route("/", self.page, methods=["GET"]),
            Route("/new-store", shows_refusals(self.add_store), methods=["POST"]),
            Route("/app", self.app, methods=["GET"]),
            Route("/app", self.change_app, methods=["PUT"]),
            Route("/stores/{store_hash}/install", self.install, methods=["GET"]),
            Route("/stores/{store_hash}/open", self.open, methods=["GET"]),
            Route("/stores/{store_hash}/uninstall", shows_refusals(self.uninstall), methods=["POST"]),
            Route("/stores/{store_hash}/remove-user", shows_refusals(self.remove_user), methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """The stores, with buttons."""
        stores = [(state.store, self._panel.has_app(state)) for state in self._sandbox.stores()]
        return html_page("stores", app=self._panel.app, stores=listing(request, stores, SHOWN))

    async def add_store(self, request: Request) -> Response:
        """Open a store with credentials that nobody is told."""
        store_hash = (await read_form(request)).get("store_hash", "")
        self._sandbox.add_store(new_store(store_hash))
        return _redirect(PATH, 303)

    async def app(self, request: Request) -> Response:  # noqa: ARG002 - Starlette passes it
        """The app, without its secret."""
        if self._panel.app is None:
            raise not_found()
        return JSONResponse({"data": _shown_app(self._panel.app)})

    async def change_app(self, request: Request) -> Response:
        """Say what the app is."""
        self._panel.app = read_app(await read_json(request))
        return JSONResponse({"data": _shown_app(self._panel.app)})

    async def install(self, request: Request) -> Response:
        """Send the browser to the app's auth callback, with a new code."""
        return _redirect(self._panel.auth_url(self._state(request)))

    async def open(self, request: Request) -> Response:
        """Send the browser to the app, as the owner or, with `user=staff`, as somebody else."""
        role = request.query_params.get("user", OWNER)
        return _redirect(self._panel.load_url(self._state(request), role))

    async def uninstall(self, request: Request) -> Response:
        """Take the app out of the store."""
        await self._panel.uninstall(self._state(request))
        return _redirect(PATH, 303)

    async def remove_user(self, request: Request) -> Response:
        """Take the app away from the staff user."""
        await self._panel.remove_user(self._state(request))
        return _redirect(PATH, 303)

    def _state(self, request: Request) -> StoreState:
        return self._sandbox.store(request.path_params["store_hash"])


def _redirect(url: str, status: int = 302) -> Response:
    # A code or a signed payload is for one use: no cache may keep the way to it.
    return RedirectResponse(url, status_code=status, headers={"Cache-Control": "no-store"})


def _shown_app(app: App) -> dict[str, Any]:
    return {name: value for name, value in asdict(app).items() if name != "client_secret"}
