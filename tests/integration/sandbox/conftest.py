"""The sandbox on a port, and a receiver of webhooks on another."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from storehook_sandbox import SandboxServer, Store

TOKEN = "token-1"
SECRET = "a client secret"


@dataclass
class Received:
    """One webhook as it arrived."""

    body: bytes
    headers: dict[str, str]


@dataclass
class Receiver:
    """Answers webhooks on the loopback with the statuses it is given, then with 200; keeps what it got."""

    url: str = ""
    answers: list[int] = field(default_factory=list[int])
    received: list[Received] = field(default_factory=list[Received])
    hold: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, count: int) -> list[Received]:
        """What arrived, once there are that many."""
        wait_until(lambda: len(self.received) >= count)
        return self.received


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when the condition holds; fail after ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within 10 s"
        time.sleep(0.005)


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    return wait_until


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Its `hold` is set: clear it to keep answers back."""
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

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}/webhooks"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield kept
        kept.hold.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def store() -> Store:
    return Store("abc123", access_token=TOKEN, client_id="client-1", client_secret=SECRET)


@pytest.fixture
def sandbox(store: Store) -> Iterator[SandboxServer]:
    with SandboxServer(stores=[store], retry_factor=0.00001, answer_seconds=1) as server:
        yield server


@pytest.fixture
def client(sandbox: SandboxServer) -> Iterator[httpx.Client]:
    """Calls the store's API; paths are those below the store."""
    base = f"{sandbox.url}/stores/abc123"
    with httpx.Client(base_url=base, headers={"X-Auth-Token": TOKEN}, trust_env=False) as http:
        yield http


@pytest.fixture
def subscribe(client: httpx.Client, receiver: Receiver) -> Callable[..., dict[str, Any]]:
    """Makes a hook to the receiver."""

    def make(scope: str, **fields: Any) -> dict[str, Any]:
        answer = client.post("/v3/hooks", json={"scope": scope, "destination": receiver.url, **fields})
        return answer.raise_for_status().json()["data"]

    return make
