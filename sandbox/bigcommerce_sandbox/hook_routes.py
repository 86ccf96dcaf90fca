"""The webhooks of a store, over HTTP. Source: BigCommerce docs, webhooks v3 reference.

Creating answers 200, not 201, and deleting answers with what was deleted.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bigcommerce_sandbox.bodies import read_json
from bigcommerce_sandbox.documented import check_body
from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.hooks import Hook, select
from bigcommerce_sandbox.json_values import as_object
from bigcommerce_sandbox.pages import MAX_HOOKS, number, pagination, read_page
from bigcommerce_sandbox.parameters import check_query
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.subscriptions import Subscriptions

_MOST_EMAILS = 100


class HookRoutes:
    """The hooks of the client that makes the request, and their blocked domains."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v3."""
        return [
            self._route("GET", "/hooks", self.read_all, "page", "limit", "is_active", "scope", "destination"),
            self._route("POST", "/hooks", self.create),
            self._route("GET", "/hooks/admin", self.read_admin, "page", "limit", "is_active"),
            self._route("PUT", "/hooks/admin", self.update_admin),
            self._route("GET", "/hooks/{hook_id}", self.read),
            self._route("PUT", "/hooks/{hook_id}", self.update),
            self._route("DELETE", "/hooks/{hook_id}", self.delete),
        ]

    def _route(self, method: str, path: str, serve: Callable[[Request], Awaitable[Response]], *known: str) -> Route:
        async def answer(request: Request) -> Response:
            check_query(known, "v3", request)
            return await serve(request)

        return Route(path, answer, methods=[method])

    async def read_all(self, request: Request) -> Response:
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

    async def read_admin(self, request: Request) -> Response:
        """The addresses, one page of hooks with their status, and the blocked domains."""
        hooks, client_id = self._hooks(request), _client_id(request)
        page = read_page(request.query_params, MAX_HOOKS)
        query = {name: value for name, value in request.query_params.items() if name == "is_active"}
        found = select(hooks.of(client_id), query)
        shown = [hook.shown() | {"status": hook.status} for hook in page.of(found)]
        data = {
            "emails": hooks.emails.get(client_id, ()),
            "hooks_list": shown,
            "blocked_domains": self._blocked(hooks, client_id),
        }
        return JSONResponse({"data": data, "meta": pagination(page, len(found), len(shown))})

    async def update_admin(self, request: Request) -> Response:
        """Replace the addresses that BigCommerce would write to. The sandbox writes to nobody."""
        emails = _read_emails(request, await read_json(request))
        self._hooks(request).emails[_client_id(request)] = emails
        return Response(status_code=204)

    def _blocked(self, hooks: Subscriptions, client_id: str) -> list[dict[str, Any]]:
        now = self._sandbox.clock()
        return [block.shown(now) for block in self._sandbox.sender.blocklist.blocks(hooks.of(client_id), now)]

    def _hooks(self, request: Request) -> Subscriptions:
        return self._sandbox.store(request.path_params["store_hash"]).subscriptions


def _client_id(request: Request) -> str:
    return request.state.access.client_id


def _hook_id(request: Request) -> int:
    return number(request.path_params["hook_id"])


def _answer(hook: Hook) -> Response:
    return JSONResponse({"data": hook.shown(), "meta": {}})


def _read_emails(request: Request, given: object) -> tuple[str, ...]:
    check_body(request, given)
    emails = (as_object(given) or {}).get("emails")
    if emails is None or len(emails) > _MOST_EMAILS:
        raise invalid({"emails": f"Must be up to {_MOST_EMAILS} email addresses"})
    if not all("@" in str(email) for email in emails):
        raise invalid({"emails": "Must be email addresses"})
    return tuple(emails)
