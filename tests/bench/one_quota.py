"""Eight consumers that call one store as fast as they may: is its quota kept, and how much is refused?

Each consumer has its own connections and rate limiter, as each process of the function has. The table of rate windows
is on the local AWS. The store counts the requests that it lets through and those that it answers with 429.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from tests.bench.rows import Row
from tests.bench.two_stacks import TwoStacks
from tests.support.function_environment import environment_of
from tests.support.merchants import new_merchant, stores_of

from storehook.actions.action import Registry
from storehook.bigcommerce.client import StoreClient
from storehook.errors import Throttled
from storehook.settings import ConsumerSettings
from storehook.stores.store import Store
from storehook.wiring import consumer as wired

WORKERS = 8

QUOTA, WINDOW, SECONDS = 75, 15.0, 50.0
"""Half of BigCommerce's requests in half of its time, for slightly more than three windows."""


def quota_rows(stacks: TwoStacks) -> list[Row]:
    """Measure the fullest window, including refused requests, and the share of refused requests."""
    rate = _open_store(stacks)
    store_hash = rate.split("/")[-2]
    with environment_of(stacks.stack, "DefaultConsumer"), ThreadPoolExecutor(WORKERS) as threads:
        settings, until = ConsumerSettings.of(os.environ), time.monotonic() + SECONDS
        done = sum(threads.map(lambda _: _calls(_client(settings, store_hash, until), until), range(WORKERS)))
    counts = httpx.get(rate).raise_for_status().json()["data"]
    refused = counts["refused"]
    return [
        _row("requests of 8 workers in a window of one store", "its quota", (counts["busiest"] + refused) / QUOTA, 1.0),
        _row("429s", "all requests of 8 workers to one store", refused / (done + refused), 0.01),
    ]


def _open_store(stacks: TwoStacks) -> str:
    """Open a new store, and return the address of its request counts."""
    account = new_merchant(stacks.deployed).account
    rate = f"{stacks.stack.sandbox.url}/_sandbox/stores/{account.store_hash}/rate"
    httpx.put(rate, json={"quota": QUOTA, "window_seconds": WINDOW}).raise_for_status()
    stores_of(stacks.deployed).save(Store(account.store_hash, installed_at=time.time()), account.access_token)
    return rate


def _client(settings: ConsumerSettings, store_hash: str, until: float) -> StoreClient:
    """Make the store's API client of a new consumer process that may run until a time (monotonic seconds)."""
    connect: Any = wired.consumer(settings, Registry([])).contexts.connect
    return connect(store_hash, "webhook", seconds_left=lambda: until - time.monotonic()).bigcommerce.current


def _calls(store: StoreClient, until: float) -> int:
    """Call the store until a time (monotonic seconds), and return the number of answered calls."""
    done = 0
    while time.monotonic() < until:
        try:
            store.v2.get("/store")
        except Throttled as throttled:  # a run without calls is deferred instead of waiting for a whole window
            time.sleep(min(throttled.after, max(0.0, until - time.monotonic())))
            continue
        done += 1
    return done


def _row(name: str, against: str, share: float, goal: float) -> Row:
    return Row(name, against, share, (share, share), goal)
