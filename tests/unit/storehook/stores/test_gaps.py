"""Open gaps as sets of seconds: none is ever lost, and only what is covered is taken away."""

from collections.abc import Iterable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.stores.gaps import MOST, Gaps, Interval, earliest_since, split, union, without


def interval(ends: tuple[int, int]) -> Interval:
    return Interval(min(ends), max(ends))


INTERVALS = st.tuples(st.integers(0, 200), st.integers(0, 200)).map(interval)
SHORT = st.tuples(st.integers(0, 200), st.integers(0, 3)).map(lambda given: Interval(given[0], sum(given)))
FEW = st.lists(INTERVALS, max_size=MOST)
MANY = st.lists(SHORT, max_size=60)


def seconds(gaps: Iterable[Interval]) -> set[int]:
    return {second for gap in gaps for second in range(gap.since, gap.until + 1)}


def are_apart(gaps: Gaps) -> bool:
    return all(earlier.until + 1 < later.since for earlier, later in pairwise(gaps))


@given(FEW, FEW)
def test_a_union_has_the_seconds_of_both_and_no_others_and_none_twice(
    some: list[Interval], others: list[Interval]
) -> None:
    found = union(union(some), union(others))

    assert are_apart(found)
    assert seconds(found) >= seconds(some) | seconds(others)
    if len(some) + len(others) <= MOST:
        assert seconds(found) == seconds(some) | seconds(others)


@given(FEW, st.randoms(use_true_random=False))
def test_the_order_in_which_gaps_are_found_does_not_matter(gaps: list[Interval], random: Random) -> None:
    shuffled = random.sample(gaps, len(gaps))
    one_by_one: Gaps = ()
    for gap in shuffled:
        one_by_one = union(one_by_one, [gap])

    assert one_by_one == union(gaps)


@given(MANY)
def test_what_is_found_again_changes_nothing(gaps: list[Interval]) -> None:
    found = union(gaps)

    assert union(found, found) == union(found) == found


@given(MANY)
def test_of_many_gaps_no_second_is_lost_and_their_number_stays_small(gaps: list[Interval]) -> None:
    found = union(gaps)

    assert len(found) <= MOST
    assert are_apart(found)
    assert seconds(found) >= seconds(gaps)
    if gaps:
        assert found[0].since == min(gap.since for gap in gaps)
        assert found[-1].until == max(gap.until for gap in gaps)


@given(FEW, INTERVALS)
def test_what_is_covered_goes_and_nothing_else(gaps: list[Interval], covered: Interval) -> None:
    assert seconds(without(union(gaps), covered)) >= seconds(gaps) - seconds([covered])
    if len(union(gaps)) < MOST:
        assert seconds(without(union(gaps), covered)) == seconds(gaps) - seconds([covered])


@given(FEW, INTERVALS, INTERVALS)
def test_a_gap_that_is_found_while_another_is_covered_stays(
    gaps: list[Interval], covered: Interval, found: Interval
) -> None:
    after = union(without(union(gaps), covered), [found])

    assert seconds(after) >= seconds(gaps) - seconds([covered]) | seconds([found])


def test_of_too_many_those_that_are_nearest_to_each_other_become_one() -> None:
    apart = [Interval(100 * number, 100 * number) for number in range(MOST)]
    near = Interval(703, 704)

    assert union(apart, [near]) == tuple(Interval(700, 704) if gap.since == 700 else gap for gap in apart)


@pytest.mark.parametrize(
    ("moment", "before", "after"),
    [
        (9, (), (Interval(10, 20),)),
        (10, (), (Interval(10, 20),)),
        (11, (Interval(10, 10),), (Interval(11, 20),)),
        (20, (Interval(10, 19),), (Interval(20, 20),)),
        (21, (Interval(10, 20),), ()),
    ],
)
def test_a_gap_is_split_without_a_second_lost_or_doubled(moment: int, before: Gaps, after: Gaps) -> None:
    assert split([Interval(10, 20)], moment) == (before, after)


def test_gaps_that_touch_are_one() -> None:
    assert union([Interval(1, 5)], [Interval(6, 9)]) == (Interval(1, 9),)
    assert union([Interval(1, 5)], [Interval(7, 9)]) == (Interval(1, 5), Interval(7, 9))


@pytest.mark.parametrize("since", [float("nan"), float("-inf"), -1.0])
def test_what_is_no_time_is_the_beginning_of_time(since: float) -> None:
    assert Interval.of(since, 100.9) == Interval(0, 100)


@pytest.mark.parametrize("since", [float("inf"), 101.0])
def test_no_gap_begins_after_its_end(since: float) -> None:
    assert Interval.of(since, 100.9) == Interval(100, 100)


def test_the_earliest_time_that_is_caught_up_is_a_day_younger_than_the_oldest_runs() -> None:
    assert earliest_since(1_800_000_000.5, 30 * 86_400.0) == 1_800_000_000 - 29 * 86_400
