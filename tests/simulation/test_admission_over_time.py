"""Backlogs of a throttled store and many consumer processes: the quota goes to runs that complete, and each waits once.

Time is simulated. The limiter is the real one. The queue delivers up to a second late.
"""

import heapq
from itertools import pairwise
from statistics import mean

import pytest
from tests.support.admitted_runs import ATTEMPT, Fleet
from tests.support.virtual_time import START, World

from storehook.bigcommerce.quota_queue import Entry, QuotaQueue, end, enter, take

MINUTES_10 = 600.0

QUOTA_IN_10_MINUTES = 150 * MINUTES_10 / 30


def burst(copies: int, runs: int, calls: int, *, seconds: float = MINUTES_10, seed: int = 1) -> Fleet:
    """Simulate a burst of one store's events, all within five seconds."""
    world = World(seed)
    fleet = Fleet(world, copies)
    for _ in range(runs):
        fleet.add("big", calls, world.random.uniform(0, 5))
    world.run(seconds)
    return fleet


def used(fleet: Fleet) -> float:
    """Return the share of the quota that went to runs that completed."""
    return sum(run.calls for run in fleet.done()) / QUOTA_IN_10_MINUTES


@pytest.mark.parametrize("calls", [1, 5, 10])
@pytest.mark.parametrize("copies", [50, 1000])
def test_at_least_85_percent_of_the_quota_goes_to_runs_that_complete(copies: int, calls: int) -> None:
    fleet = burst(copies, 4000 // calls, calls)

    assert used(fleet) >= 0.85
    assert fleet.apis["big"].refused == 0


@pytest.mark.parametrize("calls", [1, 5, 10])
def test_one_process_is_never_idle(calls: int) -> None:
    # Its calls follow one another, so in ten minutes it could make 2,400 of the quota's 3,000.
    assert used(burst(1, 4000 // calls, calls)) >= 0.7


@pytest.mark.parametrize("copies", [1, 50, 1000])
def test_an_admitted_run_finishes(copies: int) -> None:
    fleet = burst(copies, 400, 10)

    assert sum(run.throttled for run in fleet.runs) <= 0.01 * len(fleet.done())
    assert fleet.wasted <= 0.01 * QUOTA_IN_10_MINUTES
    assert max(run.longest for run in fleet.done()) <= ATTEMPT


@pytest.mark.parametrize("runs", [100, 1000])
def test_an_event_of_a_throttled_store_is_deferred_three_times_at_most(runs: int) -> None:
    fleet = burst(50, runs, 1, seconds=900)

    assert len(fleet.done()) == runs
    assert mean(run.deferred for run in fleet.done()) <= 3


@pytest.mark.parametrize("runs", [1_000, 10_000, 30_000])
def test_deferrals_do_not_grow_with_the_backlog(runs: int) -> None:
    """Simulate the quota queue alone. A run is inside for twice the time of its calls, sometimes for ten times."""
    seconds, queue = 1 * 30 / 145, QuotaQueue(store_hash="big")
    world = World(1)
    come = [(START, number, -1.0) for number in range(runs)]
    leave = list[tuple[float, str]]()
    deferred = 0
    while come:
        now, number, position = heapq.heappop(come)
        while leave and leave[0][0] <= now:
            queue = end(queue, heapq.heappop(leave)[1], now)
        if position < 0:
            position, queue = take(queue, queue.reached(now), seconds)
        queue, at = enter(queue, Entry(str(number), position, seconds, ATTEMPT), now)
        if at:
            deferred += 1
            heapq.heappush(come, (at + world.random.random(), number, position))
        else:
            inside = seconds * (10 if world.random.random() < 0.05 else 2)
            heapq.heappush(leave, (now + inside, str(number)))

    assert deferred / runs <= 1.5


def test_runs_of_one_action_may_need_very_different_numbers_of_calls() -> None:
    world = World(2)
    fleet = Fleet(world, 50)
    for _ in range(500):
        fleet.add("big", world.random.choice([1, 2, 3, 30]), world.random.uniform(0, 5))
    world.run(MINUTES_10)

    assert used(fleet) >= 0.7


def test_runs_are_admitted_in_order() -> None:
    fleet = burst(50, 1000, 1)
    runs = sorted((run for run in fleet.done() if run.position is not None), key=lambda run: run.position or 0.0)

    early = sum(after.ended_at < before.ended_at - 30 for before, after in pairwise(runs))
    assert early <= 0.01 * len(runs)


def test_small_stores_do_not_wait_for_a_throttled_one() -> None:
    def waits(big: int) -> float:
        world = World(3)
        fleet = Fleet(world, 50)
        for _ in range(big):
            fleet.add("big", 5, 0.0)
        for number in range(40):
            for _ in range(5):
                fleet.add(f"small {number}", 5, world.random.uniform(0, MINUTES_10 / 2))
        world.run(MINUTES_10)
        return mean(run.ended_at - run.came_at for run in fleet.runs if run.store_hash != "big")

    assert waits(big=2000) <= 1.5 * waits(big=0)


def test_dead_processes_delay_others_by_one_attempt_at_most() -> None:
    world = World(1)
    fleet = Fleet(world, 50)
    for _ in range(400):
        fleet.add("big", 5, world.random.uniform(0, 5))
    world.run(60)
    fleet.deaths = 30
    world.run(MINUTES_10 - 60)

    assert fleet.deaths == 0
    assert len(fleet.done()) == 400
