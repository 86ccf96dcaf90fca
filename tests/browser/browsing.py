"""A browser, and applications on loopback ports for it to open."""

import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserType, Error, Page
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.support.browser import remedy, system_browser

from storehook_cli.console_proxy.access import Access

UNUSED = ("InitialWebUI", "WebUIToolbar", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose")
UNUSED += ("HttpsUpgrades", "PaintHolding", "MediaRouter", "OptimizationHints", "NetworkTimeServiceQuerying")
"""Features that no test needs. Chromium would draw its own toolbar in another process for each page.

Playwright turns the others off. Our list replaces its own.
"""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",
    f"--disable-features={','.join(UNUSED)}",
]


def enter(page: Page, access: Access) -> None:
    """Open the address that `storehook console` prints, and wait for the console."""
    page.goto(access.url)
    page.wait_for_url(f"{access.origin}/")


class NoBrowserError(Exception):
    """Chromium is missing on this machine."""


def launch(chromium: BrowserType) -> Browser:
    """The system's Chromium, or else Playwright's own.

    Raises:
        NoBrowserError: there is neither.
    """
    try:
        return chromium.launch(executable_path=system_browser(), args=FLAGS)
    except Error as error:
        raise NoBrowserError(remedy()) from error


class Shown:
    """The application of the test that runs now, behind one server for all tests."""

    def __init__(self) -> None:
        self.app: ASGIApp = Starlette()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as the application."""
        await self.app(scope, receive, send)


@contextmanager
def serving(build: Callable[[int], Any]) -> Generator[int]:
    """Serve an application on a free loopback port, from a thread.

    Args:
        build: makes it, given the port.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(build(port), log_config=None, access_log=False, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join()
