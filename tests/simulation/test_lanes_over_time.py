"""Lanes of one store that share its API quota: long runs hold no webhook up, and proceed while webhooks flood.

Time is simulated. Calls take 50 to 400 ms, so a run of five calls takes one to two seconds without any waiting.
"""

from math import inf

import pytest
from tests.support.admitted_runs import Fleet, Run
from tests.support.virtual_time import World

from storehook.bigcommerce.quota_queue import CallStatistics, QuotaQueue

MINUTES_20 = 1200.0
ATTEMPT_LONG = 898.0
CALLS = 5
"""Calls of a webhook's run."""


def lanes() -> tuple[Fleet, Fleet]:
    """Return the consumers of both lanes, whose calls share one quota of 150 calls in 30 seconds."""
    world = World(7)
    default = Fleet(world, 20)
    return default, Fleet(world, 20, ATTEMPT_LONG, long=True, apis=default.apis, windows=default.windows)


def export(long: Fleet, runs: int, calls: int, after: float) -> None:
    """Add long runs of an action that has run before."""
    statistics = {"export": CallStatistics(calls, 50, calls**2)}
    long.queues.rows["big"] = QuotaQueue(store_hash="big", version=1, calls=statistics)
    for _ in range(runs):
        long.add("big", calls, after, "export")


def steady(default: Fleet, every: float) -> None:
    """Add a webhook's run every so many seconds."""
    for number in range(int(MINUTES_20 / every)):
        default.add("big", CALLS, number * every)


def p95(fleet: Fleet) -> float:
    durations = sorted(duration(run) for run in fleet.runs)
    return durations[int(len(durations) * 0.95)]


def duration(run: Run) -> float:
    return run.ended_at - run.came_at if run.ended_at else inf


@pytest.mark.parametrize("every", [6.0, 2.0], ids=["with a sixth of the quota", "with half of it"])
@pytest.mark.parametrize(("runs", "calls"), [(1, 4000), (3, 500), (2, 2000), (200, 10)])
def test_long_runs_do_not_hold_up_the_webhooks_of_their_store(runs: int, calls: int, every: float) -> None:
    alone, _ = lanes()
    steady(alone, every)
    alone.world.run(MINUTES_20 + 300)
    default, long = lanes()
    steady(default, every)
    export(long, runs, calls, after=60.0)
    default.world.run(MINUTES_20 + 300)

    assert p95(default) <= 1.5 * p95(alone)
    assert default.apis["big"].refused == 0


@pytest.mark.parametrize(("runs", "calls"), [(1, 600), (3, 500), (100, 10)])
def test_long_runs_end_in_their_first_attempt_while_webhooks_use_up_the_quota(runs: int, calls: int) -> None:
    default, long = lanes()
    for _ in range(3000):
        default.add("big", CALLS, default.world.random.uniform(0, 5))
    export(long, runs, calls, after=60.0)
    default.world.run(2400)

    assert [(run.throttled, bool(run.ended_at)) for run in long.runs] == [(0, True)] * runs
    assert sum(run.throttled for run in default.runs) <= 0.01 * len(default.done())


def test_long_runs_alone_use_two_thirds_of_the_quota() -> None:
    _, long = lanes()
    export(long, 12, 500, after=0.0)
    long.world.run(MINUTES_20)

    assert sum(run.calls for run in long.done()) >= 0.65 * 150 * MINUTES_20 / 30
