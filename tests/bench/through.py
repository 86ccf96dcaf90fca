"""Events through both deployed stacks, from the POST to the end of the work: how many a second, and whose CPU."""

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
"""Of a round; the first of which warms up, and does not count."""
EVERY = 0.25
"""Seconds between looks at the functions' processes."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One of the two.

    Args:
        url: where its webhooks go.
        host: by which the local AWS tells its API from others.
        secret: what signs them.
        functions: whose CPU is counted, by their names.
        table: what has a row for each order that is done.
    """

    url: str
    host: str
    secret: str
    functions: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What a round took, for an event.

    Args:
        seconds: from the first POST to the last end.
        cpu: of the functions, in seconds.
    """

    seconds: float
    cpu: float


def through_rows(stacks: TwoStacks, orders: Orders) -> list[Row]:
    """storehook's to the peer's, in turn."""
    outputs, naive, info = stacks.stack.outputs(), stacks.naive, stacks.stack.info
    root, path = stacks.stack.emulator.url, f"/webhooks/{info.store_hash}"
    functions = outputs["Ingest"], outputs["DefaultConsumer"]
    # Both by the host: what the gate adds in front of a path is no part of what is compared.
    ours = Stack(root + path, _host(info.api_url.split("/")[-2], root), "", functions, outputs["Records"])
    functions = naive["Ingest"], naive["Worker"]
    peer = Stack(f"{root}/Prod{path}", _host(naive["Api"], root), stacks.secret, functions, naive["Orders"])
    rounds = [(_pass(stacks, ours, orders), _pass(stacks, peer, orders)) for _ in range(ROUNDS)][1:]
    return [
        _row("CPU of the functions for an event", rounds, lambda each: each.cpu, goal=0.5),
        _row("events a second", rounds, lambda each: 1 / each.seconds, goal=1.3, at_least=True),
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
    each = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Row(name, "naive, deployed", median(ours) / median(theirs), (min(each), max(each)), goal, at_least)


def _pass(stacks: TwoStacks, stack: Stack, orders: Orders) -> Passage:
    deliveries = [orders.delivery(stack.secret) for _ in range(EVENTS)]
    done = _rows(stacks, stack.table)
    with _Cpu(stack.functions) as cpu, httpx.Client(timeout=60) as http, ThreadPoolExecutor(AT_ONCE) as threads:
        began = time.monotonic()
        list(threads.map(lambda each: _post(http, stack, each), deliveries))
        until(lambda: _rows(stacks, stack.table) == done + EVENTS, seconds=120)
        took = time.monotonic() - began
    return Passage(took / EVENTS, cpu.seconds() / EVENTS)


def _post(http: httpx.Client, stack: Stack, delivery: Delivery) -> None:
    headers = delivery.headers() | {"host": stack.host}
    until(lambda: http.post(stack.url, content=delivery.body, headers=headers).status_code == 200)


def _rows(stacks: TwoStacks, table: str) -> int:
    client = stacks.stack.emulator.client("dynamodb")
    return sum(page["Count"] for page in client.get_paginator("scan").paginate(TableName=table, Select="COUNT"))


class _Cpu:
    """Adds up the CPU of functions, that of processes that end meanwhile too, but for their last moments.

    The local AWS runs each function in a folder that is named for it.
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
        """What they have taken since the beginning."""
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
