"""A browser, and applications on loopback ports for it to open."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserType, Error

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowserError(Exception):
    """There is no Chromium here."""


def launch(chromium: BrowserType) -> Browser:
    """The system's Chromium, or else Playwright's own.

    Raises:
        NoBrowserError: there is neither.
    """
    path = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        return chromium.launch(executable_path=path, args=FLAGS)
    except Error as error:
        raise NoBrowserError(
            "The browser tests need Chromium: `apt-get install chromium`, or `playwright install chromium`."
        ) from error


def may_skip() -> bool:
    """Whether a machine without a browser may leave the browser tests out. In CI it may not."""
    return os.environ.get("CI", "").lower() not in ("1", "true")


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
