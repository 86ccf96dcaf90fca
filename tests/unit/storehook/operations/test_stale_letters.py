"""The dead letters of retried runs are taken out, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.deployment import queued
from tests.support.memory import MemoryDeadLetters

from storehook.operations.stale_letters import StaleLetters, discard_stale
from storehook.queues.message import Message, encode
from storehook.queues.ports import DeadLetter
from storehook.testing.memory import MemoryQueue


def letters(messages: Sequence[Message | str]) -> MemoryDeadLetters:
    dead, lane = MemoryQueue(lambda: 0.0), MemoryQueue(lambda: 0.0)
    for message in messages:
        dead.put(message if isinstance(message, str) else encode(message))
    return MemoryDeadLetters(dead, lane)


def message(number: int, redrives: int = 1) -> Message:
    return replace(queued(action="sync_order", redrives=redrives), delivery_id=f"delivery-{number}")


def left(found: MemoryDeadLetters) -> list[str]:
    return [letter.text for letter in found.letters.messages]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 4))), st.dictionaries(st.integers(0, 8), st.integers(1, 4)))
def test_exactly_the_letters_of_retried_runs_that_are_no_newer_go(
    there: list[tuple[int, int]], retried: dict[int, int]
) -> None:
    unique = list(dict.fromkeys(there))
    found = letters([message(number, redrives) for number, redrives in unique])
    stale = StaleLetters.of([message(number, redrives) for number, redrives in retried.items()])

    for _ in range(len(there) + 1):
        discard_stale(found, stale, lambda: 0.0)

    others = [(number, count) for number, count in unique if count > retried.get(number, 0)]
    assert sorted(left(found)) == sorted(encode(message(*other)) for other in others)


def test_a_sweep_ends_with_the_last_letter_that_it_looks_for() -> None:
    found, received = letters([message(number) for number in range(100)]), count()

    @dataclass
    class Watched(MemoryDeadLetters):
        def receive_some(self, limit: int = 10, *, seconds: float = 60.0) -> list[DeadLetter]:
            next(received)
            return super().receive_some(limit, seconds=seconds)

    discard_stale(Watched(found.letters, found.queue), StaleLetters.of([message(15)]), lambda: 0.0)

    assert next(received) == 2


def test_letters_of_others_are_visible_again_at_once() -> None:
    found = letters([message(number) for number in range(25)])

    discard_stale(found, StaleLetters.of([message(99)]), lambda: 0.0)

    assert len(found.receive_some(100)) == 25


def test_letters_that_are_not_ours_are_let_be() -> None:
    found = letters(["not ours", message(1)])

    assert discard_stale(found, StaleLetters.of([message(1)]), lambda: 0.0) == 1
    assert left(found) == ["not ours"]


def test_a_sweep_ends_in_time_and_lets_go_of_what_it_holds() -> None:
    found = letters([message(number) for number in range(100)])
    ticks = count()

    discard_stale(found, StaleLetters.of([message(99)]), lambda: float(next(ticks)), seconds=3.0)

    assert len(found.receive_some(1000)) == 100


def test_a_sweep_that_fails_lets_go_of_what_it_holds() -> None:
    @dataclass
    class Failing(MemoryDeadLetters):
        def delete(self, letter: DeadLetter) -> None:  # noqa: ARG002 -- the port's signature
            raise ConnectionError

    found = Failing(letters([message(1), message(2)]).letters, MemoryQueue(lambda: 0.0))

    with pytest.raises(ConnectionError):
        discard_stale(found, StaleLetters.of([message(2)]), lambda: 0.0)

    assert [letter.text for letter in found.receive_some()] == [encode(message(1))]
