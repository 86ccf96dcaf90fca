"""Consumers, a store's API and a network between them, in simulated time."""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random

from greenlet import getcurrent, greenlet
from tests.support.memory import MemoryRateWindows

from storehook.bigcommerce.rate_headers import Budget
from storehook.bigcommerce.rate_limiter import WindowRateLimiter
from storehook.errors import Throttled

START = 1_786_447_828.0


class World:
    """A simulated time, and the processes that wait for it."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - it must be repeatable, not secret
        self.now = START
        self._due: list[tuple[float, int, greenlet]] = []
        self._order = count()
        self._hub = getcurrent()

    def sleep(self, seconds: float) -> None:
        """Let others continue for some seconds."""
        self._wait(getcurrent(), self.now + seconds)
        self._hub.switch()

    def start(self, work: Callable[[], None], after: float = 0.0) -> None:
        self._wait(greenlet(work), self.now + after)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self._due and self._due[0][0] <= end:
            self.now, _, process = heapq.heappop(self._due)
            process.switch()
        self.now = end

    def _wait(self, who: greenlet, until: float) -> None:
        heapq.heappush(self._due, (until, next(self._order), who))


@dataclass
class StoreApi:
    """Counts requests as BigCommerce does.

    Args:
        quota: requests per window.
        window: the length of a window in seconds.
        on_request: a window starts with its first request. Otherwise windows follow each other without a gap.
    """

    world: World
    quota: int
    window: float
    on_request: bool
    opened_at: float = START
    counted: Counter[float] = field(default_factory=Counter)
    refused: int = 0

    def ask(self) -> tuple[int, Budget]:
        """Make one request now, and return its status and the budget in its headers."""
        passed = self.world.now - self.opened_at
        if passed >= self.window:
            self.opened_at = self.world.now if self.on_request else self.world.now - passed % self.window
        self.counted[self.opened_at] += 1
        left = self.quota - self.counted[self.opened_at]
        self.refused += left < 0
        reset = round(self.opened_at + self.window - self.world.now, 3)
        return (429 if left < 0 else 200), Budget(max(left, 0), self.quota, max(reset, 0.0), self.window)


@dataclass
class Consumer:
    """One process that calls a store again and again.

    Args:
        api: the store's API.
        table: the rate windows that all processes share.
        latency: the shortest and the longest one-way latency to the store, in seconds.
        skew: how far its clock is ahead, in seconds.
        pause: seconds of work between calls.
        timeouts: how long it waits at the limiter, in seconds.
    """

    world: World
    api: StoreApi
    table: MemoryRateWindows
    store_hash: str = "abc"
    latency: tuple[float, float] = (0.02, 0.2)
    skew: float = 0.0
    pause: float = 0.0
    timeouts: float = 1000.0
    done: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    throttled: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        tokens = count()
        self.limiter = WindowRateLimiter(
            self.table,
            clock=lambda: self.world.now + self.skew,
            sleep=self.world.sleep,
            random=self.world.random.random,
            token=lambda: f"{id(self)}-{next(tokens)}",
        )

    def work(self) -> None:
        while True:
            self.call()
            self.world.sleep(self.pause + 0.001)

    def call(self) -> None:
        """Make one call, as a `StoreSender` does."""
        started_at = self.world.now
        try:
            self.limiter.enter(self.store_hash, self.timeouts)
        except Throttled as throttled:
            self.throttled += 1
            self.world.sleep(throttled.after)
            return
        self.waited.append(self.world.now - started_at)
        self.world.sleep(self.world.random.uniform(*self.latency))
        status, budget = self.api.ask()
        self.world.sleep(self.world.random.uniform(*self.latency))
        self.limiter.leave(self.store_hash, budget)
        if status == 429:
            self.refused += 1
            self.limiter.block(self.store_hash, max(budget.reset, 1.0))
        else:
            self.done.append(self.world.now)
