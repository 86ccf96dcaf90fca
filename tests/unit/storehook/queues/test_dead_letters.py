"""Dead letters are looked at without being taken, and sorted by what they are about."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.support.clocks import Clock
from tests.support.deployment import queued
from tests.support.memory import MemoryDeadLetters
from tests.support.signed_deliveries import STORE, event_body

from storehook.queues.dead_letters import (
    Envelope,
    LetterFilter,
    LetterGroup,
    LetterScan,
    by_cause,
    envelope,
    hidden_for,
)
from storehook.queues.message import encode
from storehook.queues.ports import DeadLetter
from storehook.queues.run_key import RunKey
from storehook.queues.task import Task
from storehook.queues.task import encode as encode_task
from storehook.testing.memory import MemoryQueue

LABELS = {"store": "abc", "action": "bill", "scope": "store/order/created", "error_type": "KeyError"}


def labelled(**more: str) -> DeadLetter:
    return DeadLetter("text", "receipt", LABELS | {"fingerprint": "f1"} | more)


def lane(clock: Clock, count: int) -> MemoryDeadLetters:
    letters = MemoryDeadLetters(MemoryQueue(clock), MemoryQueue(clock))
    for number in range(count):
        letters.letters.put(f"letter {number}")
    return letters


def texts(scan: LetterScan) -> list[str]:
    return [letter.text for found in scan for letter in found]


def test_an_envelope_says_what_its_letter_is_about() -> None:
    assert envelope(labelled()) == Envelope("abc", "bill", "store/order/created", "KeyError", "f1")


def test_a_letter_without_envelope_says_it_inside() -> None:
    letter = DeadLetter(encode(queued(event_body(scope="store/order/updated"), action="bill")), "receipt", {})

    assert envelope(letter) == Envelope(STORE, "bill", "store/order/updated")


def test_a_letter_that_says_which_run_is_due_names_its_store_and_its_action() -> None:
    letter = DeadLetter(encode(RunKey(STORE, "event", "bill", 0)), "receipt", {})

    assert envelope(letter) == Envelope(STORE, "bill")


@pytest.mark.parametrize(
    ("task", "store"), [(Task("catch-up", STORE, since=5.0), STORE), (Task("reconcile-all"), "-")], ids=["one", "all"]
)
def test_a_letter_of_the_reconcilers_names_its_store(task: Task, store: str) -> None:
    assert envelope(DeadLetter(encode_task(task), "receipt", {})) == Envelope(store)


def test_a_letter_that_cannot_be_read_is_about_nothing() -> None:
    assert envelope(DeadLetter("{", "receipt", {})) == Envelope()


@pytest.mark.parametrize("body", [b"{", b"\xff"])
def test_a_letter_whose_payload_cannot_be_read_still_names_its_store(body: bytes) -> None:
    assert envelope(DeadLetter(encode(queued(body)), "receipt", {})) == Envelope(STORE)


@pytest.mark.parametrize(
    ("letter_filter", "is_one"),
    [
        (LetterFilter(), True),
        (LetterFilter(store="abc"), True),
        (LetterFilter(store="ABC"), False),
        (LetterFilter(action="bill", fingerprint="f1"), True),
        (LetterFilter(action="bill", fingerprint="f2"), False),
        (LetterFilter(scope="store/order/*"), False),
    ],
)
def test_a_letter_is_asked_for_if_each_part_is_as_asked(letter_filter: LetterFilter, is_one: bool) -> None:
    assert letter_filter.holds(labelled()) is is_one


def test_letters_of_one_cause_stand_together_and_the_most_frequent_first() -> None:
    letters = [
        DeadLetter("a", "r", labelled(fingerprint="f1", store="abc").attributes, "id-1", 30.0),
        DeadLetter("b", "r", labelled(fingerprint="f2").attributes, "id-2", 20.0),
        DeadLetter("c", "r", labelled(fingerprint="f1", store="xyz").attributes, "id-3", 10.0),
    ]

    assert by_cause(letters) == [
        LetterGroup("bill", "KeyError", "f1", 2, 2, 10.0, "id-3"),
        LetterGroup("bill", "KeyError", "f2", 1, 1, 20.0, "id-2"),
    ]


def test_a_walk_comes_past_every_letter_once_and_shows_them_again(clock: Clock) -> None:
    letters = lane(clock, 25)

    with LetterScan(letters, 25) as scan:
        found = texts(scan)

    assert sorted(found) == sorted(f"letter {number}" for number in range(25))
    assert len(letters.receive_some(99)) == 25


@contextmanager
def interrupted() -> Iterator[None]:
    with pytest.raises(KeyboardInterrupt):
        yield


def test_a_walk_that_is_interrupted_shows_them_again(clock: Clock) -> None:
    letters = lane(clock, 15)

    with interrupted(), LetterScan(letters, 15) as scan:
        for _ in scan:
            raise KeyboardInterrupt

    assert len(letters.receive_some(99)) == 15


def test_what_has_been_taken_is_not_shown_again(clock: Clock) -> None:
    letters = lane(clock, 2)

    with LetterScan(letters, 2) as scan:
        for found in scan:
            scan.take(found[:1])

    assert [letter.text for letter in letters.receive_some()] == ["letter 1"]


def test_those_of_a_process_that_is_killed_come_back_by_themselves(clock: Clock) -> None:
    letters = lane(clock, 3)
    texts(LetterScan(letters, 3))

    clock.now += hidden_for(3)

    assert len(letters.receive_some(99)) == 3


@pytest.mark.parametrize(("count", "seconds"), [(1, 60), (2_000, 100), (1_000_000, 600)])
def test_letters_are_hidden_as_long_as_a_walk_may_take_but_briefly(count: int, seconds: float) -> None:
    assert hidden_for(count) == seconds


class Slow(MemoryDeadLetters):
    """Each call takes so long that what was received is seen again."""

    calls = 0

    def receive_some(self, limit: int = 10, *, seconds: float = 60.0) -> list[DeadLetter]:
        assert self.calls < 100, "the scan does not end"
        self.calls += 1
        found = super().receive_some(limit, seconds=seconds)
        self.letters.clock.now += seconds  # type: ignore[attr-defined]
        return found


def test_letters_that_come_back_while_it_goes_on_are_looked_at_once_and_not_for_ever(clock: Clock) -> None:
    inner = lane(clock, 15)

    with LetterScan(Slow(inner.letters, inner.queue), 15) as scan:
        found = texts(scan)

    assert len(found) == len(set(found)) == scan.looked_at


def test_letters_that_others_put_there_meanwhile_do_not_keep_it_going(clock: Clock) -> None:
    letters = lane(clock, 20)

    with LetterScan(letters, 20) as scan:
        for found in scan:
            for letter in found:
                letters.letters.put(f"{letter.text} again")

    assert scan.looked_at == 20
