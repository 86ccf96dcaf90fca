"""The admission of requests to a store's API: token, scopes, quota and concurrent requests."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from functools import cache

from bigcommerce_facts import load, load_prose
from bigcommerce_sandbox.accounts import Access, forbidden, is_granted
from bigcommerce_sandbox.errors import ApiError, unauthorized
from bigcommerce_sandbox.rates import too_many_requests
from bigcommerce_sandbox.state import StoreState


def admit(state: StoreState, token: str, method: str, path: str, now: float) -> Access:
    """Count a request to the API of a store, and return what its token allows.

    Args:
        state: store.
        token: value of the header `X-Auth-Token`.
        method: HTTP method.
        path: path below the store, such as `/v2/orders/100`.
        now: unix seconds.

    Raises:
        ApiError: 401 for a token that is not valid, 403 for a missing scope, 429 above the quota or the documented
            number of concurrent requests.
    """
    access = state.accounts.access(token)
    if access is None:  # a stranger must not use up the quota of a store
        raise unauthorized()
    before, state.rate = state.rate, state.rate.count(now)
    if state.rate.refused > before.refused:
        raise too_many_requests()
    if not is_granted(access.scopes, method, path):
        raise forbidden()
    _check_concurrent(state, method, path)
    return access


@asynccontextmanager
async def running(state: StoreState, method: str, path: str) -> AsyncGenerator[None]:
    """Count an admitted request as running, in an operation whose concurrent requests are limited.

    Such a request takes a few milliseconds more, so that requests of a client in parallel meet here too.
    """
    operation = _limited(method, path)
    if not operation:
        yield
        return
    state.running[operation] += 1
    try:
        await asyncio.sleep(state.choices.concurrent_for)
        yield
    finally:
        state.running[operation] -= 1


def _check_concurrent(state: StoreState, method: str, path: str) -> None:
    operation = _limited(method, path)
    if operation and state.running[operation] >= (most := _limits()[operation]):
        raise ApiError(429, f"Too many requests at the same time: BigCommerce allows {most} of {operation}.")


def _limited(method: str, path: str) -> str:
    """Return the name of the operation if its concurrent requests are limited, else an empty string."""
    route = load().routes.find(path)
    operation = route and route.operations.get(method)
    return operation.name if operation and operation.name in _limits() else ""


@cache
def _limits() -> Mapping[str, int]:
    return {limit.operation: limit.requests for limit in load_prose().concurrency}
