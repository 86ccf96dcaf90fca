"""A store that is called in-process, with a receiver in place of the network and a clock that stands still."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import httpx
import pytest
from tests.support.clocks import Clock
from tests.support.sandbox_api import NOW, SECRET, TOKEN, Api, Receiver

from storehook_sandbox import Choices, Store
from storehook_sandbox.sandbox import Sandbox


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
    """How what the documents leave open is decided."""
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
