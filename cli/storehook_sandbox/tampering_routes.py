"""How a test looks at all hooks of a store, and tampers with them, below /_sandbox."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.bodies import read_json
from storehook_sandbox.hooks import Hook
from storehook_sandbox.json_values import as_object
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.state import StoreState
from storehook_sandbox.tampering import tamper


class TamperingRoutes:
    """The hooks of all clients of the stores of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /_sandbox."""
        return [
            Route("/stores/{store_hash}/hooks", self.list, methods=["GET"]),
            Route("/stores/{store_hash}/hooks/{how}", self.tamper, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        """Every hook of the store, with its status."""
        return JSONResponse({"data": [_shown(hook) for hook in self._state(request).subscriptions.hooks.values()]})

    async def tamper(self, request: Request) -> Response:
        """Do something to a hook, or insert one; gives it back."""
        given = as_object(await read_json(request)) or {}
        hook = tamper(self._state(request), request.path_params["how"], given, self._sandbox.clock())
        return JSONResponse({"data": _shown(hook)})

    def _state(self, request: Request) -> StoreState:
        return self._sandbox.store(request.path_params["store_hash"])


def _shown(hook: Hook) -> dict[str, Any]:
    return hook.shown() | {"status": hook.status}
