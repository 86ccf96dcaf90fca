"""Stores that are resumed together: each gets a share of a tick, which makes a bounded number of calls."""

import random
from concurrent.futures import ThreadPoolExecutor
from string import ascii_lowercase, digits

import pytest
from tests.support.clocks import NOW, Clock
from tests.support.open_index import ReadTogether
from tests.support.timer_ticks import Releasing, Sends, TickCalls

from storehook.queues.run_key import RunKey
from storehook.runs.open import PARTS, held_by, open_partition
from storehook.testing.memory_waits import MemoryHeldNames, MemoryPauses
from storehook.timer.releases import KEPT, SHARES, STEP, Releases

DAY = 86_400.0


@pytest.mark.parametrize("held", [2, 20, 90])
def test_of_a_thousand_stores_that_are_resumed_at_once_each_releases_runs_within_two_ticks(held: int) -> None:
    world = Releasing()
    for number in range(1_000):
        world.hold(f"shop{number:04}", held)

    world.tick()
    world.tick()

    assert len(set(world.sends.stores)) == 1_000


@pytest.mark.parametrize(("names", "ticks"), [(5_000, 6), (10 * STEP, 10)])
def test_of_thousands_of_names_each_is_checked_within_a_few_ticks(names: int, ticks: int) -> None:
    world = Releasing()
    for number in range(names):
        world.hold(f"shop{number:04}", 1)

    for _ in range(ticks):
        world.tick()

    assert len(set(world.sends.stores)) == names


def test_a_store_with_a_hundred_thousand_held_runs_delays_no_other_store_of_the_same_action() -> None:
    world = Releasing()
    world.hold("big", 100_000, "action/act")
    for number in range(100):
        world.hold(f"small{number}", 1, "action/act")

    world.tick()

    assert len(set(world.sends.stores)) == 101
    assert world.sends.stores.count("big") == SHARES[-1]


def test_three_stores_with_a_day_of_held_runs_delay_no_other_store_of_the_same_action() -> None:
    world, kind = Releasing(), held_by("action/act")
    beside = [name for name in (f"s{number}" for number in range(200)) if _part(kind, name) == _part(kind, "s0")]
    for loud in beside[1:4]:
        world.hold(loud, 14_400, "action/act", DAY)
    world.hold(beside[0], 1, "action/act", seconds=1.0)

    world.tick()

    assert world.sends.stores.count(beside[0]) == 1


def test_a_tick_reads_the_partitions_of_an_action_at_the_same_time() -> None:
    names = MemoryHeldNames()
    names.note("action/act", NOW)
    with ThreadPoolExecutor(2 * PARTS) as threads:
        released = Releases(
            status=lambda _store_hash: "active",
            pauses=MemoryPauses(),
            names=names,
            due_runs=ReadTogether(2 * PARTS),
            lanes=Sends(),  # type: ignore[arg-type]
            clock=Clock(),
            parallel_map=threads.map,
        ).tick()

    assert released.total() == 0


def test_of_stores_that_fill_each_tick_none_is_always_the_last() -> None:
    world = Releasing()
    letters = random.Random(1)  # noqa: S311 -- no secrets are made of it
    for _ in range(4_000):
        world.hold("".join(letters.choices(ascii_lowercase + digits, k=10)), 25, "action/act")

    for _ in range(6):
        world.tick()

    assert len(set(world.sends.stores)) == 4_000


def _part(kind: str, store: str) -> str:
    return open_partition(kind, RunKey(store, "", ""))


def test_a_store_whose_row_cannot_be_read_stops_no_other() -> None:
    world = Releasing()
    for store in ("shop1", "shop2", "shop3"):
        world.hold(store, 1)
    world.broken.add("shop2")

    with pytest.raises(ConnectionError):
        world.tick()

    assert world.sends.stores == ["shop1", "shop3"]


def test_stores_that_stay_paused_cost_no_read_of_the_index() -> None:
    world = Releasing()
    for number in range(1_000):
        world.hold(f"shop{number:04}", 5)
        world.paused.add(f"shop{number:04}")

    assert world.tick() == 0
    assert sum(world.index.reads.values()) == 0


def test_an_empty_name_costs_one_read_for_a_store_and_two_for_each_part_of_an_action_until_it_is_forgotten() -> None:
    world = Releasing()
    world.hold("shop", 0)
    world.hold("shop", 0, "action/act")

    world.tick()
    assert sum(world.index.reads.values()) == 1 + 2 * PARTS

    world.clock.now += KEPT
    world.tick()
    world.tick()
    assert world.names.all() == []
    assert sum(world.index.reads.values()) == 2 * (1 + 2 * PARTS)


def test_a_name_that_could_not_be_read_is_not_forgotten_and_stops_no_other() -> None:
    world = Releasing()
    for store in ("shop1", "shop2"):
        world.hold(store, 1)
    world.clock.now += KEPT
    world.index.away = {next(iter(world.index._single))}

    with pytest.raises(ConnectionError):
        world.tick()

    assert world.sends.stores == ["shop2"]
    assert "store/shop1" in [name.holder for name in world.names.all()]


def test_a_tick_makes_as_many_calls_with_ten_times_as_many_held_runs_and_five_times_as_many_names() -> None:
    calls = list[TickCalls]()
    for names, held in ((2_000, 12), (2_000, 120), (10_000, 12)):
        world = Releasing()
        for number in range(names):
            world.hold(f"shop{number}", held)
        world.tick()
        calls += world.calls

    assert calls[1:] == calls[:1] * 2


def test_stores_that_were_paused_for_a_day_each_release_their_share_in_each_tick() -> None:
    world = Releasing()
    for number in range(6):
        world.hold(f"shop{number}", 8_000, seconds=86_400)

    assert world.tick() == 6 * SHARES[-1]
