"""Serves the sandbox on this machine, from a thread of its own."""

import asyncio
import copy
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

import uvicorn

from storehook_cli.sandbox.api import build_app
from storehook_cli.sandbox.deliveries import Delivery
from storehook_cli.sandbox.hooks import Hook
from storehook_cli.sandbox.orders import Order
from storehook_cli.sandbox.sandbox import Sandbox
from storehook_cli.sandbox.sender import ANSWER_SECONDS
from storehook_cli.sandbox.stores import Store

_CALL_SECONDS = 10


class SandboxServer:
    """The sandbox behind a port, for `with`. Every method may be called from any thread.

    What it holds outlives a stop: it can be started again, and read in between.

    Args:
        host: a loopback address: the sandbox is for this machine only.
        port: 0 takes a free one.
        stores: the stores at the start; each gets three orders.
        retry_factor: multiplies the time between the attempts of a delivery; 0.001 turns 48 hours into three minutes.
        answer_seconds: how long a receiver may take to answer.
        clock: gives unix seconds.

    Raises:
        ValueError: if `host` is not an IPv4 loopback address.
        ApiError: if two stores share a hash.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        stores: Iterable[Store] = (),
        retry_factor: float = 1.0,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not ipaddress.IPv4Address(host).is_loopback:
            raise ValueError(f"the sandbox serves this machine only, not {host}")
        self._address = (host, port)
        self._sandbox = Sandbox(stores, clock=clock, retry_factor=retry_factor, answer_seconds=answer_seconds)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """Where it serves, such as http://127.0.0.1:8080, without a last slash.

        Raises:
            RuntimeError: if it was never started.
        """
        if not self._url:
            raise RuntimeError("the sandbox has no address before start()")
        return self._url

    def start(self) -> Self:
        """Serve until `stop`. Returns when requests are answered.

        Raises:
            OSError: if the port is taken.
            RuntimeError: if it runs already, or cannot start.
        """
        if self._server is not None:
            raise RuntimeError("the sandbox is running already")
        listener = _listen(self._address)
        self._url = "http://{}:{}".format(*listener.getsockname())
        self._server = _Server(build_app(self._sandbox))
        self._thread = threading.Thread(target=self._server.serve_on, args=(listener,), name="sandbox", daemon=True)
        self._thread.start()
        self._server.ready.wait()
        if self._server.loop is None:
            self.stop()
            raise RuntimeError("the sandbox could not start")
        return self

    def stop(self) -> None:
        """Stop serving and sending; returns when both have ended. Does nothing if it does not run."""
        server, thread, self._server, self._thread = self._server, self._thread, None, None
        if server is not None and thread is not None:
            server.should_exit = True
            thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def add_store(self, store: Store) -> None:
        """Open a store with its seed orders.

        Raises:
            ApiError: 409, if its hash is taken.
            RuntimeError: if the sandbox does not run.
        """
        self._on_loop(lambda: self._sandbox.add_store(store))

    def create_order(self, store_hash: str, **fields: Any) -> Order:
        """Add an order as a shopper would: `store/order/created` is sent.

        Raises:
            ApiError: 404 for an unknown store, 400 for fields that an order does not take.
            RuntimeError: if the sandbox does not run.
        """
        return copy.deepcopy(self._on_loop(lambda: self._sandbox.create_order(store_hash, fields)))

    def update_order(self, store_hash: str, order_id: int, **fields: Any) -> Order:
        """Change an order: `store/order/updated` is sent, and `statusUpdated` when the status changed.

        Raises:
            ApiError: 404 for an unknown store or order, 400 for fields that an order does not take.
            RuntimeError: if the sandbox does not run.
        """
        return copy.deepcopy(self._on_loop(lambda: self._sandbox.update_order(store_hash, order_id, fields)))

    def orders(self, store_hash: str) -> list[Order]:
        """The orders of a store.

        Raises:
            ApiError: 404 for an unknown store.
        """
        return copy.deepcopy(list(self._sandbox.store(store_hash).orders.values()))

    def hooks(self, store_hash: str) -> list[Hook]:
        """The hooks of a store.

        Raises:
            ApiError: 404 for an unknown store.
        """
        return list(self._sandbox.store(store_hash).hooks.values())

    def deliveries(self, store_hash: str, since: int = 0) -> list[Delivery]:
        """The deliveries of a store from index `since` on, newest last.

        Raises:
            ApiError: 404 for an unknown store.
        """
        return self._sandbox.deliveries(store_hash, since)

    def _on_loop[T](self, work: Callable[[], T]) -> T:
        loop = self._server.loop if self._server else None
        if loop is None:
            raise RuntimeError("the sandbox does not run: call start() first")

        async def call() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(call(), loop).result(_CALL_SECONDS)


class _Server(uvicorn.Server):
    """Uvicorn, telling the thread that started it when it is up."""

    def __init__(self, app: Any) -> None:
        # log_config None: the logging of the program around it is not ours to set.
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="on", ws="none", timeout_graceful_shutdown=2
        )
        super().__init__(config)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.ready = threading.Event()

    def serve_on(self, listener: socket.socket) -> None:
        """Run until `should_exit`; closes the socket."""
        with listener:
            try:
                self.run(sockets=[listener])
            finally:
                self.ready.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start up, then say so."""
        await super().startup(sockets=sockets)
        self.loop = asyncio.get_running_loop()
        self.ready.set()


def _listen(address: tuple[str, int]) -> socket.socket:
    # Here and not by uvicorn, which ends the process when a port is taken.
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
