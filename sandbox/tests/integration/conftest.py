"""The sandbox on a port, and a receiver of webhooks on another."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sandbox.tests.support.webhook_receiver import SECRET, TOKEN, Receiver, receiving, wait_until

from bigcommerce_sandbox import SandboxServer, Store


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    return wait_until


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Its `hold` is set: clear it to keep answers back."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def store() -> Store:
    return Store("abc123", access_token=TOKEN, client_id="client-1", client_secret=SECRET)


@pytest.fixture
def sandbox(store: Store) -> Iterator[SandboxServer]:
    with SandboxServer(stores=[store], retry_factor=0.00001, answer_seconds=1) as server:
        yield server


@pytest.fixture
def client(sandbox: SandboxServer) -> Iterator[httpx.Client]:
    """Calls the store's API; paths are those below the store."""
    base = f"{sandbox.url}/stores/abc123"
    with httpx.Client(base_url=base, headers={"X-Auth-Token": TOKEN}, trust_env=False) as http:
        yield http


@pytest.fixture
def subscribe(client: httpx.Client, receiver: Receiver) -> Callable[..., dict[str, Any]]:
    """Makes a hook to the receiver."""

    def make(scope: str, **fields: Any) -> dict[str, Any]:
        answer = client.post("/v3/hooks", json={"scope": scope, "destination": receiver.url, **fields})
        return answer.raise_for_status().json()["data"]

    return make
