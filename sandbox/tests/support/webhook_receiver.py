"""A receiver of webhooks, or of what else is posted, on a loopback port."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "token-1"
SECRET = "a client secret"


@dataclass
class Received:
    """One request as it arrived."""

    body: bytes
    headers: dict[str, str]


@dataclass
class Receiver:
    """Answers what is posted on the loopback with the statuses it is given, then with 200; keeps what it got."""

    url: str = ""
    answers: list[int] = field(default_factory=list[int])
    received: list[Received] = field(default_factory=list[Received])
    hold: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, count: int) -> list[Received]:
        """Wait for that many deliveries, and return them."""
        wait_until(lambda: len(self.received) >= count)
        return self.received


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    """A receiver that is up. Its `hold` is set: clear it to keep answers back.

    Args:
        port: of the loopback; 0 takes a free one.
    """
    kept = Receiver()
    kept.hold.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.received.append(Received(body, {name.lower(): value for name, value in self.headers.items()}))
            kept.hold.wait(10)
            self.send_response(kept.answers.pop(0) if kept.answers else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}/webhooks"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield kept
        kept.hold.set()
        server.shutdown()
        thread.join()


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when the condition holds; fail after ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within 10 s"
        time.sleep(0.005)
