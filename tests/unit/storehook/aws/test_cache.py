"""Answers that are remembered: asked for again after their time, kept while nobody answers, and never too many."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clocks import Clock

from storehook.aws.cache import TtlCache


@dataclass
class Source:
    """Answers with how often it was asked, or is away."""

    fault: Exception | None = None
    asked: list[str] = field(default_factory=list[str])

    def __call__(self, key: str) -> str:
        self.asked.append(key)
        if self.fault:
            raise self.fault
        return f"{key}{len(self.asked)}"


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def answers(source: Source, clock: Clock) -> TtlCache[str, str]:
    return TtlCache(source, clock, (ConnectionError,), limit=3)


def test_an_answer_is_asked_for_once_in_its_time(answers: TtlCache[str, str], clock: Clock) -> None:
    assert answers.at_most(60, "a") == "a1"
    clock.now += 59.9

    assert answers.at_most(60, "a") == "a1"
    clock.now += 0.1
    assert answers.at_most(60, "a") == "a2"


def test_who_wants_a_younger_answer_asks_sooner_and_all_profit(answers: TtlCache[str, str], clock: Clock) -> None:
    answers.at_most(60, "a")
    clock.now += 5

    assert answers.at_most(5, "a") == "a2"
    clock.now += 59.9
    assert answers.at_most(60, "a") == "a2"


def test_an_answer_is_asked_for_after_a_moment_and_not_twice(answers: TtlCache[str, str], clock: Clock) -> None:
    answers.at_most(60, "a")
    moment = clock.now
    clock.now += 0.1

    assert answers.since(moment, "a") == "a2"
    assert answers.since(moment, "a") == answers.at_most(60, "a") == "a2"


def test_without_an_answer_a_fault_is_raised_and_not_remembered(answers: TtlCache[str, str], source: Source) -> None:
    source.fault = ConnectionError("away")
    with pytest.raises(ConnectionError):
        answers.at_most(60, "a")
    source.fault = None

    assert answers.at_most(60, "a") == "a2"


def test_an_older_answer_counts_while_there_is_no_newer_one_which_is_not_asked_for_each_time(
    answers: TtlCache[str, str], source: Source, clock: Clock
) -> None:
    answers.at_most(60, "a")
    source.fault = ConnectionError("away")
    clock.now += 60

    assert [answers.at_most(60, "a") for _ in range(3)] == ["a1"] * 3
    assert source.asked == ["a", "a"]


def test_what_is_no_fault_of_the_surroundings_is_raised_in_any_case(
    answers: TtlCache[str, str], source: Source, clock: Clock
) -> None:
    answers.at_most(60, "a")
    source.fault = ValueError("a bug")
    clock.now += 60

    with pytest.raises(ValueError, match="a bug"):
        answers.at_most(60, "a")


def test_the_oldest_answer_goes_when_there_are_too_many(answers: TtlCache[str, str], source: Source) -> None:
    for key in "abcd":
        answers.at_most(60, key)
    source.asked.clear()

    for key in "bcda":
        answers.at_most(60, key)

    assert source.asked == ["a"]


def test_an_answer_that_was_asked_for_again_is_not_the_oldest(
    answers: TtlCache[str, str], source: Source, clock: Clock
) -> None:
    for key in "abc":
        answers.at_most(60, key)
    clock.now += 60
    answers.at_most(60, "a")
    answers.at_most(60, "d")
    source.asked.clear()

    answers.at_most(60, "a")

    assert source.asked == []


def test_an_answer_is_as_old_as_the_question(clock: Clock) -> None:
    def slow(key: str) -> str:
        clock.now += 2
        return f"{key}{clock.now}"

    answers = TtlCache(slow, clock, (), limit=3)
    first = answers.at_most(60, "a")
    clock.now += 58

    assert answers.at_most(60, "a") != first


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 70), st.booleans())))
def test_never_more_answers_are_remembered_than_the_limit(steps: list[tuple[str, int, bool]]) -> None:
    clock, source = Clock(), Source()
    answers = TtlCache(source, clock, (ConnectionError,), limit=3)
    for key, pause, away in steps:
        clock.now += pause
        source.fault = ConnectionError("away") if away else None
        try:
            answers.at_most(60, key)
        except ConnectionError:
            assert away
        assert len(answers._known) <= 3


def test_what_is_remembered_is_shown_by_nothing(answers: TtlCache[str, str]) -> None:
    answer = answers.at_most(60, "shop")

    # The clock's repr holds an address: an answer of hex digits, such as "a1", can be found in it by chance.
    assert answer not in repr(answers)
