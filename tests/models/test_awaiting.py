"""Every order of a run that waits and the event for which it waits. No event is lost."""

from functools import partial

import pytest
from tests.models.awaiting import Rules, State, moves, violation
from tests.models.search import search


def test_in_every_order_the_run_gets_an_event_that_comes_in_time() -> None:
    result = search(State(), partial(moves, rules=Rules()), violation)

    assert not result.counterexample, result.counterexample
    assert result.states > 1000


def test_a_wait_ends_only_after_the_catch_up_of_an_open_gap() -> None:
    result = search(State(events=0, gap=True), partial(moves, rules=Rules()), violation)

    assert not result.counterexample, result.counterexample
    assert result.states > 1000


@pytest.mark.parametrize("ending", [("look at last",), ("look at last", "check the gaps")], ids=["none", "too late"])
def test_without_a_check_of_the_gaps_before_the_last_look_a_wait_misses_the_event_of_a_catch_up(
    ending: tuple[str, ...],
) -> None:
    result = search(State(events=0, gap=True), partial(moves, rules=Rules(ending=ending)), violation)

    assert result.counterexample.splitlines()[0] == "the wait ended without the event of the catch-up"


@pytest.mark.parametrize(
    ("rules", "broken"),
    [
        (Rules(worker=("suspend", "look again", "register")), "the run waits on for an event that has come"),
        (Rules(worker=("register", "look again", "suspend")), "the run waits on for an event that has come"),
        (Rules(worker=("suspend", "register")), "the run waits on for an event that has come"),
        (Rules(teller=("find", "store")), "the run waits on for an event that has come"),
        (Rules(lags=True), "the run waits on for an event that has come"),
        (Rules(drops=True), "the event is lost"),
    ],
    ids=["registered last", "registered before suspended", "no second look", "stored last", "an index", "dropped"],
)
def test_another_order_loses_the_event(rules: Rules, broken: str) -> None:
    result = search(State(events=1), partial(moves, rules=rules), violation)

    assert result.counterexample.splitlines()[0] == broken
