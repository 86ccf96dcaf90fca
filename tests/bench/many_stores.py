"""Reconciliation of more and more stores on the local stack, some of them throttled.

`python -m tests.bench.many_stores 10 100 5000` opens that many stores and reconciles all of them. It prints the
reconciliations a second, how often each store was reconciled, and the reconciler's memory. The calls per store are
counted by tests/integration/test_reconciler_calls.py.
"""

import json
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import boto3
import httpx
import psutil
from tests.support.bundle import copy_of_bundle, free_port

import bigcommerce_sandbox as sandbox
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.stores.store import Store
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.views.progress import ProgressPrinter

SIZES = (10, 100, 5_000)

THROTTLED_EVERY = 10
"""One in this many stores answers its first request of a pass with 429."""


def main(sizes: tuple[int, ...]) -> None:
    """Start a stack, and reconcile that many stores."""
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of_bundle(Path(folder))
        with LocalStack(
            project, project / ".local", aws_port=free_port(), sandbox_port=0, progress=ProgressPrinter()
        ) as stack:
            hashes = list[str]()
            for size in sizes:
                hashes += _open_stores(stack, range(len(hashes), size))
                _throttle(stack, hashes[::THROTTLED_EVERY])
                _report(stack, hashes)


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


def _report(stack: LocalStack, hashes: list[str]) -> None:
    started_at = time.time()
    with _memory_watched(stack.outputs()["Reconciler"]) as peak:
        stack.invoke("Reconciler", {"kind": "reconcile-all", "why": "demand"})
        seconds = _wait_until_done(stack, len(hashes), started_at) - started_at
    if not peak[0]:
        raise RuntimeError("No process of the reconciler was seen.")
    reconciliations = _reconciliations(stack, started_at)
    by_number = Counter(reconciliations[store_hash] for store_hash in hashes)
    print(  # noqa: T201
        f"{len(hashes):,} stores in {seconds:.0f} s, {len(hashes) / seconds:.0f} a second; "
        f"stores by number of reconciliations: {dict(by_number)}; "
        f"largest process of the reconciler: {peak[0] >> 20} MiB"
    )


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


def _reconciliations(stack: LocalStack, since: float) -> Counter[str]:
    """Count each store's successful reconciliations since a time (unix seconds), from the reconciler's log."""
    logs = boto3.Session("test", "test", region_name=stack.info.region).client("logs", endpoint_url=stack.emulator.url)
    counts: Counter[str] = Counter()
    for page in logs.get_paginator("filter_log_events").paginate(
        logGroupName=f"/storehook/{stack.info.stack_name}/reconciler", startTime=int(since * 1000)
    ):
        for event in page["events"]:
            with suppress(ValueError):
                line = json.loads(event["message"])
                counts[line.get("store_hash", "")] += line.get("outcome") == "reconciled"
    return counts


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
    main(tuple(map(int, sys.argv[1:])) or SIZES)
