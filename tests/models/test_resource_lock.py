"""No order of steps lets two runs hold one resource lock, or leaves a run that nothing wakes."""

from functools import partial

import pytest
from tests.models.resource_lock import Bug, State, cancelled_retry, failed, first, steps, violation, waiting
from tests.models.search import Search, search


def searched(start: State, bug: Bug = "") -> Search:
    return search(start, partial(steps, bug=bug), partial(violation, bug=bug))


@pytest.mark.parametrize(
    ("start", "states"),
    [
        (first(2), 9_990),
        (first(2, redrives="A", deaths=0), 13_441),
        (failed("read", joined=False, deaths=0), 5_211),
        (failed("read", joined=True), 6_697),
        (failed("free", joined=False), 16_426),
        (waiting(cancels="A"), 3_144),
        (waiting(cancels="B"), 3_514),
        (waiting(cancels="AB", deaths=0), 3_757),
        (cancelled_retry(), 111),
    ],
)
def test_one_run_at_a_time_holds_the_lock_and_each_run_ends(start: State, states: int) -> None:
    assert searched(start) == Search(states)


@pytest.mark.parametrize(
    ("bug", "start", "broken"),
    [
        ("look before joining", first(2), "nothing wakes B"),
        ("no look", first(2), "nothing wakes B"),
        ("look wakes nobody", failed("read", joined=True), "nothing wakes A and B"),
        ("duplicate releases nothing", first(2), "nothing wakes B"),
        ("duplicate wakes nobody", first(2), "nothing wakes B"),
        ("no fence", failed("read", joined=False, deaths=0), "A and B run at once"),
        ("no fence for the next", failed("free", joined=False), "nothing wakes A"),
        ("silent cancel", cancelled_retry(), "nothing wakes B and C"),
    ],
)
def test_each_seeded_bug_is_found(bug: Bug, start: State, broken: str) -> None:
    assert searched(start, bug).counterexample.splitlines()[0] == broken


def test_a_counterexample_reads_as_a_history() -> None:
    assert searched(first(2), "no look").counterexample.splitlines() == [
        "nothing wakes B",
        "  A's message is received",
        "  B's message is received",
        "  A is claimed",
        "  A acquires the lock",
        "  A is completed",
        "  A reads those that wait",
        "  A finds that nobody waits",
        "  B is claimed",
        "  B finds the lock taken",
        "  A frees the lock",
        "  B is stored as waiting",
        "  B joins those that wait",
    ]
