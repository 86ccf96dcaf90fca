"""A stand-in store inside the process of a test: no port, no network, no real waiting."""

import asyncio
import json
import secrets
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

from bigcommerce_sandbox.api import build_app
from bigcommerce_sandbox.apps import App
from bigcommerce_sandbox.choices import USUAL, Choices
from bigcommerce_sandbox.controls import Controls
from bigcommerce_sandbox.hooks import Hook
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.stores import Store, new_store

API = "https://api.bigcommerce.com"

DESTINATION = "https://receiver.example.com/webhooks"
"""The destination of the hooks that `subscribe` makes. Nothing is sent to it."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook that the store would have sent.

    Args:
        destination: the URL of the hook.
        headers: with the signature, by names in lower case.
        body: the bytes that the signature is about.
    """

    destination: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The parsed body: scope, data, hash and so on."""
        return json.loads(self.body)

    @property
    def scope(self) -> str:
        """The scope of the event."""
        return self.json["scope"]

    @property
    def data(self) -> dict[str, Any]:
        """The data of the event."""
        return self.json["data"]


class InProcessTransport(httpx.BaseTransport):
    """Answers the requests of an `httpx.Client` with the store, in place of a connection."""

    def __init__(self, answer: Callable[[httpx.Request, float | None], httpx.Response]) -> None:
        self._answer = answer

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request.

        Raises:
            httpx.ReadTimeout: after the read timeout of the client; only a fault of the kind "hang" takes that long.
        """
        request.read()
        return self._answer(request, request.extensions.get("timeout", {}).get("read"))


class InProcessStore(Controls):
    """A store in this process, for `with`. Every method may be called from any thread.

    Requests are answered by the same code as over HTTP. Webhooks are not sent: when a request returns, `webhooks` holds
    everything that it caused. `statuses` are the answers to the next webhooks, which are otherwise answered with 200;
    a failed one is retried at once.

    Args:
        store: the store; by default one with a made-up hash and credentials.
        size: number of orders, products and customers at the start, of each; None for a small shop.
        clock: gives unix seconds.
        app: the app that stores may install.
        choices: how the store behaves where the documents leave it open.
    """

    def __init__(
        self,
        store: Store | None = None,
        *,
        size: int | None = None,
        clock: Callable[[], float] = time.time,
        app: App | None = None,
        choices: Choices = USUAL,
    ) -> None:
        self.store = store or new_store(f"test{secrets.token_hex(4)}")
        self.webhooks: list[Webhook] = []
        self.statuses: list[int] = []
        network = httpx.MockTransport(self._catch)
        sandbox = Sandbox(
            [self.store], clock=clock, retry_factor=0, transport=network, app=app, choices=choices, size=size
        )
        super().__init__(sandbox)
        self._asgi = httpx.ASGITransport(build_app(sandbox))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._ended = asyncio.Event()
        self.transport = InProcessTransport(self._answer)
        self.client = httpx.Client(
            transport=self.transport,
            base_url=f"{self.url}/stores/{self.store.store_hash}",
            headers={"X-Auth-Token": self.store.access_token},
        )

    @property
    def url(self) -> str:
        """The address that the store answers to: the one of BigCommerce's API."""
        return API

    def subscribe(self, scope: str, destination: str = DESTINATION) -> Hook:
        """Make a hook of the store's first API account.

        Raises:
            ApiError: 422 for an unknown scope, or a hook that is there already.
        """
        given = {"scope": scope, "destination": destination}
        hooks = self._sandbox.store(self.store.store_hash).subscriptions
        return self._on_loop(lambda: hooks.create(self.store.client_id, given, self._sandbox.clock()))

    def await_on_loop[T](self, work: Callable[[], Awaitable[T]], seconds: float | None) -> T:
        """Run `work` and wait for the webhooks that it causes.

        Raises:
            RuntimeError: outside `with`.
            TimeoutError: after so many seconds; None waits for as long as it takes.
        """
        if self._loop is None:
            raise RuntimeError("the store is closed: use it inside `with`")

        async def call() -> T:
            async with asyncio.timeout(seconds):
                result = await work()
            await self._sandbox.sender.settle()
            return result

        return asyncio.run_coroutine_threadsafe(call(), self._loop).result()

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="in-process store", daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.client.close()
        loop, self._loop = self._loop, None
        if loop is not None and self._thread is not None:
            loop.call_soon_threadsafe(self._ended.set)
            self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        async def serve() -> None:
            async with self._sandbox.sender.running():
                self._loop = asyncio.get_running_loop()
                ready.set()
                await self._ended.wait()

        asyncio.run(serve())

    def _answer(self, request: httpx.Request, timeout: float | None) -> httpx.Response:
        async def answer() -> httpx.Response:
            answer = await self._asgi.handle_async_request(request)
            return httpx.Response(
                answer.status_code, headers=answer.headers, stream=httpx.ByteStream(await answer.aread())
            )

        try:
            return self.await_on_loop(answer, timeout)
        except TimeoutError as error:
            raise httpx.ReadTimeout(f"no answer within {timeout} s", request=request) from error

    def _catch(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":  # a callback of the app is a GET
            self.webhooks.append(Webhook(str(request.url), dict(request.headers), request.content))
            return httpx.Response(self.statuses.pop(0) if self.statuses else 200)
        return httpx.Response(200)
