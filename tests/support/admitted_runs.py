"""Simulated runs: many consumer processes take them from a queue, admit them by the quota queue, and call the store."""

import math
from collections import deque
from dataclasses import dataclass, field
from itertools import count

from tests.support.memory import MemoryQuotaQueues, MemoryRateWindows
from tests.support.virtual_time import StoreApi, World

from storehook.bigcommerce.admission import Admission
from storehook.bigcommerce.quota_queue import QuotaQueue
from storehook.bigcommerce.rate_limiter import WindowRateLimiter
from storehook.bigcommerce.rate_windows import RateWindow
from storehook.errors import Throttled
from storehook.saves import Conflict, Saved

ATTEMPT = 58.0

CALL = 5.0
"""Seconds that an attempt reserves for a call when it waits for the quota."""


@dataclass
class Run:
    """One run of one action, through all its attempts."""

    store_hash: str
    calls: int
    came_at: float
    action: str = "sync"
    position: float | None = None
    deferred: int = 0
    throttled: int = 0
    ended_at: float = 0.0
    longest: float = 0.0


@dataclass
class SlowQuotaQueues:
    """Quota queues with some milliseconds of latency."""

    world: World
    table: MemoryQuotaQueues

    def take(self, store_hash: str, earliest: float, seconds: float) -> tuple[float, QuotaQueue]:
        self._travel()
        answer = self.table.take(store_hash, earliest, seconds)
        self._travel()
        return answer

    def save(self, queue: QuotaQueue) -> Saved | Conflict[QuotaQueue]:
        self._travel()
        answer = self.table.save(queue)
        self._travel()
        return answer

    def _travel(self) -> None:
        self.world.sleep(self.world.random.uniform(0.002, 0.005))


@dataclass
class SlowRateWindows:
    """Rate windows with some milliseconds of latency."""

    world: World
    table: MemoryRateWindows

    def save(self, window: RateWindow) -> Saved | Conflict[RateWindow]:
        self.world.sleep(self.world.random.uniform(0.002, 0.005))
        answer = self.table.save(window)
        self.world.sleep(self.world.random.uniform(0.002, 0.005))
        return answer


@dataclass
class Fleet:
    """Consumer processes of one lane, and their queue, which delivers to the second.

    Args:
        attempt: the longest time of an attempt, in seconds.
        long: they are those of the lane `long`.
        seconds_a_call: the shortest and the longest duration of a call.
        deaths: the number of next admitted runs that die with their process.
    """

    world: World
    copies: int
    attempt: float = ATTEMPT
    long: bool = False
    seconds_a_call: tuple[float, float] = (0.05, 0.4)
    apis: dict[str, StoreApi] = field(default_factory=dict[str, StoreApi])
    queues: MemoryQuotaQueues = field(default_factory=MemoryQuotaQueues)
    windows: MemoryRateWindows = field(default_factory=MemoryRateWindows)
    runs: list[Run] = field(default_factory=list[Run])
    wasted: int = 0
    deaths: int = 0
    _ready: deque[Run] = field(default_factory=deque[Run])
    _idle: "list[Copy]" = field(default_factory=list)

    def __post_init__(self) -> None:
        self._idle = [Copy(self) for _ in range(self.copies)]

    def send(self, run: Run, at: float) -> None:
        """Deliver a run at a time, or up to a second later."""
        self.world.start(lambda: self._deliver(run), math.ceil(max(0.0, at - self.world.now)))

    def add(self, store_hash: str, calls: int, after: float = 0.0, action: str = "sync") -> None:
        """Add a new run."""
        run = Run(store_hash, calls, self.world.now + after, action)
        self.apis.setdefault(store_hash, StoreApi(self.world, 150, 30.0, on_request=False))
        self.runs.append(run)
        self.world.start(lambda: self._deliver(run), after)

    def done(self, store_hash: str = "big") -> list[Run]:
        return [run for run in self.runs if run.ended_at and run.store_hash == store_hash]

    def next(self, copy: "Copy") -> Run | None:
        """Return the next run of a process, or None if it must wait."""
        if self._ready:
            return self._ready.popleft()
        self._idle.append(copy)
        return None

    def _deliver(self, run: Run) -> None:
        if not self._idle:
            self._ready.append(run)
            return
        copy = self._idle.pop(self.world.random.randrange(len(self._idle)))
        self.world.start(lambda: copy.work(run))


class Copy:
    """One consumer process."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet, self.world, self._tokens = fleet, fleet.world, count()
        self._start()

    def _start(self) -> None:
        """Start as a process without any knowledge."""
        random = self.world.random.random
        self.limiter = WindowRateLimiter(
            SlowRateWindows(self.world, self.fleet.windows),
            clock=self._now,
            sleep=self.world.sleep,
            random=random,
            token=self._token,
            long=self.fleet.long,
        )
        self.admission = Admission(
            SlowQuotaQueues(self.world, self.fleet.queues),
            self.limiter,
            attempt=self.fleet.attempt,
            clock=self._now,
            random=random,
            token=self._token,
        )

    def _now(self) -> float:
        return self.world.now

    def _token(self) -> str:
        return f"{id(self)}-{next(self._tokens)}"

    def work(self, run: Run | None) -> None:
        while run is not None:
            self.world.sleep(self.world.random.uniform(0.01, 0.03))
            self._handle(run)
            run = self.fleet.next(self)

    def _handle(self, run: Run) -> None:
        turn = self.admission.admit(run.store_hash, run.action, run.position)
        run.position = turn.position if turn.position is not None else run.position
        if not turn.admitted:
            run.deferred += 1
            self.fleet.send(run, turn.at)
            return
        if self.fleet.deaths:
            self._die(run)
            return
        started_at, made = self.world.now, 0
        try:
            while made < run.calls:
                self._call(run, made, started_at + self.fleet.attempt)
                made += 1
            run.ended_at = self.world.now
        except Throttled as throttled:
            run.throttled += 1
            self.fleet.wasted += made
            self.fleet.send(run, self.world.now + throttled.after)
        run.longest = max(run.longest, self.world.now - started_at)
        self.admission.ended(run.store_hash, run.action, made)

    def _die(self, run: Run) -> None:
        """Die. Another process replaces this one, and the queue delivers the run again."""
        self.fleet.deaths -= 1
        self._start()
        self.fleet.send(run, self.world.now + self.fleet.attempt)

    def _call(self, run: Run, made: int, until: float) -> None:
        self.limiter.enter(run.store_hash, max(0.0, until - self.world.now - CALL))
        way = self.world.random.uniform(*self.fleet.seconds_a_call) / 2
        self.world.sleep(way)
        status, budget = self.fleet.apis[run.store_hash].ask()
        self.world.sleep(way)
        self.limiter.leave(run.store_hash, budget)
        if status == 429:
            self.limiter.block(run.store_hash, max(budget.reset, 1.0))
            self._call(run, made, until)
