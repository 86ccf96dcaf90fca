"""Consumers at one limiter for minutes: the quota is kept and used, and no store waits for another.

Time is simulated. BigCommerce doesn't say which kind of window it has, so both are tried: windows that start with their
first request, and windows that follow each other without a gap.
"""

from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.support.memory import MemoryRateWindows
from tests.support.virtual_time import START, Consumer, StoreApi, World

from storehook.bigcommerce.rate_windows import usable

MINUTES_5 = 300.0


@dataclass
class Results:
    """Results of a simulation."""

    api: StoreApi
    table: MemoryRateWindows
    consumers: list[Consumer]

    @property
    def busiest(self) -> int:
        return max(self.api.counted.values())

    @property
    def calls(self) -> int:
        return sum(len(consumer.done) for consumer in self.consumers)


def play(
    seed: int = 1,
    *,
    consumers: int = 8,
    quota: int = 150,
    window: float = 30.0,
    on_request: bool = False,
    latency: tuple[float, float] = (0.02, 0.2),
    skew: float = 0.0,
    pause: float = 0.0,
    seconds: float = MINUTES_5,
) -> Results:
    world, table = World(seed), MemoryRateWindows()
    first_window = START - world.random.random() * window
    api = StoreApi(world, quota, window, on_request, opened_at=first_window)
    processes = [
        Consumer(world, api, table, latency=latency, pause=pause, skew=world.random.uniform(-skew, skew))
        for _ in range(consumers)
    ]
    for consumer in processes:
        world.start(consumer.work, after=world.random.random())
    world.run(seconds)
    return Results(api, table, processes)


LATENCIES = st.sampled_from([(0.005, 0.02), (0.02, 0.2), (0.1, 0.6), (0.2, 1.5)])


@settings(max_examples=60)
@example(1, 8, 150, (0.02, 0.2), 0.0, False)
@example(2, 8, 150, (0.02, 0.2), 0.0, False)
@example(1, 8, 150, (0.02, 0.2), 0.0, True)
@given(st.integers(0, 2**32), st.integers(1, 30), st.integers(150, 450), LATENCIES, st.floats(0, 3), st.booleans())
def test_the_quota_is_never_exceeded(
    seed: int, consumers: int, quota: int, latency: tuple[float, float], pause: float, on_request: bool
) -> None:
    played = play(
        seed,
        consumers=consumers,
        quota=quota,
        latency=latency,
        pause=pause,
        on_request=on_request,
        skew=0.2,
        seconds=100,
    )

    assert played.api.refused == 0
    assert played.busiest <= quota


@settings(max_examples=15)
@given(st.integers(0, 2**32), st.booleans())
def test_eight_busy_consumers_use_at_least_nine_tenths_of_the_quota(seed: int, on_request: bool) -> None:
    played = play(seed, on_request=on_request, seconds=600)

    assert sum(played.api.counted.values()) >= 0.9 * 150 * 600 / 30
    assert played.busiest == usable(150)


def test_fifty_consumers_keep_within_the_quota_too() -> None:
    assert play(consumers=50).api.refused == 0


def test_a_slow_network_breaks_nothing() -> None:
    assert play(latency=(0.5, 1.0), consumers=20).api.refused == 0


@pytest.mark.parametrize(
    ("consumers", "pause", "writes_a_call"), [(1, 0.0, 0.2), (1, 1.0, 0.25), (8, 0.0, 0.6), (8, 2.0, 0.7)]
)
def test_the_table_is_written_less_often_than_the_store_is_called(
    consumers: int, pause: float, writes_a_call: float
) -> None:
    played = play(consumers=consumers, pause=pause)

    assert played.table.writes / played.calls < writes_a_call


@pytest.mark.parametrize("on_request", [False, True])
def test_a_second_store_waits_for_nothing_while_the_first_is_used_up(on_request: bool) -> None:
    world, table = World(1), MemoryRateWindows()
    busy, quiet = (StoreApi(world, 150, 30.0, on_request) for _ in range(2))
    crowd = [Consumer(world, busy, table) for _ in range(8)]
    one = Consumer(world, quiet, table, store_hash="second", pause=1.0)
    for consumer in (*crowd, one):
        world.start(consumer.work)
    world.run(MINUTES_5)

    assert max(wait for consumer in crowd for wait in consumer.waited) > 10
    assert max(one.waited) == 0.0


def test_another_app_on_the_store_is_given_way_to() -> None:
    world, table = World(1), MemoryRateWindows()
    api = StoreApi(world, 150, 30.0, on_request=False)
    ours = [Consumer(world, api, table) for _ in range(8)]
    for consumer in ours:
        world.start(consumer.work)

    def another_app() -> None:
        while True:
            world.sleep(world.random.expovariate(2.0))
            if api.quota - api.counted[api.opened_at] > 0:
                api.ask()

    world.start(another_app)
    world.run(MINUTES_5)

    assert sum(consumer.refused for consumer in ours) <= 0.01 * sum(len(consumer.done) for consumer in ours)


def test_a_process_that_dies_with_the_last_drip_holds_nobody_up_for_long() -> None:
    world, table = World(1), MemoryRateWindows()
    api = StoreApi(world, 150, 30.0, on_request=False)
    for dead in (Consumer(world, api, table) for _ in range(7)):
        dead.limiter.enter("abc", 0.0)
        dead.limiter.enter("abc", 0.0)
    alive = Consumer(world, api, table)
    world.start(alive.work)
    world.run(30.0)

    assert max(alive.waited) <= 30 / 8 + 0.1
