"""Every order of two workers on a run with steps and a sleep. A step never has two results."""

from functools import partial

from tests.models.search import search
from tests.models.stepping import State, moves, put, violation


def test_in_every_order_each_step_has_one_result_and_the_sleep_is_slept() -> None:
    result = search(State(), partial(moves, put=put), violation)

    assert not result.counterexample, result.counterexample
    assert result.states > 3000


def test_a_put_that_replaces_the_first_result_gives_a_step_two() -> None:
    result = search(State(), partial(moves, put=lambda _stored, result: result), violation)

    assert result.counterexample.splitlines()[0] == "a step returned two results"
