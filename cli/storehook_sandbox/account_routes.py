"""How a developer gives a store more API accounts, and takes them away, below /_sandbox. No answer holds a secret."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.accounts import Account, Token
from storehook_sandbox.bodies import read_json
from storehook_sandbox.errors import invalid
from storehook_sandbox.json_values import as_object
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.state import StoreState

_FIELDS = ("client_id", "client_secret", "access_token")


class AccountRoutes:
    """Change the API accounts of the stores of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /_sandbox."""
        return [
            Route("/stores/{store_hash}/accounts", self.add, methods=["POST"]),
            Route("/stores/{store_hash}/accounts/{client_id}", self.delete, methods=["DELETE"]),
            Route("/stores/{store_hash}/accounts/{client_id}/token", self.revoke, methods=["DELETE"]),
        ]

    async def add(self, request: Request) -> Response:
        """Add an account with one token; one of the same client is replaced."""
        account = _read_account(await read_json(request))
        self._state(request).accounts.put(account)
        return JSONResponse({"data": {"client_id": account.client_id}})

    async def delete(self, request: Request) -> Response:
        """Delete an account, and its hooks."""
        self._state(request).delete_account(request.path_params["client_id"])
        return Response(status_code=204)

    async def revoke(self, request: Request) -> Response:
        """Make the tokens of an account invalid."""
        self._state(request).accounts.revoke(request.path_params["client_id"])
        return Response(status_code=204)

    def _state(self, request: Request) -> StoreState:
        return self._sandbox.store(request.path_params["store_hash"])


def _read_account(given: object) -> Account:
    values = as_object(given) or {}
    wrong = [name for name in _FIELDS if not isinstance(values.get(name), str) or not values[name]]
    if wrong:
        raise invalid(dict.fromkeys(wrong, "Must be a string"))
    return Account(values["client_id"], values["client_secret"], (Token(values["access_token"]),))
