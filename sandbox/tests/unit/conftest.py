"""A store that is called in-process, with a receiver in place of the network and a clock that stands still."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import httpx
import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket
from sandbox.tests.support.clocks import Clock
from sandbox.tests.support.sandbox_api import NOW, SECRET, TOKEN, Api, Receiver

from bigcommerce_sandbox import Choices, Store
from bigcommerce_sandbox.sandbox import Sandbox

settings.register_profile("sealed", deadline=None, print_blob=True)
settings.load_profile("sealed")


@pytest.fixture(autouse=True)
def sealed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Seal the test; one that is marked `enable_socket` may open sockets."""
    if not request.node.get_closest_marker("enable_socket"):
        disable_socket(allow_unix_socket=True)  # asyncio's own pipe is a unix socket
    yield
    enable_socket()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def store() -> Store:
    return Store("abc123", access_token=TOKEN, client_id="client-1", client_secret=SECRET)


@pytest.fixture
def retry_factor() -> float:
    """Retries follow at once, and nothing is ever blocked."""
    return 0


@pytest.fixture
def choices() -> Choices:
    """Choices where BigCommerce's documents are unclear."""
    return Choices()


@pytest.fixture
def api(clock: Clock, receiver: Receiver, store: Store, retry_factor: float, choices: Choices) -> Iterator[Api]:
    network = httpx.MockTransport(receiver)
    sandbox = Sandbox([store], clock=clock, retry_factor=retry_factor, transport=network, choices=choices)
    with asyncio.Runner() as runner:
        stack = runner.run(_enter(sandbox))
        yield Api(runner, sandbox)
        runner.run(stack.aclose())


async def _enter(sandbox: Sandbox) -> AsyncExitStack:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(sandbox.sender.running())
        return stack.pop_all()
