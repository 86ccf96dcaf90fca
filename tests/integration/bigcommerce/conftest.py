"""Two stores in the sandbox, and servers that go by a script."""

import socket
from collections.abc import Callable, Iterator

import pytest
from tests.support.sandbox_shop import Shop, open_shop, sandbox_stores
from tests.support.scripted_peer import Peer

from bigcommerce_sandbox import SandboxServer


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(stores=sandbox_stores()) as server:
        yield server


@pytest.fixture
def shop(sandbox: SandboxServer) -> Iterator[Shop]:
    with open_shop(sandbox.url) as shop:
        yield shop


@pytest.fixture
def peer() -> Iterator[Callable[[Callable[[socket.socket], None]], Peer]]:
    """Makes servers that go by a script."""
    made: list[Peer] = []

    def make(speak: Callable[[socket.socket], None]) -> Peer:
        made.append(Peer(speak))
        return made[-1]

    yield make
    for each in made:
        each.stop()
