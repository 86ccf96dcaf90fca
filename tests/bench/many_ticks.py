"""Ticks of the timer after a long outage, and beside a loud store.

`python -m tests.bench.many_ticks` counts the calls of each tick: queries, writes, calls to SQS and read units. The
index is in memory, as a million rows would take hours to write. What one call costs on DynamoDB is counted by
`tests/integration/test_tick_calls.py` and `tests.bench.many_waiting`. It exits with 1 if a promise is broken.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields

from tests.support.clocks import NOW, Clock
from tests.support.memory import MemoryRecheckProgress
from tests.support.open_index import neighbor
from tests.support.runs import repository
from tests.support.timer_ticks import MINUTE, CreatedRuns, Releasing, TickCalls, Waking

from storehook.history.partitions import SHARDS
from storehook.timer.recheck import AFTER, PAGES, Recheck

DAY = 86_400.0
MILLION = 1_000_000
AFTER_OUTAGE = (20_000, 200_000)
"""Runs that were created and became due while the timer was away."""

LOUD, QUIET = "loud", neighbor("loud")
"""Two stores in the same partition of the index."""


@dataclass(frozen=True, slots=True)
class Case:
    """Case with its result.

    Args:
        what: what waits, and where it was counted.
        ticks: ticks until all that was promised had happened.
        most: ticks within which it must have happened.
        calls: the calls of each tick.
    """

    what: str
    ticks: int
    most: int
    calls: Sequence[TickCalls]

    def __str__(self) -> str:
        """Write a line: the ticks, and the most that one tick took."""
        took = (f"{max(getattr(tick, name) for tick in self.calls):,.0f} {name}" for name in NAMES)
        sign = "✓" if self.ticks <= self.most else "✗"
        return f"{sign} {self.what}: {self.ticks} of {self.most} ticks; most per tick: {', '.join(took)}"


NAMES = tuple(field.name for field in fields(TickCalls))


def woken_after_a_day(count: int) -> Case:
    """Let the timer be away for a day, in which runs of a hundred stores became due."""
    world, stores = Waking(), [f"shop{number:02}" for number in range(100)]
    for store in stores:
        world.index.add(store, count // len(stores), lambda number: NOW - DAY + number * DAY * len(stores) / count)
    world.index.sort()
    while len(world.index.moved) < count:
        world.tick()
        world.index.sort()
    return Case(f"{count:,} due runs of 100 stores after a day", len(world.calls), int(DAY / MINUTE / 4), world.calls)


def quiet_beside_a_million(at: Callable[[int], float], when: str) -> Case:
    """Let a million runs of one store be due, and then one of another store."""
    world = Waking()
    world.index.add(LOUD, MILLION, at)
    world.index.add(QUIET, 1, lambda _: NOW - 1.0)
    world.index.sort()
    return Case(f"a run beside a million of another store, {when}", world.ticks_until(QUIET), 1, world.calls)


def stores_in_a_second(count: int) -> Case:
    """Let each store have one run that is due in the same second."""
    world = Waking()
    for number in range(count):
        world.index.add(f"shop{number}", 1, lambda _: NOW - 1.0)
    world.index.sort()
    while len(set(world.sends.stores)) < count:
        world.tick()
        world.index.sort()
    return Case(f"{count:,} stores with a run in the same second", len(world.calls), 3, world.calls)


def resumed_at_once(count: int, held: int) -> Case:
    """Resume many stores at once, each with held runs."""
    world = Releasing()
    for number in range(count):
        world.hold(f"shop{number}", held)
    while len(set(world.sends.stores)) < count:
        world.tick()
    return Case(f"{count:,} stores resumed at once, with {held} held runs each", len(world.calls), 2, world.calls)


def rechecked_after_a_day(count: int) -> Case:
    """Let the timer be away for a day, in which runs were created."""
    clock = Clock(NOW)
    indexes, progress = CreatedRuns(count / DAY, clock), MemoryRecheckProgress(repository([]))
    progress.note(dict.fromkeys(range(SHARDS), NOW - AFTER))
    clock.now += DAY
    calls, behind = list[TickCalls](), DAY
    while behind > MINUTE:
        started_at, queries, rows = clock.now, indexes.queries, indexes.rows
        found = Recheck(indexes=indexes, progress=progress, clock=clock).tick()  # type: ignore[arg-type]
        behind = started_at - AFTER - found.until
        calls.append(_of_recheck(indexes.queries - queries, indexes.rows - rows))
        clock.now = max(clock.now, started_at + MINUTE)
    return Case(f"{count:,} created runs rechecked after a day", len(calls), int(DAY / MINUTE / 4), calls)


def _of_recheck(queries: int, rows: int) -> TickCalls:
    """Return the calls of a tick of the recheck. A row costs half a read unit, and its index entry a 50th."""
    assert queries <= SHARDS * PAGES
    return TickCalls(queries, queries // SHARDS, 0, 0, rows / 2 + rows / 50)


def cases() -> Iterator[Case]:
    """Play each case."""
    for count in AFTER_OUTAGE:
        yield woken_after_a_day(count)
    for count in AFTER_OUTAGE:
        yield rechecked_after_a_day(count)
    yield quiet_beside_a_million(lambda number: NOW - 3600 + number / MILLION, "all of one second")
    yield quiet_beside_a_million(lambda number: NOW - DAY + number * (DAY - 3.0) / MILLION, "over a day")
    for count in (6_000, 60_000):
        yield stores_in_a_second(count)
    for count, held in ((100, 20), (1_000, 2), (1_000, 90)):
        yield resumed_at_once(count, held)


def main() -> int:
    """Print each case, and return 1 if one took too many ticks."""
    print("Ticks of the timer, over an index in memory")  # noqa: T201
    broken = 0
    for case in cases():
        print(case, flush=True)  # noqa: T201
        broken += case.ticks > case.most
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
