"""Client of a store's API for the doctor, which checks the status of each answer."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx

from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.views.pasting import hint

TIMEOUT = 30.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class StoreApiAnswer:
    """Answer of BigCommerce. The body is empty unless it is a JSON object."""

    status: int
    body: Mapping[str, Any]


type Ask = Callable[[str, str, Mapping[str, Any] | None], StoreApiAnswer]
"""Function that sends a method to a path below the store's v3 API, with a body or None."""


@contextmanager
def store_api(deployment: Deployment, store_hash: str) -> Generator[Ask]:
    """Open a store's API with its token."""
    credentials = deployment.stores().stores.credentials(store_hash)
    if credentials is None or not credentials.is_usable or not credentials.token:
        raise CommandError(f"Store {store_hash} has no usable token. Add one: {hint('stores', 'add', store_hash)}")
    base = deployment.variables(deployment.output("Reconciler"))["BIGCOMMERCE_URL"]
    with httpx.Client(
        base_url=f"{base}/stores/{store_hash}/v3", headers={"X-Auth-Token": credentials.token}, timeout=TIMEOUT
    ) as http:

        def ask(method: str, path: str, body: Mapping[str, Any] | None) -> StoreApiAnswer:
            try:
                answer = http.request(method, path, json=body)
            except httpx.HTTPError as error:
                raise CommandError(
                    f"BigCommerce cannot be reached: {error}. Check your network and try again."
                ) from error
            return StoreApiAnswer(answer.status_code, _object(answer))

        yield ask


def _object(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body: object = answer.json()
    except ValueError:
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}
