"""Many orders, and many consumers at once."""

import base64
import logging
import threading
import time
import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.support.sandbox_shop import FIRST, SECOND

from storehook.errors import Throttled

MEBIBYTE = 1024 * 1024
FIGURES = logging.getLogger("figures")
"""Shown by `pytest --log-cli-level=INFO`."""


def peak_of_a_list(shop: Any, least: int) -> tuple[int, int]:
    """List the orders. Return the number of those from an ID on, and the peak memory in bytes."""
    store = shop.client()
    next(store.v2.list("/orders", query={"limit": 1}))  # what the stand-in store, in this process, keeps of a look
    tracemalloc.start()
    try:
        length = sum(1 for order in store.v2.list("/orders") if order["id"] >= least)
        return length, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_thousand_orders_take_no_more_memory_than_five_hundred(shop: Any) -> None:
    shop.control("POST", "fill", orders=497)
    _, of_few = peak_of_a_list(shop, 0)
    shop.control("POST", "fill", orders=9_500)
    length, of_many = peak_of_a_list(shop, 100)

    FIGURES.info("peaks: %.2f MiB of 500, %.2f MiB of 10,000", of_few / MEBIBYTE, of_many / MEBIBYTE)
    assert length == 10_000
    assert of_many < of_few + 2 * MEBIBYTE, f"{of_few / MEBIBYTE:.1f} MiB became {of_many / MEBIBYTE:.1f} MiB"


def test_customers_are_listed_by_page_and_by_cursor(shop: Any) -> None:
    shop.control("POST", "fill", customers=600)
    store = shop.client()
    by_page = [customer["id"] for customer in store.v3.list("/customers")]
    answer = store.v3.list("/customers", query={"after": cursor_at(by_page[0])})

    assert len(by_page) > 600
    assert [customer["id"] for customer in answer] == by_page[1:]


def cursor_at(item_id: int) -> str:
    return base64.urlsafe_b64encode(f"id:{item_id}".encode()).decode()


@dataclass
class Crowd:
    """Consumers that call for some seconds, each in a thread and with connections and a limiter of its own."""

    shop: Any
    seconds: float
    calls: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)

    def work(self, number: int) -> None:
        """Call the first store as fast as it lets one."""
        store, until = self.shop.client(), time.monotonic() + self.seconds
        while time.monotonic() < until:
            try:
                store.v2.get("/orders/100")
            except Throttled as throttled:  # who has made no call yet is put back, rather than wait for a whole window
                threading.Event().wait(throttled.after)
                continue
            self.calls[number] += 1

    def work_quietly(self) -> None:
        """Call the second store now and then; note how long each call took."""
        store, until, never = self.shop.client(SECOND), time.monotonic() + self.seconds, threading.Event()
        while time.monotonic() < until:
            began = time.monotonic()
            store.v2.get("/orders/100")
            self.took.append(time.monotonic() - began)
            never.wait(0.1)

    def run(self, consumers: int) -> None:
        """Let them all work."""
        with ThreadPoolExecutor(consumers + 1) as threads:
            working = [threads.submit(self.work, number) for number in range(consumers)]
            working.append(threads.submit(self.work_quietly))
            for each in working:
                each.result()


def test_eight_consumers_of_one_store_keep_within_its_quota_and_hold_up_no_other(shop: Any) -> None:
    quota, window, crowd = 60, 2.0, Crowd(shop, seconds=8.5)
    for store_hash in (FIRST, SECOND):
        shop.control("PUT", "rate", store_hash, quota=quota, window_seconds=window)
    crowd.run(consumers=8)

    busy, quiet = shop.control("GET", "rate"), shop.control("GET", "rate", SECOND)
    FIGURES.info("%s, %s calls, %s writes of the table", busy, crowd.calls.total(), shop.table.writes)
    FIGURES.info("the other store: %s calls, the slowest took %.3f s", len(crowd.took), max(crowd.took))
    assert (busy["refused"], quiet["refused"]) == (0, 0)
    assert busy["busiest"] <= quota
    assert crowd.calls.total() >= 0.8 * quota * crowd.seconds / window
    assert len(crowd.calls) == 8
    assert max(crowd.took) < 0.5
