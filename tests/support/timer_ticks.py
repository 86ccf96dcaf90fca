"""Ticks of the timer over indexes in memory, with their calls counted. A million runs take no memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from tests.support.clocks import NOW, Clock
from tests.support.open_index import OpenIndex

from storehook.history.indexes import Slice
from storehook.history.key_ranges import KeyRange
from storehook.history.partitions import SHARDS
from storehook.history.rows import Filter, IndexPosition
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs.open import PARTS, held_by
from storehook.stores.store import AnyStatus
from storehook.testing.memory_waits import MemoryHeldNames, MemoryPauses, MemoryWakeProgress
from storehook.timer import releases, rounds, timer
from storehook.timer.recheck import PAGE
from storehook.timer.releases import Releases
from storehook.timer.timer import TickReport, Timer

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class TickCalls:
    """Calls of one tick.

    Args:
        queries: queries of the index `open`.
        writes: rows that were moved or released.
        sends: calls to SQS, of ten wake-ups each.
        statuses: reads of stores.
        read_units: DynamoDB's, of the queries.
    """

    queries: int
    writes: int
    sends: int
    statuses: int = 0
    read_units: float = 0.0


@dataclass
class Sends:
    """Queues that only keep the names of the stores of which runs were woken.

    Attributes:
        refused: stores whose wake-ups raise.
    """

    stores: list[str] = field(default_factory=list)
    calls: int = 0
    refused: set[str] = field(default_factory=set)

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], _delay: float = 0.0) -> None:
        """Implement `queues.ports.Lanes.send`."""
        self.calls += ceil(len(messages) / 10)
        if any(key.store_hash in self.refused for _, key in messages):
            raise ConnectionError
        self.stores += [key.store_hash for _, key in messages if isinstance(key, RunKey)]


@dataclass
class Waking:
    """Runs that are due, and a timer that ticks each minute.

    Attributes:
        calls: the calls of each tick.
    """

    index: OpenIndex = field(default_factory=OpenIndex)
    sends: Sends = field(default_factory=Sends)
    clock: Clock = field(default_factory=lambda: Clock(NOW))
    progress: MemoryWakeProgress = field(default_factory=MemoryWakeProgress)
    calls: list[TickCalls] = field(default_factory=list)

    def tick(self) -> TickReport:
        """Let a tick pass, and assert that its calls are bounded."""
        before = _counted(self.index, self.sends)
        report = Timer(
            due_runs=self.index,
            lanes=self.sends,  # type: ignore[arg-type]
            progress=self.progress,
            clock=self.clock,
        ).tick()
        calls = _since(before, self.index, self.sends)
        assert calls.queries <= timer.READS + 4 * PARTS
        assert calls.writes == report.woken.total() <= timer.WAKE_UPS + rounds.PAGE
        self.calls.append(calls)
        self.clock.now += MINUTE
        return report

    def ticks_until(self, store: str, count: int = 1) -> int:
        """Tick until so many runs of a store were woken. Return the number of ticks."""
        for number in range(1, 100):
            self.tick()
            if self.sends.stores.count(store) >= count:
                return number
        raise AssertionError("never")


@dataclass
class Releasing:
    """Stores, of which some are paused, with held runs, and a timer that ticks each minute.

    Attributes:
        broken: stores whose status cannot be read.
        calls: the calls of each tick.
    """

    index: OpenIndex = field(default_factory=OpenIndex)
    sends: Sends = field(default_factory=Sends)
    names: MemoryHeldNames = field(default_factory=MemoryHeldNames)
    clock: Clock = field(default_factory=lambda: Clock(NOW))
    paused: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    calls: list[TickCalls] = field(default_factory=list)
    _statuses: int = 0

    def hold(self, store: str, count: int, holder: str = "", seconds: float = 60.0) -> None:
        """Hold runs of a store: by its own pause, or by another one.

        Args:
            seconds: time over which they were created, until now.
        """
        holder = holder or f"store/{store}"
        self.index.add(store, count, lambda number: NOW - seconds + number * seconds / count, held_by(holder))
        self.names.note(holder, NOW - 10)

    def status(self, store: str) -> AnyStatus:
        """Read whether a store is paused."""
        self._statuses += 1
        if store in self.broken:
            raise ConnectionError(store)
        return "paused" if store in self.paused else "active"

    def tick(self) -> int:
        """Let a tick pass, and return the number of released runs, if its calls are bounded."""
        before, statuses = _counted(self.index, self.sends), self._statuses
        self.index.sort()
        released = Releases(
            status=self.status,
            pauses=MemoryPauses(),
            names=self.names,
            due_runs=self.index,
            lanes=self.sends,  # type: ignore[arg-type]
            clock=self.clock,
        ).tick()
        calls = _since(before, self.index, self.sends, self._statuses - statuses)
        assert calls.queries <= releases.READS + 64
        assert calls.statuses <= releases.NAMES
        assert calls.writes == released.total() <= releases.MOST + rounds.PAGE
        self.calls.append(calls)
        self.clock.now += MINUTE
        return released.total()


class Killed(BaseException):
    """Lambda ends the tick."""


@dataclass
class CreatedRuns:
    """Index `by-time` of a table in which so many runs were created each second. A page of 1,000 takes 0.3 s.

    Attributes:
        queries: number of pages that were read.
        rows: number of runs that were read.
    """

    rate: float
    clock: Clock
    ends_at: float = float("inf")
    queries: int = 0
    rows: int = 0

    def read(
        self, key_range: KeyRange, _where: Filter, after: IndexPosition | None, limit: int, **_options: bool
    ) -> Slice:
        """Implement `history.indexes.RunIndexes.read`."""
        a_second = self.rate / SHARDS
        start = after.at if after else key_range.since
        left = max(0.0, key_range.until - start) * a_second
        taken = min(left, limit)
        self.queries += 1
        self.rows += round(taken)
        self.clock.now += 0.02 + 0.3 * taken / PAGE
        if self.clock.now > self.ends_at:
            raise Killed
        last = IndexPosition(start + taken / a_second, RunKey("s", "e", "a")) if left > limit else None
        return Slice((), last, int(taken))


def _counted(index: OpenIndex, sends: Sends) -> tuple[int, int, int, float]:
    return sum(index.reads.values()), len(index.moved), sends.calls, index.read_units


def _since(before: tuple[int, int, int, float], index: OpenIndex, sends: Sends, statuses: int = 0) -> TickCalls:
    queries, writes, calls, units = _counted(index, sends)
    return TickCalls(queries - before[0], writes - before[1], calls - before[2], statuses, units - before[3])
