"""The webhooks of a store, over HTTP. Source: BigCommerce docs, webhooks v3 reference.

Creating answers 200, not 201, and deleting answers with what was deleted.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.bodies import read_json
from storehook_sandbox.hooks import Hook, select
from storehook_sandbox.pages import MAX_HOOKS, number, pagination, read_page
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.subscriptions import Subscriptions


class HookRoutes:
    """List, make, read, change and delete the hooks of whoever asks."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v3."""
        return [
            Route("/hooks", self.list, methods=["GET"]),
            Route("/hooks", self.create, methods=["POST"]),
            Route("/hooks/{hook_id}", self.read, methods=["GET"]),
            Route("/hooks/{hook_id}", self.update, methods=["PUT"]),
            Route("/hooks/{hook_id}", self.delete, methods=["DELETE"]),
        ]

    async def list(self, request: Request) -> Response:
        """One page of hooks, which may be empty."""
        page = read_page(request.query_params, MAX_HOOKS)
        found = select(self._hooks(request).of(_client_id(request)), request.query_params)
        shown = [hook.shown() for hook in page.of(found)]
        return JSONResponse({"data": shown, "meta": pagination(page, len(found), len(shown))})

    async def create(self, request: Request) -> Response:
        """Make a hook."""
        given = await read_json(request)
        return _answer(self._hooks(request).create(_client_id(request), given, self._sandbox.clock()))

    async def read(self, request: Request) -> Response:
        """One hook."""
        return _answer(self._hooks(request).get(_client_id(request), _hook_id(request)))

    async def update(self, request: Request) -> Response:
        """Change the fields that are given; gives the whole hook."""
        given = await read_json(request)
        hooks, now = self._hooks(request), self._sandbox.clock()
        return _answer(hooks.update(_client_id(request), _hook_id(request), given, now))

    async def delete(self, request: Request) -> Response:
        """Delete a hook; gives it back."""
        return _answer(self._hooks(request).delete(_client_id(request), _hook_id(request)))

    def _hooks(self, request: Request) -> Subscriptions:
        return self._sandbox.store(request.path_params["store_hash"]).subscriptions


def _client_id(request: Request) -> str:
    return request.state.access.client_id


def _hook_id(request: Request) -> int:
    return number(request.path_params["hook_id"])


def _answer(hook: Hook) -> Response:
    return JSONResponse({"data": hook.shown(), "meta": {}})
