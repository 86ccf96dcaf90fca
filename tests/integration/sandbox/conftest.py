"""The sandbox on a port, and a receiver of webhooks on another."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from tests.support.webhook_receiver import SECRET, TOKEN, Received, Receiver, wait_until

from storehook_sandbox import SandboxServer, Store


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
