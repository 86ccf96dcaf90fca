"""No store's runs delay the wake-ups of another by more than a tick, and each tick makes a bounded number of calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from tests.support.clocks import NOW, Clock
from tests.support.memory import MemoryWakeProgress
from tests.support.open_index import OpenIndex, neighbor

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs.open import PARTS, open_partition
from storehook.timer import timer
from storehook.timer.rounds import PAGE
from storehook.timer.timer import READS, SHARES, WAKE_UPS, TickReport, Timer

MINUTE, DAY = 60.0, 86_400.0
MILLION = 1_000_000
BIG = "big"
SMALL = neighbor(BIG)
AT_LAST = NOW - 1.0
"""A time after that of each run of the big store."""


@dataclass
class Sends:
    """Queues that only keep the names of the stores of which runs were woken."""

    stores: list[str] = field(default_factory=list)
    calls: int = 0

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], _delay: float = 0.0) -> None:
        self.calls += -(-len(messages) // 10)
        self.stores += [key.store_hash for _, key in messages if isinstance(key, RunKey)]


class World:
    """Runs that are due, and a timer that ticks each minute."""

    def __init__(self) -> None:
        self.index, self.sends, self.clock, self.progress = OpenIndex(), Sends(), Clock(NOW), MemoryWakeProgress()
        self.timer = Timer(
            due_runs=self.index,
            lanes=self.sends,  # type: ignore[arg-type]
            progress=self.progress,
            clock=self.clock,
        )

    def tick(self) -> TickReport:
        """Let a tick pass, and assert that its calls are bounded."""
        before = sum(self.index.reads.values()), len(self.index.moved)
        report = self.timer.tick()
        reads, moves = sum(self.index.reads.values()) - before[0], len(self.index.moved) - before[1]
        assert reads <= READS + 4 * PARTS
        assert moves == report.woken.total() <= WAKE_UPS + PAGE
        self.clock.now += MINUTE
        return report

    def ticks_until(self, store: str, count: int = 1) -> int:
        """Tick until so many runs of a store were woken. Return the number of ticks."""
        for number in range(1, 100):
            self.tick()
            if self.sends.stores.count(store) >= count:
                return number
        raise AssertionError("never")


def in_a_second(number: int) -> float:
    return NOW - 3600 + number / MILLION


def over_a_day(number: int) -> float:
    return NOW - DAY + number * (DAY - 3.0) / MILLION


@pytest.mark.parametrize("at", [in_a_second, over_a_day])
def test_a_million_due_runs_of_one_store_delay_another_by_no_tick(at: Callable[[int], float]) -> None:
    world = World()
    world.index.add(BIG, MILLION, at)
    world.index.add(SMALL, 5, lambda number: AT_LAST + number / 10)
    world.index.sort()

    assert world.ticks_until(SMALL, 5) == 1
    assert world.sends.stores.count(BIG) == SHARES[-1]
    assert world.progress.noted == {}


def test_five_loud_stores_of_a_day_delay_another_by_few_ticks_and_the_rest_of_the_scan_is_not_lost() -> None:
    world, loud = World(), [f"b{number}" for number in range(400)]
    loud = [store for store in loud if _beside(store)][:5]
    for store in loud:
        world.index.add(store, MILLION, over_a_day)
    world.index.add(SMALL, 1, lambda _: AT_LAST)
    world.index.sort()

    first = world.tick()

    assert first.unfinished == 1  # it would take 7,200 reads
    assert SMALL not in world.sends.stores
    assert world.ticks_until(SMALL) <= 3


def _beside(store: str) -> bool:
    return open_partition("due#default", RunKey(store, "", "")) == open_partition("due#default", RunKey(BIG, "", ""))


def test_a_tick_that_cannot_finish_reads_from_the_start_as_well_next_time() -> None:
    world = World()
    for store in [name for name in (f"b{number}" for number in range(400)) if _beside(name)][:5]:
        world.index.add(store, MILLION, over_a_day)
    world.index.sort()
    world.tick()
    early = neighbor(SMALL)
    world.index.add(early, 1, lambda _: NOW - DAY - 60)
    world.index.sort()

    assert world.ticks_until(early) == 1


def test_sixty_thousand_stores_with_a_run_each_at_the_same_second_are_woken_within_three_ticks() -> None:
    world = World()
    for number in range(60_000):
        world.index.add(f"s{number}", 1, lambda _: NOW - 1.0)
    world.index.sort()

    woken = [world.tick().woken["default"] for _ in range(3)]

    assert sum(woken) == len(set(world.sends.stores)) == 60_000
    assert world.tick().woken == {}
    assert world.progress.noted == {}


def test_with_many_runs_of_many_stores_all_stores_are_served_and_not_only_the_first() -> None:
    world = World()
    for number in range(3_000):
        world.index.add(f"s{number}", 50, lambda place: NOW - 60 + place)
    world.index.sort()

    served = [len(set(world.sends.stores)) for _ in range(3) if world.tick()]

    assert served[-1] == 3_000, served


def test_a_single_store_gets_what_consumers_can_take() -> None:
    world = World()
    world.index.add(BIG, MILLION, in_a_second)

    assert world.tick().woken == {"default": SHARES[-1]}


def test_within_a_store_the_earliest_run_is_woken_first() -> None:
    world = World()
    world.index.add(BIG, MILLION, over_a_day)
    world.tick()

    assert list(world.index.moved) == [RunKey(BIG, f"run-{number:07}", "act") for number in range(SHARES[-1])]


def test_a_partition_that_cannot_be_read_stops_no_other() -> None:
    world = World()
    world.index.add(BIG, 1, lambda _: NOW)
    world.index.add("other", 1, lambda _: NOW)
    world.index.away = {next(iter(world.index._single))}

    report = world.tick()

    assert [type(error) for error in report.errors] == [ConnectionError]
    assert world.sends.stores == ["other"]


def test_an_hour_without_a_timer_is_caught_up_in_a_quarter_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timer, "WAKE_UPS", WAKE_UPS // 10)  # a tenth of all, to be quick
    world, rate = World(), WAKE_UPS / 10 / 5 / MINUTE
    stores = int(2 * 3600 * rate / 100)
    for number in range(stores):
        world.index.add(f"s{number}", 100, lambda place: NOW - 3600 + place * 72)
    world.index.sort()

    ticks = 0
    while len(world.index.moved) < (3600 + ticks * MINUTE) * rate:
        world.tick()
        world.index.sort()
        ticks += 1

    assert ticks <= 15
