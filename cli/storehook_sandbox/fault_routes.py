"""How a developer spoils a store's answers, below /_sandbox: faults, and another rate limit."""

from dataclasses import asdict, replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storehook_sandbox.bodies import read_json
from storehook_sandbox.faults import read_fault
from storehook_sandbox.rates import RateWindow, read_limit
from storehook_sandbox.sandbox import Sandbox
from storehook_sandbox.state import StoreState


class FaultRoutes:
    """Look at, and change, what goes wrong in the stores of `sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /_sandbox."""
        return [
            Route("/stores/{store_hash}/faults", self.faults, methods=["GET"]),
            Route("/stores/{store_hash}/faults", self.add_fault, methods=["POST"]),
            Route("/stores/{store_hash}/faults", self.clear_faults, methods=["DELETE"]),
            Route("/stores/{store_hash}/rate", self.rate, methods=["GET"]),
            Route("/stores/{store_hash}/rate", self.change_rate, methods=["PUT"]),
        ]

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
        """Set another limit, and count anew."""
        given, state = await read_json(request), self._state(request)
        state.rate = replace(RateWindow(), limit=read_limit(given, state.rate.limit))
        return _shown_rate(state.rate)

    def _state(self, request: Request) -> StoreState:
        return self._sandbox.store(request.path_params["store_hash"])


def _shown_faults(state: StoreState) -> Response:
    return JSONResponse({"data": [asdict(fault) for fault in state.faults]})


def _shown_rate(rate: RateWindow) -> Response:
    counts = {"used": rate.used, "busiest": rate.busiest, "refused": rate.refused}
    return JSONResponse({"data": asdict(rate.limit) | counts})
