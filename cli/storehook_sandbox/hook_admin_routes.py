"""How a client's hooks fare, and whom to tell, over HTTP. Source: BigCommerce docs, webhooks v3 reference."""

from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.blocklist import host_of
from storehook_sandbox.bodies import read_json
from storehook_sandbox.errors import invalid
from storehook_sandbox.hooks import select
from storehook_sandbox.json_values import as_object
from storehook_sandbox.pages import MAX_HOOKS, pagination, read_page
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.subscriptions import Subscriptions

_MOST_EMAILS = 100


class HookAdminRoutes:
    """What a client of `sandbox` learns about its hooks. Blocked domains are those that its hooks here go to."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v3; they go before those of single hooks."""
        return [
            Route("/hooks/admin", self.read, methods=["GET"]),
            Route("/hooks/admin", self.update, methods=["PUT"]),
        ]

    async def read(self, request: Request) -> Response:
        """The addresses, one page of hooks with their status, and the blocked domains."""
        hooks, client_id = self._hooks(request), request.state.access.client_id
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

    async def update(self, request: Request) -> Response:
        """Replace the addresses that BigCommerce would write to. The sandbox writes to nobody."""
        emails = _read_emails(await read_json(request))
        self._hooks(request).emails[request.state.access.client_id] = emails
        return Response(status_code=204)

    def _blocked(self, hooks: Subscriptions, client_id: str) -> list[dict[str, Any]]:
        now, blocklist = self._sandbox.clock(), self._sandbox.sender.blocklist
        destinations = {host_of(hook.destination): hook.destination for hook in hooks.of(client_id)}
        blocks = (blocklist.block(client_id, destination, now) for destination in destinations.values())
        return [block.shown(now) for block in blocks if block is not None]

    def _hooks(self, request: Request) -> Subscriptions:
        return self._sandbox.store(request.path_params["store_hash"]).subscriptions


def _read_emails(given: object) -> tuple[str, ...]:
    emails = (as_object(given) or {}).get("emails")
    if not isinstance(emails, list) or not len(cast("list[object]", emails)) <= _MOST_EMAILS:
        raise invalid({"emails": "error.path.missing."})
    addresses = tuple(email for email in cast("list[object]", emails) if isinstance(email, str) and "@" in email)
    if len(addresses) < len(cast("list[object]", emails)):
        raise invalid({"emails": "Must be email addresses"})
    return addresses
