"""What every table of turns promises."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.support.memory import MemoryTurns
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.turns import DynamoTurns
from storehook.runs.turns import Place, Standing, Turns, Waiting

NOW = 1_786_447_831.25


@pytest.fixture(params=["memory", "stack", "moto"])
def turns(request: pytest.FixtureRequest) -> Turns:
    if request.param == "memory":
        return MemoryTurns()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoTurns(stack.emulator.client("dynamodb"), stack.outputs()["Runs"])


@pytest.fixture
def place() -> Place:
    """One that no other test knows."""
    return Place("contractstore", f"order/{secrets.token_hex(8)}", "push")


def asks(number: int) -> Waiting:
    return Waiting(f"event-{number}/push", NOW + number, NOW)


def test_the_first_to_ask_has_the_turn_however_often_it_asks(turns: Turns, place: Place) -> None:
    assert [turns.take(place, asks(1)) for _ in range(2)] == [Standing("event-1/push")] * 2


def test_who_asks_then_is_told_whose_turn_it_is(turns: Turns, place: Place) -> None:
    turns.take(place, asks(1))

    assert turns.take(place, asks(2)) == Standing("event-1/push")


def test_a_turn_that_is_given_up_is_the_earliests(turns: Turns, place: Place) -> None:
    turns.take(place, asks(1))
    for number in (4, 3, 5):
        turns.take(place, asks(number))

    following = turns.give(place, "event-1/push")

    assert following is not None
    assert following.name == "event-3/push"
    assert turns.take(place, asks(3)) == Standing("event-3/push")


def test_who_has_had_its_turn_stands_in_the_line_no_longer(turns: Turns, place: Place) -> None:
    turns.take(place, asks(1))
    turns.take(place, asks(2))
    turns.give(place, "event-1/push")
    turns.take(place, asks(2))

    assert turns.give(place, "event-2/push") is None


def test_a_turn_that_nobody_waits_for_is_free(turns: Turns, place: Place) -> None:
    turns.take(place, asks(1))

    assert turns.give(place, "event-1/push") is None
    assert turns.take(place, asks(9)) == Standing("event-9/push")


def test_nobody_gives_up_the_turn_of_another(turns: Turns, place: Place) -> None:
    turns.take(place, asks(1))
    turns.take(place, asks(2))

    assert turns.give(place, "event-2/push") is None
    assert turns.take(place, asks(2)) == Standing("event-1/push")


def test_the_turn_of_a_run_that_has_ended_is_taken_over(turns: Turns, place: Place) -> None:
    turns.take(place, asks(1))

    assert turns.take(place, asks(2), after="event-1/push") == Standing("event-2/push")


def test_a_turn_that_has_passed_on_meanwhile_is_not_taken_over(turns: Turns, place: Place) -> None:
    turns.take(place, asks(3))

    assert turns.take(place, asks(2), after="event-1/push") == Standing("event-3/push")


def test_of_twenty_that_ask_at_once_one_has_the_turn(turns: Turns, place: Place) -> None:
    with ThreadPoolExecutor(20) as askers:
        standings = list(askers.map(lambda number: turns.take(place, asks(number)), range(20)))

    (holder,) = {standing.holder for standing in standings}
    assert sum(standing.holder == asks(number).name for number, standing in enumerate(standings)) == 1
    assert holder
