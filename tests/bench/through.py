"""Events through both deployed stacks, from the POST to the end of the work: throughput and CPU."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import Self

import httpx
import psutil
from tests.bench.arms import Orders
from tests.bench.rows import Row
from tests.bench.two_stacks import TwoStacks
from tests.support.deployed import Delivery, until

EVENTS, ROUNDS, AT_ONCE = 150, 4, 8
"""Events per round, rounds, and concurrent requests. The first round warms up and doesn't count."""
EVERY = 0.25
"""Seconds between two looks at the functions' processes."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One of the two stacks.

    Args:
        url: the destination of its webhooks.
        host: identifies its API to the local AWS.
        secret: signs its deliveries.
        functions: the names of the functions whose CPU is counted.
        table: the table with a row per finished order.
    """

    url: str
    host: str
    secret: str
    functions: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Cost of a round, per event.

    Args:
        seconds: from the first POST to the last end.
        cpu: seconds of the functions' CPU.
    """

    seconds: float
    cpu: float


def through_rows(stacks: TwoStacks, orders: Orders) -> list[Row]:
    """Compare storehook with the peer, in turn."""
    outputs, naive, info = stacks.stack.outputs(), stacks.naive, stacks.stack.info
    root, path = stacks.stack.emulator.url, f"/webhooks/{info.store_hash}"
    functions = outputs["Ingest"], outputs["DefaultConsumer"]
    # Both are addressed by host, so that the gate in front of paths isn't part of the comparison.
    ours = Stack(root + path, _host(info.api_url.split("/")[-2], root), "", functions, outputs["Records"])
    functions = naive["Ingest"], naive["Worker"]
    peer = Stack(f"{root}/Prod{path}", _host(naive["Api"], root), stacks.secret, functions, naive["Orders"])
    rounds = [(_pass(stacks, ours, orders), _pass(stacks, peer, orders)) for _ in range(ROUNDS)][1:]
    return [
        _row("CPU of the functions per event", rounds, lambda passage: passage.cpu, goal=0.5),
        _row("events a second", rounds, lambda passage: 1 / passage.seconds, goal=1.3, at_least=True),
    ]


def _host(api_id: str, url: str) -> str:
    return f"{api_id}.execute-api.localhost:{url.rsplit(':', 1)[1]}"


def _row(
    name: str,
    rounds: Sequence[tuple[Passage, Passage]],
    of: Callable[[Passage], float],
    *,
    goal: float,
    at_least: bool = False,
) -> Row:
    ours, theirs = [of(mine) for mine, _ in rounds], [of(other) for _, other in rounds]
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Row(name, "naive, deployed", median(ours) / median(theirs), (min(ratios), max(ratios)), goal, at_least)


def _pass(stacks: TwoStacks, stack: Stack, orders: Orders) -> Passage:
    deliveries = [orders.delivery(stack.secret) for _ in range(EVENTS)]
    done = _rows(stacks, stack.table)
    with _Cpu(stack.functions) as cpu, httpx.Client(timeout=60) as http, ThreadPoolExecutor(AT_ONCE) as threads:
        started_at = time.monotonic()
        list(threads.map(lambda delivery: _post(http, stack, delivery), deliveries))
        until(lambda: _rows(stacks, stack.table) == done + EVENTS, seconds=120)
        seconds = time.monotonic() - started_at
    return Passage(seconds / EVENTS, cpu.seconds() / EVENTS)


def _post(http: httpx.Client, stack: Stack, delivery: Delivery) -> None:
    headers = delivery.headers() | {"host": stack.host}
    until(lambda: http.post(stack.url, content=delivery.body, headers=headers).status_code == 200)


def _rows(stacks: TwoStacks, table: str) -> int:
    client = stacks.stack.emulator.client("dynamodb")
    return sum(page["Count"] for page in client.get_paginator("scan").paginate(TableName=table, Select="COUNT"))


class _Cpu:
    """Sum of the functions' CPU, including processes that end meanwhile, except for their last moments.

    The local AWS runs each function in a folder with the function's name.
    """

    def __init__(self, functions: tuple[str, ...]) -> None:
        self._functions = functions
        self._seconds: dict[tuple[int, float], float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._look()
        self._before = sum(self._seconds.values())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._look()

    def seconds(self) -> float:
        """Return the CPU seconds since the start."""
        return sum(self._seconds.values()) - self._before

    def _watch(self) -> None:
        while not self._ended.wait(EVERY):
            self._look()

    def _look(self) -> None:
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if any(f"-{name}-" in word for word in process.cmdline() for name in self._functions):
                    times = process.cpu_times()
                    self._seconds[process.pid, process.create_time()] = times.user + times.system
