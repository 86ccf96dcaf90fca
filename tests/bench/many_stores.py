"""Reconciliation of more and more stores on the local stack, some of them throttled.

`python -m tests.bench.many_stores 10 100 1000` opens that many stores and reconciles all of them. It prints the
reconciliations a second, the tries of each store, how long throttled stores waited, and the reconciler's memory. It
exits with 1 if a store was not reconciled exactly once, if a throttled store waited for more than its 429 demands, or
if the memory grew. The calls per store are counted by tests/integration/test_reconciler_calls.py.
"""

import json
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import boto3
import httpx
import psutil
from tests.support.bundle import copy_of_bundle, free_port

import bigcommerce_sandbox as sandbox
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.bigcommerce.rate_headers import PLATFORM_BUSY
from storehook.stores.store import Store
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.views.progress import ProgressPrinter

SIZES = (10, 100, 1_000)

THROTTLED_EVERY = 10
"""One in this many stores answers its first request of a reconciliation with a 429 that states no time."""

SLACK = 60.0
"""Seconds by which a throttled store may be later: the queue is polled, and the machine is busy."""

GROWTH, PER_STORE = 1.1, 512
"""Factor by which the reconciler's memory may vary, and the bytes that it may take for each store."""


@dataclass
class Reconciliations:
    """Reconciliations of all stores.

    Args:
        stores: hashes of all stores.
        throttled: hashes of the throttled ones.
        seconds: time until the queue was empty.
        memory: bytes of the largest process.

    Attributes:
        ends: times of each store's successful reconciliations, in unix seconds.
        retries: times of each store's tries that ended early, in unix seconds.
    """

    stores: Sequence[str]
    throttled: Collection[str]
    seconds: float
    memory: int
    ends: dict[str, list[float]] = field(default_factory=lambda: defaultdict[str, list[float]](list))
    retries: dict[str, list[float]] = field(default_factory=lambda: defaultdict[str, list[float]](list))

    @property
    def longest_wait(self) -> float:
        """Seconds by which the last throttled store came after its first try, or after all other stores."""
        others_end = max(end for store in self.stores if store not in self.throttled for end in self.ends[store])
        waits = (end - max(tried_at, others_end) for end, tried_at in self._throttled())
        return max(waits, default=0.0)

    def _throttled(self) -> Iterator[tuple[float, float]]:
        """Yield the end and the first try of each throttled store."""
        for store in self.throttled:
            if self.ends[store] and self.retries[store]:
                yield self.ends[store][-1], self.retries[store][0]

    def broken(self, smallest: "Reconciliations") -> list[str]:
        """Return the promises that do not hold."""
        again = [store for store in self.stores if len(self.ends[store]) != 1]
        if again:
            return [f"Each store must be reconciled once: {store}, {self.ends[store]}" for store in again]
        more_tries = [store for store in self.stores if len(self.retries[store]) != (store in self.throttled)]
        most = GROWTH * smallest.memory + PER_STORE * len(self.stores)
        promises = {
            f"A store must be tried once, or twice if it is throttled: {more_tries}": not more_tries,
            f"A 429 must delay a store by {PLATFORM_BUSY:.0f} s": self.longest_wait <= PLATFORM_BUSY + SLACK,
            f"The reconciler must not take more than {int(most) >> 20} MiB": self.memory <= most,
        }
        return [promise for promise, holds in promises.items() if not holds]

    def __str__(self) -> str:
        """Write it in one line."""
        tries = Counter(len(self.ends[store]) + len(self.retries[store]) for store in self.stores)
        return (
            f"{len(self.stores):,} stores in {self.seconds:.0f} s, {len(self.stores) / self.seconds:.1f} a second; "
            f"stores by number of tries: {dict(sorted(tries.items()))}; "
            f"the last throttled store came {self.longest_wait:.0f} s after its 429 or all others; "
            f"largest process of the reconciler: {self.memory >> 20} MiB"
        )


def main(sizes: tuple[int, ...]) -> int:
    """Start a stack, and reconcile that many stores. Return 1 if a promise does not hold."""
    results = list[Reconciliations]()
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of_bundle(Path(folder))
        with LocalStack(
            project, project / ".local", aws_port=free_port(), sandbox_port=0, progress=ProgressPrinter()
        ) as stack:
            hashes = list[str]()
            for size in sizes:
                hashes += _open_stores(stack, range(len(hashes), size))
                _throttle(stack, hashes[::THROTTLED_EVERY])
                results.append(_reconcile(stack, hashes))
                broken = results[-1].broken(results[0])
                print("✗" if broken else "✓", results[-1], *broken, sep="\n  " if broken else " ", flush=True)  # noqa: T201
    return int(any(result.broken(results[0]) for result in results))


def _open_stores(stack: LocalStack, numbers: range) -> list[str]:
    outputs, kms = stack.outputs(), stack.emulator.client("kms")
    table = DynamoStores(stack.emulator.client("dynamodb"), outputs["Stores"], KmsCipher(kms, outputs["TokenKey"]))
    hashes = [f"bench{number:05}" for number in numbers]

    def open_one(store_hash: str) -> None:
        token = secrets.token_hex(16)
        stack.sandbox.add_store(sandbox.Store(store_hash, token, f"client-{store_hash}", secrets.token_hex(32)))
        table.save(Store(store_hash, installed_at=time.time()), token)

    with stack.progress.step(f"Opened {len(numbers):,} stores"), ThreadPoolExecutor(8) as threads:
        list(threads.map(open_one, hashes))
    return hashes


def _throttle(stack: LocalStack, hashes: list[str]) -> None:
    with httpx.Client(base_url=stack.sandbox.url) as http:
        for store_hash in hashes:
            http.post(f"/_sandbox/stores/{store_hash}/faults", json={"kind": "429", "times": 1}).raise_for_status()


def _reconcile(stack: LocalStack, hashes: list[str]) -> Reconciliations:
    started_at = time.time()
    with _memory_watched(stack.outputs()["Reconciler"]) as peak:
        stack.invoke("Reconciler", {"kind": "reconcile-all", "why": "demand"})
        seconds = _wait_until_done(stack, len(hashes), started_at) - started_at
    if not peak[0]:
        raise RuntimeError("No process of the reconciler was seen.")
    result = Reconciliations(list(hashes), set(hashes[::THROTTLED_EVERY]), seconds, peak[0])
    _read_log(stack, started_at, result)
    return result


def _wait_until_done(stack: LocalStack, count: int, started_at: float) -> float:
    """Wait until the queue has been empty for a while, and return when it became empty, in unix seconds."""
    names = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ]
    quiet, done_at = 0, started_at
    while quiet < 3:
        time.sleep(1)
        attributes = stack.emulator.client("sqs").get_queue_attributes(
            QueueUrl=stack.outputs()["ReconcileQueue"], AttributeNames=["All"]
        )["Attributes"]
        waiting = sum(int(value) for name, value in attributes.items() if name in names)
        done_at = done_at if quiet else time.time()
        quiet = quiet + 1 if waiting == 0 and time.time() - started_at > 10 else 0
        print(f"\r{count - waiting:6} of {count}", end="\r", file=sys.stderr)  # noqa: T201
    return done_at


def _read_log(stack: LocalStack, since: float, result: Reconciliations) -> None:
    """Read the tries of each store since a time (unix seconds) from the reconciler's log."""
    logs = boto3.Session("test", "test", region_name=stack.info.region).client("logs", endpoint_url=stack.emulator.url)
    for page in logs.get_paginator("filter_log_events").paginate(
        logGroupName=f"/storehook/{stack.info.stack_name}/reconciler", startTime=int(since * 1000)
    ):
        for event in page["events"]:
            with suppress(ValueError):
                line = json.loads(event["message"])
                times = {"reconciled": result.ends, "retrying": result.retries}.get(line.get("outcome", ""), {})
                times.setdefault(line.get("store_hash", ""), []).append(event["timestamp"] / 1000)


@contextmanager
def _memory_watched(function: str) -> Generator[list[int]]:
    """Watch the largest process of a function, in bytes. The local AWS runs it in a folder with the function's name."""
    peak, ended = [0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.5):
            for process in psutil.process_iter():
                with suppress(psutil.Error):
                    if any(f"-{function}-" in word for word in process.cmdline()):
                        peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
