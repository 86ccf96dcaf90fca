"""The sandbox on a port of this machine, for programs."""

import time
from collections.abc import Callable, Iterable

from bigcommerce_sandbox.api import build_app
from bigcommerce_sandbox.apps import App
from bigcommerce_sandbox.choices import USUAL, Choices
from bigcommerce_sandbox.controls import Controls
from bigcommerce_sandbox.gate import Gate
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.sender import ANSWER_SECONDS
from bigcommerce_sandbox.serving import Serving
from bigcommerce_sandbox.stores import Store


class SandboxServer(Serving, Controls):
    """The sandbox behind a port and the gate, for `with`. Every method may be called from any thread.

    What it holds outlives a stop: it can be started again, and read in between.

    Args:
        host: a loopback address: the sandbox is for this machine only.
        port: 0 takes a free one.
        stores: the stores at the start.
        retry_factor: multiplies the time between the attempts of a delivery, and how long a destination is watched and
            blocked; 0.001 turns 48 hours into three minutes.
        answer_seconds: how long a receiver may take to answer.
        clock: gives unix seconds.
        app: the app that stores may install.
        choices: what the documents leave open.
        size: how many orders, products and customers those have at the start, of each; None for a small shop.

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
        app: App | None = None,
        choices: Choices = USUAL,
        size: int | None = None,
    ) -> None:
        sandbox = Sandbox(
            stores,
            clock=clock,
            retry_factor=retry_factor,
            answer_seconds=answer_seconds,
            app=app,
            choices=choices,
            size=size,
        )
        self.app = build_app(sandbox)
        Controls.__init__(self, sandbox)
        Serving.__init__(self, Gate(self.app), host, port)
