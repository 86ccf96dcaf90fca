"""The decisions about a store's queue."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from storehook.bigcommerce.quota_queue import (
    MOST_ACTIONS,
    MOST_INSIDE,
    AdmittedRun,
    CallStatistics,
    Entry,
    QuotaQueue,
    close,
    emptied,
    end,
    enter,
    learn,
    take,
)

NOW = 1_786_447_831.0
NEW = QuotaQueue(store_hash="abc", next_at=NOW)
FULL = replace(NEW, inside={"a": AdmittedRun(NOW + 40, 20.0), "b": AdmittedRun(NOW + 50, 8.0)})

SECONDS = st.floats(0.01, 40)
PASSING = st.floats(0, 60)


def entry(position: float | None = NOW, *, name: str = "mine", seconds: float = 2.0) -> Entry:
    return Entry(name, position, seconds, attempt=58.0)


# --- Positions ------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(SECONDS, PASSING)), st.floats(0, 1000))
def test_positions_only_grow_and_none_is_taken_twice(asked: list[tuple[float, float]], lag: float) -> None:
    queue, now, taken = replace(NEW, lag=lag), NOW, list[float]()
    for seconds, passing in asked:
        now += passing
        position, queue = take(queue, queue.reached(now), seconds)
        taken.append(position)

    assert all(after > before for before, after in pairwise(taken))


@given(st.lists(SECONDS, min_size=1), st.floats(0, 600))
def test_no_more_calls_are_let_in_than_the_quota_grants_in_that_time(asked: list[float], within: float) -> None:
    queue, due = NEW, list[tuple[float, float]]()
    for seconds in asked:
        position, queue = take(queue, NOW, seconds)
        due.append((position, seconds))

    let_in = [seconds for position, seconds in due if position < NOW + within]
    assert sum(let_in[:-1]) <= within + 1e-3


# --- Going in -------------------------------------------------------------------------------------------------------


def test_one_whose_turn_it_is_goes_in() -> None:
    queue, at = enter(NEW, entry(), NOW)

    assert (dict(queue.inside), at) == ({"mine": AdmittedRun(NOW + 58, 2.0)}, 0.0)


def test_one_who_comes_early_comes_back_when_it_is_its_turn() -> None:
    assert enter(replace(NEW, lag=7.0), entry(NOW + 100), NOW) == (replace(NEW, lag=7.0), NOW + 107)


def test_a_second_too_early_is_in_time() -> None:
    assert enter(NEW, entry(NOW + 1.0), NOW)[1] == 0.0


def test_one_who_comes_late_goes_in() -> None:
    assert enter(NEW, entry(NOW - 3600), NOW)[1] == 0.0


def test_all_inside_can_finish_within_half_of_their_time() -> None:
    assert enter(FULL, entry(seconds=1.0), NOW)[1] == 0.0
    assert enter(FULL, entry(seconds=1.1), NOW)[1] > NOW


def test_one_that_needs_more_than_its_time_goes_in_alone() -> None:
    assert enter(NEW, entry(seconds=100.0), NOW)[1] == 0.0


def test_at_most_twenty_are_inside() -> None:
    queue = NEW
    for number in range(MOST_INSIDE):
        queue, at = enter(queue, entry(name=str(number), seconds=0.1), NOW)
        assert at == 0.0

    assert enter(queue, entry(seconds=0.1), NOW)[1] > NOW


def test_one_that_left_makes_room() -> None:
    assert enter(end(FULL, "a", NOW), entry(), NOW)[1] == 0.0


def test_one_whose_process_died_makes_room_when_its_attempt_would_have_ended() -> None:
    assert enter(FULL, entry(), NOW + 39)[1] > NOW
    assert enter(FULL, entry(), NOW + 40)[1] == 0.0


def test_nobody_goes_in_while_the_store_may_not_be_called() -> None:
    closed = close(NEW, NOW, NOW + 600)

    assert enter(closed, entry(), NOW + 599)[1] == NOW + 601
    assert enter(closed, entry(), NOW + 600)[1] == 0.0


# --- Put out --------------------------------------------------------------------------------------------------------


def test_those_behind_one_that_is_put_out_wait_for_as_much_longer() -> None:
    queue, at = enter(FULL, entry(), NOW)

    assert at == NOW + 2.0
    assert queue.due_at(NOW + 10) == NOW + 10 + 4.0


def test_of_several_that_are_put_out_each_comes_back_by_itself() -> None:
    queue, first = enter(FULL, entry(NOW - 2), NOW)
    _, second = enter(queue, entry(NOW), NOW)

    assert second == first + 2.0


def test_all_wait_for_as_much_longer_as_the_store_may_not_be_called() -> None:
    assert close(NEW, NOW, NOW + 600).due_at(NOW + 1) == NOW + 601


def test_a_store_that_several_find_closed_is_closed_once() -> None:
    closed = close(NEW, NOW, NOW + 600)

    assert close(closed, NOW + 1, NOW + 600) == closed


@given(st.lists(st.tuples(PASSING, st.floats(-3600, 60), SECONDS, st.floats(0, 600)), max_size=30))
def test_the_lines_clock_never_goes_back(asked: list[tuple[float, float, float, float]]) -> None:
    queue, now = FULL, NOW
    for passing, position, seconds, closed in asked:
        now += passing
        before = queue.reached(now)
        queue, _ = enter(close(queue, now, now + closed), entry(now + position, seconds=seconds), now)
        assert queue.reached(now) >= before - 1e-3


@given(st.lists(st.tuples(PASSING, SECONDS, st.floats(0, 600)), max_size=30))
def test_one_that_is_put_out_can_go_in_when_it_comes_back(asked: list[tuple[float, float, float]]) -> None:
    queue, now = FULL, NOW
    for passing, seconds, closed in asked:
        now += passing
        queue, at = enter(close(queue, now, now + closed), entry(NOW, seconds=seconds), now)
        emptier = replace(queue, inside={})
        assert at == 0.0 or enter(emptier, entry(NOW, seconds=seconds), at)[1] == 0.0


def test_one_of_which_nothing_is_known_holds_nobody_up() -> None:
    queue, at = enter(FULL, entry(None), NOW)

    assert (queue, at) == (FULL, NOW + 2.0)


def test_a_line_in_which_nobody_stands_any_more_is_not_behind() -> None:
    assert emptied(replace(NEW, lag=50.0), NOW).lag == 0.0


def test_a_line_that_stands_still_is_behind_as_before() -> None:
    held = replace(NEW, lag=50.0, held_until=NOW + 1)

    assert emptied(held, NOW) == held


# --- What runs need -------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 500), min_size=1, max_size=50))
def test_what_an_action_needs_is_the_mean_of_its_runs(calls: list[int]) -> None:
    queue = NEW
    for each in calls:
        queue = learn(queue, "sync", each)

    assert abs(queue.calls["sync"].mean - sum(calls) / len(calls)) < 1e-6


def test_where_runs_differ_those_inside_are_mostly_the_long_ones() -> None:
    queue = NEW
    for each in (1, 2, 3, 30):
        queue = learn(queue, "sync", each)

    assert queue.calls["sync"].inside == (1 + 4 + 9 + 900) / (1 + 2 + 3 + 30)


def test_what_an_action_needs_follows_a_change() -> None:
    queue = replace(NEW, calls={"sync": CallStatistics(10.0, 1_000_000)})
    for _ in range(200):
        queue = learn(queue, "sync", 1)

    assert queue.calls["sync"].mean < 1.5


def test_of_many_actions_those_are_remembered_that_ended_last() -> None:
    queue = NEW
    for number in range(MOST_ACTIONS + 1):
        queue = learn(learn(queue, "always", 1), f"action {number}", 1)

    assert len(queue.calls) == MOST_ACTIONS
    assert {"always", f"action {MOST_ACTIONS}"} <= queue.calls.keys()
    assert "action 0" not in queue.calls


# --- To the moment ----------------------------------------------------------------------------------------------------


def test_a_line_that_is_empty_once_its_hold_ends_lags_no_more() -> None:
    held = replace(NEW, held_until=NOW, lag=9.0)

    assert emptied(held, NOW).lag == 0.0
    assert emptied(held, NOW - 1) == held


def test_a_place_is_free_from_its_end_on() -> None:
    assert end(FULL, None, NOW + 40).inside == {"b": FULL.inside["b"]}


def test_a_shorter_hold_does_not_end_a_longer_one() -> None:
    held = replace(NEW, held_until=NOW + 50, lag=9.0)

    assert close(held, NOW, NOW + 20) == replace(held, closed_until=NOW + 20)


def test_a_hold_that_goes_on_lets_the_line_wait_for_what_is_added() -> None:
    held = replace(NEW, held_until=NOW + 50, lag=9.0)

    assert close(held, NOW, NOW + 70) == replace(held, held_until=NOW + 70, lag=29.0, closed_until=NOW + 70)
