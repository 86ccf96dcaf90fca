"""A store's client over a scripted network, and a limiter that only records who passes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.memory import MemoryStores

from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.rate_headers import Budget
from storehook.bigcommerce.sending import SenderResources, StoreSender
from storehook.bigcommerce.timeouts import quota_wait
from storehook.bigcommerce.tokens import CachedTokens
from storehook.errors import ApiUnavailable, Throttled
from storehook.stores.store import Store

STORE = "8jbhprizry"
TOKEN = "canary-store-token"
RATE_HEADERS = {
    "x-rate-limit-requests-left": "35",
    "x-rate-limit-requests-quota": "150",
    "x-rate-limit-time-reset-ms": "15000",
    "x-rate-limit-time-window-ms": "30000",
}


def answer(value: Any = None, status: int = 200, **headers: str) -> Answer:
    """Make an answer with a JSON body, or without one. Bytes are the body itself."""
    body = b"" if value is None else value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(status, {name.replace("_", "-"): text for name, text in headers.items()}, body)


def lost(*, sent: bool = True) -> ApiUnavailable:
    """Make the error of a lost answer."""
    error = ApiUnavailable("The connection failed.", store_hash=STORE, method="GET", path="/v2/orders")
    error.sent = sent
    return error


@dataclass
class Network:
    """A network with scripted answers, the last of them forever. An exception is raised. It records requests."""

    answers: list[Answer | Exception]
    sent: list[Call] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    timeouts: list[float] = field(default_factory=list)

    def send(self, store_hash: str, call: Call, token: str, read_timeout: float) -> Answer:
        assert store_hash == STORE
        self.sent.append(call)
        self.tokens.append(token)
        self.timeouts.append(read_timeout)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class RecordingLimiter:
    """A limiter that lets everybody through unless it is told not to. It records what happens."""

    closed_for: float = 0.0
    timeouts: list[float] = field(default_factory=list)
    budgets: list[Budget | None] = field(default_factory=list)
    blocks: list[float] = field(default_factory=list)
    inside: int = 0

    def enter(self, store_hash: str, max_wait: float) -> None:
        assert store_hash == STORE
        self.timeouts.append(max_wait)
        if self.closed_for > max_wait:
            raise Throttled(self.closed_for)
        self.inside += 1

    def leave(self, store_hash: str, budget: Budget | None) -> None:
        assert store_hash == STORE
        self.inside -= 1
        self.budgets.append(budget)

    def block(self, store_hash: str, seconds: float) -> None:
        assert store_hash == STORE
        self.blocks.append(seconds)


@dataclass
class RecordingWrites:
    """Records writes: `sending.Writes`."""

    sent: list[str] = field(default_factory=list[str])
    answers: list[object] = field(default_factory=list[object])

    def sending(self, store_hash: str, call: Call) -> None:
        self.sent.append(f"{store_hash}: {call.method} {call.path}")

    def answered(self, store_hash: str, call: Call, answer: object) -> None:  # noqa: ARG002
        self.answers.append(answer)


@dataclass
class WiredClient:
    """A client, and everything around it that a test reads or changes."""

    network: Network
    client: StoreClient
    limiter: RecordingLimiter
    stores: MemoryStores
    slept: list[float]
    writes: RecordingWrites
    time: dict[str, float]

    @property
    def paths(self) -> list[str]:
        return [f"{call.method} {call.path}" for call in self.network.sent]


def wired(
    *answers: Answer | Exception,
    seconds_left: float = 60.0,
    waits: Callable[[float], float] = quota_wait,
) -> WiredClient:
    """Make a client of an active store whose network gives these answers."""
    network, limiter, slept, writes = Network([*answers] or [answer()]), RecordingLimiter(), [], RecordingWrites()
    stores = MemoryStores()
    stores.save(Store(STORE), TOKEN)
    time = {"now": 0.0, "left": seconds_left}
    around = SenderResources(
        transport=network,
        tokens=CachedTokens(stores, lambda: time["now"]),
        limiter=limiter,
        sleep=slept.append,
        random=lambda: 1.0,
        quota_wait=waits,
    )
    sender = StoreSender(STORE, around, lambda: time["left"], writes)
    return WiredClient(network, StoreClient(sender), limiter, stores, slept, writes, time)
