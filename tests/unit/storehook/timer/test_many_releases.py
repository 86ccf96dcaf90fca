"""Stores that are resumed together: each gets a share of a tick, which makes a bounded number of calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from tests.support.clocks import NOW, Clock
from tests.support.memory import MemoryHeldNames, MemoryPauses
from tests.support.open_index import OpenIndex

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs.open import PARTS, held_by
from storehook.stores.store import AnyStatus
from storehook.timer.releases import KEPT, MOST, NAMES, READS, SHARES, Releases
from storehook.timer.rounds import PAGE

MINUTE = 60.0


@dataclass
class World:
    """Stores, of which some are paused, with held runs."""

    index: OpenIndex = field(default_factory=OpenIndex)
    names: MemoryHeldNames = field(default_factory=MemoryHeldNames)
    clock: Clock = field(default_factory=lambda: Clock(NOW))
    paused: set[str] = field(default_factory=set)
    woken: list[str] = field(default_factory=list)
    status_reads: int = 0

    def hold(self, store: str, count: int, holder: str = "") -> None:
        holder = holder or f"store/{store}"
        self.index.add(store, count, lambda number: NOW - 3600 + number, held_by(holder))
        self.names.note(holder, NOW - 10)

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], _delay: float = 0.0) -> None:
        self.woken += [key.store_hash for _, key in messages if isinstance(key, RunKey)]

    def status(self, store: str) -> AnyStatus:
        self.status_reads += 1
        return "paused" if store in self.paused else "active"

    def tick(self) -> int:
        """Let a tick pass, and return the number of released runs, if its calls are bounded."""
        reads, states = sum(self.index.reads.values()), self.status_reads
        self.index.sort()
        releases = Releases(
            status=self.status,
            pauses=MemoryPauses(),
            names=self.names,
            due_runs=self.index,
            lanes=self,  # type: ignore[arg-type]
            clock=self.clock,
        )
        released = releases.tick().total()
        assert sum(self.index.reads.values()) - reads <= READS + 64
        assert self.status_reads - states <= NAMES
        assert released <= MOST + PAGE
        self.clock.now += MINUTE
        return released


@pytest.mark.parametrize("held", [2, 20, 90])
def test_of_a_thousand_stores_that_are_resumed_at_once_each_releases_runs_within_two_ticks(held: int) -> None:
    world = World()
    for number in range(1_000):
        world.hold(f"shop{number:04}", held)

    world.tick()
    world.tick()

    assert len(set(world.woken)) == 1_000


def test_of_five_thousand_names_each_is_checked_within_six_ticks() -> None:
    world = World()
    for number in range(5_000):
        world.hold(f"shop{number:04}", 1)

    for _ in range(6):
        world.tick()

    assert len(set(world.woken)) == 5_000


def test_a_store_with_a_hundred_thousand_held_runs_delays_no_other_store_of_the_same_action() -> None:
    world = World()
    world.hold("big", 100_000, "action/act")
    for number in range(100):
        world.hold(f"small{number}", 1, "action/act")

    world.tick()

    assert len(set(world.woken)) == 101
    assert world.woken.count("big") == SHARES[-1]


def test_stores_that_stay_paused_cost_no_read_of_the_index() -> None:
    world = World()
    for number in range(1_000):
        world.hold(f"shop{number:04}", 5)
        world.paused.add(f"shop{number:04}")

    assert world.tick() == 0
    assert sum(world.index.reads.values()) == 0


def test_an_empty_name_costs_one_read_for_a_store_and_sixteen_for_an_action_until_it_is_forgotten() -> None:
    world = World()
    world.hold("shop", 0)
    world.hold("shop", 0, "action/act")

    world.tick()
    assert sum(world.index.reads.values()) == 1 + PARTS

    world.clock.now += KEPT
    world.tick()
    world.tick()
    assert world.names.all() == []
    assert sum(world.index.reads.values()) == 2 * (1 + PARTS)


def test_a_name_that_could_not_be_read_is_not_forgotten_and_stops_no_other() -> None:
    world = World()
    for store in ("shop1", "shop2"):
        world.hold(store, 1)
    world.clock.now += KEPT
    world.index.away = {next(iter(world.index._single))}

    with pytest.raises(ConnectionError):
        world.tick()

    assert world.woken == ["shop2"]
    assert "store/shop1" in [name.holder for name in world.names.all()]
