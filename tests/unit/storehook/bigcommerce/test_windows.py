"""The decisions about a store's window."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.bigcommerce.rate_headers import Budget
from storehook.bigcommerce.rate_windows import (
    DRIPS,
    POLL,
    BudgetReport,
    Grant,
    RateWindow,
    Wait,
    block,
    give_back,
    grant,
    has_room,
    learn,
    usable,
)

NOW = 1_786_447_831.0
NEW = RateWindow(store_hash="abc")
KNOWN = replace(NEW, serial=7, opened_at=NOW, ends_at=NOW + 30, known=True, granted=20, most=145)

MOMENTS = st.floats(NOW - 100, NOW + 100)
WINDOWS = st.builds(
    RateWindow,
    store_hash=st.just("abc"),
    serial=st.integers(0, 5),
    quota=st.integers(1, 1000),
    seconds=st.floats(0.5, 60),
    opened_at=MOMENTS,
    ends_at=MOMENTS,
    known=st.booleans(),
    granted=st.integers(0, 1000),
    long=st.integers(0, 1000),
    long_until=st.just(0.0) | MOMENTS,
    most=st.integers(0, 1000),
    blocked_until=st.just(0.0) | MOMENTS,
)
BUDGETS = st.builds(Budget, st.integers(0, 1000), st.integers(1, 1000), st.floats(0, 60), st.floats(0.5, 60))
REPORTS = st.builds(BudgetReport, BUDGETS, MOMENTS, st.integers(0, 20))


def granted(window: RateWindow, now: float = NOW, want: int = 10) -> Grant:
    found = grant(window, now, want)
    assert isinstance(found, Grant)
    return found


def wait(window: RateWindow, now: float = NOW) -> float:
    found = grant(window, now, 10)
    assert isinstance(found, Wait)
    return found.seconds


def seen(left: int, reset: float = 20.0, outstanding: int = 0, at: float = NOW) -> BudgetReport:
    return BudgetReport(Budget(left, 150, reset, 30.0), at, outstanding)


# --- A new window ---------------------------------------------------------------------------------------------------


def test_the_first_request_ever_is_granted_at_once() -> None:
    found = granted(NEW, want=2)

    assert (found.requests, found.window.serial, found.window.known) == (2, 1, False)


def test_a_window_that_is_not_known_yet_is_granted_in_drips() -> None:
    drip = usable(150) // 10
    window = granted(NEW, want=1000).window

    assert window.granted == drip
    assert wait(window) == POLL
    assert granted(window, NOW + 30 / DRIPS, want=1000).window.granted == 2 * drip


@given(st.integers(1, 1000), st.floats(0.5, 60))
def test_drips_fit_into_two_windows_that_overlap(quota: int, seconds: float) -> None:
    window, most = replace(NEW, quota=quota, seconds=seconds), 0
    for part in range(DRIPS):
        found = grant(window, NOW + part * seconds / DRIPS, 1000)
        window = found.window
    most = window.granted

    assert most + max(1, usable(quota) // 10) <= max(quota, DRIPS + 1)


def test_who_takes_the_last_drip_is_told_that_others_may_wait_for_it() -> None:
    assert granted(NEW, want=2).last is False
    assert granted(NEW, want=1000).last is True
    assert granted(KNOWN, want=1000).last is False


def test_who_waits_for_a_window_to_be_known_looks_less_and_less_often() -> None:
    window = granted(NEW, want=1000).window

    assert [wait(window, NOW + age) for age in (0, 0.1, 0.5, 1)] == [POLL, POLL, 0.5, 1]


def test_an_answer_makes_a_window_known() -> None:
    window = granted(NEW, want=2).window
    found = learn(window, seen(149, reset=12.5, outstanding=1), NOW)

    assert (found.known, found.ends_at, found.granted) == (True, NOW + 12.5, 2)
    assert found.most - found.granted == 149 - 1 - 5


# --- A known window -------------------------------------------------------------------------------------------------


def test_a_known_window_is_granted_as_it_is_asked_for() -> None:
    assert granted(KNOWN, want=10).requests == 10


def test_nobody_gets_more_than_a_quarter_of_what_is_left() -> None:
    assert granted(replace(KNOWN, granted=125)).requests == 5
    assert granted(replace(KNOWN, granted=144)).requests == 1


def test_a_window_that_is_used_up_is_waited_for() -> None:
    window = replace(KNOWN, granted=145)

    assert wait(window) == 30.5


def test_what_was_granted_before_the_end_of_a_window_lapses_there() -> None:
    assert granted(KNOWN, NOW + 26.9).until == NOW + 27


def test_what_is_granted_at_the_end_of_a_window_counts_in_the_next_one_too() -> None:
    late = granted(KNOWN, NOW + 27, want=10)
    assert late.until == NOW + 30.5
    later = granted(late.window, NOW + 30.4, want=10)
    found = granted(later.window, NOW + 30.5, want=2)

    assert (found.window.serial, found.window.granted, found.window.carried) == (KNOWN.serial + 1, 22, 20)


def test_what_was_carried_over_holds_up_no_drip() -> None:
    window = replace(KNOWN, late=40)

    assert granted(window, NOW + 31, want=10).requests == 10


def test_the_lower_number_counts_when_other_apps_call_too() -> None:
    found = learn(KNOWN, seen(15), NOW)

    assert found.most - found.granted == 10


def test_what_one_knows_to_be_under_way_is_not_granted_again() -> None:
    found = learn(KNOWN, seen(50, outstanding=8), NOW)

    assert found.most - found.granted == 50 - 8 - 5


def test_a_higher_number_does_not_count() -> None:
    assert learn(KNOWN, seen(150), NOW).most == KNOWN.most


@pytest.mark.parametrize("reset", [0.0, 1.0, 14.9])
def test_an_answer_from_the_window_before_teaches_only_the_quota(reset: float) -> None:
    found = learn(KNOWN, BudgetReport(Budget(0, 450, reset, 30.0), NOW), NOW)

    assert found == replace(KNOWN, quota=450)


def test_an_answer_too_near_the_end_of_its_window_makes_no_other_known() -> None:
    window = granted(NEW, want=2).window

    assert learn(window, seen(0, reset=2.9), NOW) == window
    assert learn(window, seen(0, reset=3.0), NOW).known is True


def test_an_answer_from_the_next_window_begins_it() -> None:
    for late, outstanding, taken in ((0, 3, 3), (9, 3, 9)):
        told = seen(140, reset=29.0, outstanding=outstanding, at=NOW + 29)
        found = learn(replace(KNOWN, granted=145, late=late), told, NOW + 29)
        assert (found.serial, found.ends_at, found.granted) == (KNOWN.serial + 1, NOW + 58, taken)


def test_the_earlier_end_counts_since_answers_are_late() -> None:
    assert learn(KNOWN, seen(100, reset=29.8), NOW).ends_at == NOW + 29.8
    assert learn(KNOWN, seen(100, reset=30.0, at=NOW + 0.3), NOW + 0.3).ends_at == NOW + 30


def test_requests_are_given_back_to_their_own_window_only() -> None:
    assert give_back(KNOWN, 7, 5).granted == 15
    assert give_back(KNOWN, 6, 5) == KNOWN


# --- The lane `long` --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "passed", "seconds"),
    [
        ({"granted": 26, "long": 26}, 0.0, 0.0),
        ({"granted": 135, "long": 26}, 26.0, 0.0),
        ({"granted": 27, "long": 27}, 0.0, 30 * 37 / 145),
        ({"granted": 27, "long": 27}, 30 * 37 / 145 - 0.5, 0.5),
        ({"granted": 27, "long": 27}, 30 * 37 / 145, 0.0),
        ({"granted": 80, "long": 30}, 15.0, 30 * 90 / 145 - 15),
        ({"granted": 100, "long": 30}, 27.0, 3.5),
        ({"granted": 128, "long": 40}, 20.0, 10.5),
    ],
    ids=[
        "up to a quarter",
        "up to a quarter at any time",
        "more than a quarter",
        "more, half a second before that part of the window has passed",
        "more, once that part of the window has passed",
        "more, while others used the window",
        "more, in the last tenth",
        "more than nine tenths",
    ],
)
def test_long_runs_get_a_quarter_at_once_and_more_as_the_window_passes(
    changes: dict[str, int], passed: float, seconds: float
) -> None:
    decision = grant(replace(KNOWN, **changes), NOW + passed, 10, long=True)

    assert (0.0 if isinstance(decision, Grant) else decision.seconds) == pytest.approx(seconds, abs=1e-6)


def test_requests_of_long_runs_are_counted_until_they_are_given_back() -> None:
    decision = grant(KNOWN, NOW, 10, long=True)

    assert isinstance(decision, Grant)
    assert (decision.window.granted, decision.window.long) == (30, 10)
    assert give_back(decision.window, 7, 4, long=True).long == 6
    assert give_back(decision.window, 7, 4).long == 10
    assert give_back(decision.window, 7, 11, long=True).long == 0


@pytest.mark.parametrize(
    ("changes", "requests"),
    [
        ({"granted": 109}, None),
        ({"granted": 108}, 1),
        ({"granted": 120, "long": 20}, 2),
        ({"granted": 144, "long": 40}, 1),
        ({"granted": 109, "long_until": NOW}, 9),
    ],
    ids=[
        "all but a quarter",
        "a little less",
        "the long lane has used some",
        "the long lane has used more",
        "the long runs have ended",
    ],
)
def test_a_quarter_is_kept_for_long_runs_while_there_are_some(changes: dict[str, float], requests: int | None) -> None:
    decision = grant(replace(KNOWN, **{"long_until": NOW + 30} | changes), NOW, 10)

    assert (decision.requests if isinstance(decision, Grant) else None) == requests


def test_a_long_run_that_has_to_wait_has_a_quarter_of_the_next_window_kept() -> None:
    waits = grant(replace(KNOWN, granted=145, long=30), NOW, 10, long=True)
    assert isinstance(waits, Wait)

    window = granted(waits.window, KNOWN.over_at).window

    assert window.long_until > window.late_at
    assert window.long == 0


def test_a_long_run_that_waits_for_its_share_has_a_quarter_of_the_window_kept() -> None:
    waits = grant(replace(KNOWN, granted=27, long=27), NOW, 10, long=True)

    assert isinstance(waits, Wait)
    assert waits.window.long_until > waits.window.late_at


def test_a_quarter_of_a_small_quota_is_one_request() -> None:
    decision = grant(replace(KNOWN, granted=1, long=1, most=7), NOW, 1, long=True)

    assert isinstance(decision, Wait)


def test_there_is_room_for_short_runs_whatever_long_runs_use() -> None:
    assert has_room(replace(KNOWN, granted=100, long=50), NOW)
    assert not has_room(replace(KNOWN, granted=100, long=20), NOW)


@pytest.mark.parametrize("most", [1, 3, 9])
def test_a_long_run_gets_a_request_of_any_quota(most: int) -> None:
    assert isinstance(grant(replace(KNOWN, granted=0, most=most), NOW, 10, long=True), Grant)


# --- A blocked store ------------------------------------------------------------------------------------------------


def test_a_blocked_store_is_waited_for() -> None:
    assert wait(block(KNOWN, NOW + 12)) == 12


def test_the_longer_block_counts() -> None:
    assert block(block(KNOWN, NOW + 12), NOW + 3).blocked_until == NOW + 12


# --- Always ---------------------------------------------------------------------------------------------------------


@given(WINDOWS, MOMENTS, st.integers(1, 10))
def test_a_decision_is_a_grant_or_a_wait_that_ends(window: RateWindow, now: float, want: int) -> None:
    match grant(window, now, want):
        case Grant(after, requests, until, _):
            assert 1 <= requests <= want
            assert now < until <= after.over_at
            assert after.granted <= max(after.most, 1)
            assert now >= window.blocked_until
        case Wait(_, seconds):
            assert seconds > 0


@given(WINDOWS, REPORTS, MOMENTS)
def test_learning_grants_nothing_that_bigcommerce_has_not_left(
    window: RateWindow, report: BudgetReport, now: float
) -> None:
    found = learn(window, report, now)
    taught = replace(window, quota=report.budget.quota, seconds=report.budget.window)

    if found != taught:
        assert found.known
        assert found.most - found.granted <= max(0, report.budget.left - report.outstanding)
        assert found.ends_at <= report.received_at + report.budget.reset


@given(WINDOWS, REPORTS, MOMENTS)
def test_learning_lifts_no_block(window: RateWindow, told: BudgetReport, now: float) -> None:
    assert learn(window, told, now).blocked_until == window.blocked_until


@given(st.integers(1, 10_000))
def test_a_few_requests_of_every_quota_are_left_alone(quota: int) -> None:
    assert 1 <= usable(quota) <= max(1, quota - 1)


# --- To the request, and to the moment --------------------------------------------------------------------------------


def test_a_known_window_grants_a_whole_number_of_its_rest() -> None:
    given = grant(replace(KNOWN, granted=20), NOW + 1, 1000)

    assert isinstance(given, Grant)
    assert isinstance(given.requests, int)


def test_what_is_granted_early_is_no_late_request() -> None:
    given = grant(KNOWN, NOW + 1, 5)

    assert isinstance(given, Grant)
    assert (given.window.late, given.until) == (0, KNOWN.late_at)


def test_what_is_granted_late_is_counted_in_the_next_window_too() -> None:
    given = grant(replace(KNOWN, late=2), KNOWN.late_at, 5)

    assert isinstance(given, Grant)
    assert (given.window.late, given.until) == (2 + given.requests, KNOWN.over_at)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"granted": 0, "most": 73}, True),
        ({"granted": 1, "most": 73}, False),
        ({"granted": 0, "most": 73, "queued_until": NOW}, True),
        ({"granted": 0, "most": 73, "queued_until": NOW + 1}, False),
    ],
)
def test_there_is_room_while_half_of_the_quota_is_left_and_nobody_stands_in_line(
    changes: dict[str, float], expected: bool
) -> None:
    assert usable(150) / 2 == 72.5
    window = replace(KNOWN, quota=150)

    assert has_room(replace(window, **changes), NOW) is expected


def test_there_is_room_while_exactly_half_is_left() -> None:
    window = replace(KNOWN, quota=84, granted=0, most=41)
    assert usable(84) == 82

    assert has_room(window, NOW)


def test_no_more_is_given_back_than_was_granted() -> None:
    assert give_back(replace(KNOWN, granted=3), KNOWN.serial, 5).granted == 0


@pytest.mark.parametrize(("most", "granted"), [(5, 1), (20, 2), (145, 14)])
def test_an_unknown_window_drips_a_tenth_and_at_least_one(most: int, granted: int) -> None:
    opened = replace(NEW, serial=1, opened_at=NOW, ends_at=NOW + 30, most=most)

    given = grant(opened, NOW, 1000)

    assert isinstance(given, Grant)
    assert given.requests == granted


@pytest.mark.parametrize(("after", "seconds"), [(0.0, POLL), (2.0, 1.75), (3.65, 0.1), (30.2, 0.3)])
def test_who_waits_for_a_drip_asks_again_when_it_comes_or_sooner(after: float, seconds: float) -> None:
    used_up = replace(NEW, serial=1, opened_at=NOW, ends_at=NOW + 30, most=145, granted=145)

    waiting = grant(used_up, NOW + after, 1)

    assert isinstance(waiting, Wait)
    assert waiting.seconds == pytest.approx(seconds)


def test_an_end_that_is_half_a_window_later_is_the_next_windows() -> None:
    told = BudgetReport(Budget(left=100, quota=150, reset=15.0, window=30.0), NOW + 30)

    assert learn(KNOWN, told, NOW + 30).serial == KNOWN.serial + 1


def test_what_comes_in_as_a_window_is_certainly_over_is_the_next_windows() -> None:
    opened = replace(NEW, serial=1, opened_at=NOW, ends_at=NOW + 30, most=145)
    told = BudgetReport(Budget(left=100, quota=150, reset=20.0, window=30.0), opened.over_at)

    assert learn(opened, told, opened.over_at).serial == 2


def test_a_window_that_is_found_out_about_ends_when_the_answer_says_and_has_the_quota_that_it_says() -> None:
    opened = replace(NEW, serial=1, opened_at=NOW, ends_at=NOW + 30, most=145)
    told = BudgetReport(Budget(left=400, quota=450, reset=25.0, window=30.0), NOW + 20)

    found = learn(opened, told, NOW + 20)

    assert (found.known, found.serial, found.ends_at) == (True, 1, NOW + 45)
    assert found.most == 400 - (450 - usable(450))


@pytest.mark.parametrize(("quota", "expected"), [(1, 1), (2, 1), (59, 58), (60, 58), (89, 87), (90, 87), (150, 145)])
def test_a_thirtieth_of_a_quota_and_at_least_one_remains(quota: int, expected: int) -> None:
    assert usable(quota) == expected


def test_the_next_window_is_not_known_and_begins_with_what_was_late_in_the_one_before() -> None:
    given = grant(replace(KNOWN, late=3), KNOWN.over_at, 1)

    assert isinstance(given, Grant)
    opened = given.window
    assert (opened.serial, opened.known, opened.late) == (KNOWN.serial + 1, False, 0)
    assert (opened.opened_at, opened.ends_at, opened.most) == (KNOWN.over_at, KNOWN.over_at + 30, 145)
    assert (opened.carried, opened.granted) == (3, 3 + given.requests)
