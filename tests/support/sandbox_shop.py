"""Clients of two stores in the stand-in store, over HTTP, as several consumers have them."""

import random
import secrets
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from tests.support.memory import MemoryRateWindows, MemoryStores

from bigcommerce_sandbox import Store as SandboxStore
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.rate_limiter import WindowRateLimiter
from storehook.bigcommerce.sending import SenderResources, StoreSender
from storehook.bigcommerce.tokens import CachedTokens
from storehook.bigcommerce.transport import HttpTransport
from storehook.stores.store import Store

FIRST, SECOND = "firststore", "secondstore"
TOKEN = "canary-store-token"


@dataclass
class Shop:
    """The stand-in store, and the data that all consumers share.

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
        """Make the connections and the limiter of one process. Pauses before a repeat are recorded and skipped."""
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
        """Make a store's client, as a run has it."""
        around = consumer or self.consumer()
        return StoreClient(StoreSender(store_hash, around, lambda: seconds_left))

    def control(self, method: str, path: str, store_hash: str = FIRST, **given: Any) -> Any:
        """Call the control API of the stand-in store."""
        with httpx.Client(trust_env=False) as http:
            answer = http.request(method, f"{self.url}/_sandbox/stores/{store_hash}/{path}", json=given)
        return answer.raise_for_status().json()["data"]

    def fault(self, kind: str, **given: Any) -> None:
        self.control("POST", "faults", kind=kind, **given)

    def another_app(self, store_hash: str = FIRST) -> int:
        """Make one call of another app that shares the quota, and return its status."""
        with httpx.Client(trust_env=False, headers={"X-Auth-Token": TOKEN}) as http:
            return http.get(f"{self.url}/stores/{store_hash}/v2/orders/100").status_code


def sandbox_stores() -> list[SandboxStore]:
    """Return the stores of a `Shop`."""
    return [SandboxStore(store_hash, TOKEN, "client", "secret") for store_hash in (FIRST, SECOND)]


@contextmanager
def open_shop(url: str) -> Generator[Shop]:
    """Open a shop without faults and with the usual quota. Afterwards, close its consumers' connections."""
    shop = Shop(url)
    for store_hash in (FIRST, SECOND):
        shop.control("DELETE", "faults", store_hash)
        shop.control("PUT", "rate", store_hash, quota=150, window_seconds=30, headers_on_429=True)
    yield shop
    for close in shop.closing:
        close()
