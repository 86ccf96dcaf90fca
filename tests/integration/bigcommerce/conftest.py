"""Clients of two stores in the sandbox, over HTTP, as several consumers have them."""

import random
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from tests.support.memory import MemoryRateWindows, MemoryStores

from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.rate_limiter import WindowRateLimiter
from storehook.bigcommerce.sending import SenderResources, StoreSender
from storehook.bigcommerce.tokens import CachedTokens
from storehook.bigcommerce.transport import HttpTransport
from storehook.stores.store import Store
from storehook_sandbox import SandboxServer
from storehook_sandbox import Store as SandboxStore

FIRST, SECOND = "firststore", "secondstore"
TOKEN = "canary-store-token"


@dataclass
class Shop:
    """The sandbox, and what all consumers share.

    Args:
        url: the API's.
    """

    url: str
    table: MemoryRateWindows = field(default_factory=MemoryRateWindows)
    stores: MemoryStores = field(default_factory=MemoryStores)
    slept: list[float] = field(default_factory=list)
    closing: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for store_hash in (FIRST, SECOND):
            self.stores.save(Store(store_hash), TOKEN)

    def consumer(self, *, url: str | None = None) -> SenderResources:
        """What one process has: connections and a limiter of its own. Pauses before a repeat are noted, not made."""
        transport = HttpTransport(url or self.url)
        self.closing.append(transport.close)
        limiter = WindowRateLimiter(
            self.table,
            clock=time.time,
            sleep=time.sleep,
            random=random.random,
            token=lambda: secrets.token_hex(8),
        )
        tokens = CachedTokens(self.stores, time.monotonic)
        return SenderResources(transport, tokens, limiter, sleep=self.slept.append, random=random.random)

    def client(
        self, store_hash: str = FIRST, *, seconds_left: float = 60.0, consumer: SenderResources | None = None
    ) -> StoreClient:
        """A store's client, as a run has it."""
        around = consumer or self.consumer()
        return StoreClient(StoreSender(store_hash, around, lambda: seconds_left, lambda *_: None))

    def control(self, method: str, path: str, store_hash: str = FIRST, **given: Any) -> Any:
        """Ask the sandbox itself."""
        with httpx.Client(trust_env=False) as http:
            answer = http.request(method, f"{self.url}/_sandbox/stores/{store_hash}/{path}", json=given)
        return answer.raise_for_status().json()["data"]

    def fault(self, kind: str, **given: Any) -> None:
        self.control("POST", "faults", kind=kind, **given)

    def another_app(self, store_hash: str = FIRST) -> int:
        """One call by somebody who shares the quota; its status."""
        with httpx.Client(trust_env=False, headers={"X-Auth-Token": TOKEN}) as http:
            return http.get(f"{self.url}/stores/{store_hash}/v2/orders/100").status_code


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    stores = [SandboxStore(store_hash, TOKEN, "client", "secret") for store_hash in (FIRST, SECOND)]
    with SandboxServer(stores=stores) as server:
        yield server


@pytest.fixture
def shop(sandbox: SandboxServer) -> Iterator[Shop]:
    shop = Shop(sandbox.url)
    for store_hash in (FIRST, SECOND):
        shop.control("DELETE", "faults", store_hash)
        shop.control("PUT", "rate", store_hash, quota=150, window_seconds=30, headers_on_429=True)
    yield shop
    for close in shop.closing:
        close()


class Peer:
    """A server that goes by a script, connection by connection, byte by byte. Keeps what it was sent.

    Args:
        speak: is given each request's connection, and answers on it.
    """

    def __init__(self, speak: Callable[[socket.socket], None]) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._speak = speak
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def stop(self) -> None:
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(0.1)
            while not self._stopped.is_set():
                try:
                    request = connection.recv(65_536)
                except TimeoutError:
                    continue
                except OSError:
                    return
                if not request:
                    return
                while not _is_whole(request):
                    request += connection.recv(65_536)
                self.requests.append(request)
                try:
                    self._speak(connection)
                except OSError:
                    return


def _is_whole(request: bytes) -> bool:
    """Whether the body has come, too: it may take a packet of its own."""
    head, found, body = request.partition(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(found) and len(body) >= int(lengths[0] if lengths else b"0")


@pytest.fixture
def peer() -> Iterator[Callable[[Callable[[socket.socket], None]], Peer]]:
    """Makes servers that go by a script."""
    made: list[Peer] = []

    def make(speak: Callable[[socket.socket], None]) -> Peer:
        made.append(Peer(speak))
        return made[-1]

    yield make
    for each in made:
        each.stop()
