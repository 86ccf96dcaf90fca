"""An ASGI application on a port of this machine, in its own thread."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import uvicorn


class Serving:
    """Serves `app`, for `with`. It can be started again after a stop. Every method may be called from any thread.

    Args:
        app: what is served. A test may add to its routes.
        host: a loopback address: the sandbox is for this machine only.
        port: 0 takes a free one.

    Raises:
        ValueError: if `host` is not an IPv4 loopback address.
    """

    def __init__(self, app: Any, host: str, port: int) -> None:
        if not ipaddress.IPv4Address(host).is_loopback:
            raise ValueError(f"the sandbox serves this machine only, not {host}")
        self._app = app
        self._address = (host, port)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """The address, such as http://127.0.0.1:8080, without a last slash.

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
        self._server = _Server(self._app)
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

    def await_on_loop[T](self, work: Callable[[], Awaitable[T]], seconds: float) -> T:
        """Run `work` on the event loop of the server, and return its result.

        Raises:
            RuntimeError: if it does not run.
            TimeoutError: after so many seconds.
        """
        loop = self._server.loop if self._server else None
        if loop is None:
            raise RuntimeError("the sandbox does not run: call start() first")

        async def call() -> T:
            return await work()

        return asyncio.run_coroutine_threadsafe(call(), loop).result(seconds)


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
    # With the protocol named, asyncio turns Nagle's algorithm off; else an answer in two packets takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
