"""No store's runs delay the wake-ups of another by more than a tick, and each tick makes a bounded number of calls."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.support.clocks import NOW, Clock
from tests.support.open_index import ReadTogether, neighbor
from tests.support.timer_ticks import MINUTE, Sends, TickCalls, Waking

from storehook.queues.run_key import RunKey
from storehook.runs.open import PARTS, open_partition
from storehook.testing.memory_waits import MemoryWakeProgress
from storehook.timer import timer
from storehook.timer.rounds import MOST_ERRORS
from storehook.timer.timer import READS, SHARES, WAKE_UPS, Timer

DAY = 86_400.0
MILLION = 1_000_000
BIG = "big"
SMALL = neighbor(BIG)
AT_LAST = NOW - 1.0
"""A time after that of each run of the big store."""


def in_a_second(number: int) -> float:
    return NOW - 3600 + number / MILLION


def over_a_day(number: int) -> float:
    return NOW - DAY + number * (DAY - 3.0) / MILLION


@pytest.mark.parametrize("at", [in_a_second, over_a_day])
def test_a_million_due_runs_of_one_store_delay_another_by_no_tick(at: Callable[[int], float]) -> None:
    world = Waking()
    world.index.add(BIG, MILLION, at)
    world.index.add(SMALL, 5, lambda number: AT_LAST + number / 10)
    world.index.sort()

    assert world.ticks_until(SMALL, 5) == 1
    assert world.sends.stores.count(BIG) == SHARES[-1]
    assert world.progress.noted == {}


def test_five_loud_stores_of_a_day_delay_another_by_few_ticks_and_the_rest_of_the_scan_is_not_lost() -> None:
    world, loud = Waking(), [f"b{number}" for number in range(400)]
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
    world = Waking()
    for store in [name for name in (f"b{number}" for number in range(400)) if _beside(name)][:5]:
        world.index.add(store, MILLION, over_a_day)
    world.index.sort()
    world.tick()
    early = neighbor(SMALL)
    world.index.add(early, 1, lambda _: NOW - DAY - 60)
    world.index.sort()

    assert world.ticks_until(early) == 1


def test_a_tick_reads_the_partitions_of_both_lanes_at_the_same_time() -> None:
    index = ReadTogether(2 * PARTS)
    with ThreadPoolExecutor(2 * PARTS) as threads:
        report = Timer(
            due_runs=index,
            lanes=Sends(),  # type: ignore[arg-type]
            progress=MemoryWakeProgress(),
            clock=Clock(),
            parallel_map=threads.map,
        ).tick()

    assert report.errors == []


def test_sixty_thousand_stores_with_a_run_each_at_the_same_second_are_woken_within_three_ticks() -> None:
    world = Waking()
    for number in range(60_000):
        world.index.add(f"s{number}", 1, lambda _: NOW - 1.0)
    world.index.sort()

    woken = [world.tick().woken["default"] for _ in range(3)]

    assert sum(woken) == len(set(world.sends.stores)) == 60_000
    assert world.tick().woken == {}
    assert world.progress.noted == {}


def test_with_many_runs_of_many_stores_all_stores_are_served_and_not_only_the_first() -> None:
    world = Waking()
    for number in range(3_000):
        world.index.add(f"s{number}", 20, lambda place: NOW - 60 + place)
    world.index.sort()

    served = [len(set(world.sends.stores)) for _ in range(3) if world.tick()]

    assert served[-1] == 3_000, served


def test_a_single_store_gets_what_consumers_can_take() -> None:
    world = Waking()
    world.index.add(BIG, MILLION, in_a_second)

    assert world.tick().woken == {"default": SHARES[-1]}


def test_within_a_store_the_earliest_run_is_woken_first() -> None:
    world = Waking()
    world.index.add(BIG, MILLION, over_a_day)
    world.tick()

    assert list(world.index.moved) == [RunKey(BIG, f"run-{number:07}", "act") for number in range(SHARES[-1])]


def test_a_partition_that_cannot_be_read_stops_no_other() -> None:
    world = Waking()
    world.index.add(BIG, 1, lambda _: NOW)
    world.index.add("other", 1, lambda _: NOW)
    world.index.away = {next(iter(world.index._single))}

    report = world.tick()

    assert [type(error) for error in report.errors] == [ConnectionError]
    assert world.sends.stores == ["other"]


def test_an_error_of_the_queue_stops_no_other_store() -> None:
    world = Waking()
    world.index.add(BIG, 1, lambda _: NOW)
    world.index.add("other", 1, lambda _: NOW)
    world.sends.refused = {BIG}

    report = world.tick()

    assert [type(error) for error in report.errors] == [ConnectionError]
    assert world.sends.stores == ["other"]
    assert report.woken == {"default": 1}
    assert [key.store_hash for key in world.index.moved] == ["other"]


def test_an_error_of_the_table_stops_no_other_store() -> None:
    world = Waking()
    world.index.add(BIG, 1, lambda _: NOW)
    world.index.add("other", 1, lambda _: NOW)
    world.index.refused = {BIG}

    report = world.tick()

    assert [type(error) for error in report.errors] == [ConnectionError]
    assert [key.store_hash for key in world.index.moved] == ["other"]


def test_while_the_queue_is_away_a_tick_ends_after_some_errors() -> None:
    world = Waking()
    for number in range(200):
        world.index.add(f"s{number}", 50, lambda place: NOW - 60 + place)
    world.index.sort()
    world.sends.refused = {f"s{number}" for number in range(200)}

    report = world.tick()

    assert len(report.errors) == MOST_ERRORS
    assert report.unfinished > 0
    assert world.index.moved == {}


def test_an_hour_without_a_timer_is_caught_up_in_a_quarter_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timer, "WAKE_UPS", WAKE_UPS // 10)  # a tenth of all, to be quick
    world, rate = Waking(), WAKE_UPS / 10 / 5 / MINUTE
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


# --- The calls of a tick do not grow with the backlog -----------------------------------------------------------------


def one_store(world: Waking, count: int) -> None:
    world.index.add(BIG, count, lambda number: NOW - 3600 + number / MILLION)


def many_stores(world: Waking, count: int) -> None:
    for number in range(count // 2):
        world.index.add(f"s{number}", 2, lambda _: NOW - 1.0)


def an_outage_of_many_stores(world: Waking, count: int) -> None:
    for number in range(50):
        world.index.add(f"s{number}", count // 50, lambda place: NOW - 3600 + place * 3600 * 50 / count)


@pytest.mark.parametrize("fill", [one_store, many_stores, an_outage_of_many_stores])
def test_a_tick_makes_no_more_calls_if_three_times_as_much_is_due(fill: Callable[[Waking, int], None]) -> None:
    calls = list[TickCalls]()
    for count in (25_000, 75_000):
        world = Waking()
        fill(world, count)
        world.index.sort()
        world.tick()
        calls += world.calls

    few, many = calls
    assert many.queries <= max(1.1 * few.queries, READS)  # of many minutes, it skips until its reads are spent
    # A tick ends after its last page, of which a part may not fill a call to SQS.
    assert many.sends <= 1.1 * few.sends
    assert many.writes <= 1.1 * few.writes


def test_after_a_day_a_tick_wakes_as_many_runs_as_it_may_of_a_hundred_stores() -> None:
    world, number_of_stores, count = Waking(), 100, 1_000
    for number in range(number_of_stores):
        world.index.add(f"s{number}", count, lambda place: NOW - DAY + place * DAY / count)
    world.index.sort()

    assert world.tick().woken["default"] >= WAKE_UPS / 2
