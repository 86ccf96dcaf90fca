"""Decision whether another attempt follows a failed one, and its time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.errors import (
    AttemptLost,
    ContentUnreadable,
    Fail,
    ParamsInvalid,
    Retry,
    Throttled,
    Unauthorized,
    UnknownAction,
)
from storehook.runs import retries
from storehook.runs.retries import (
    LONGEST_FAULT,
    LONGEST_QUICK,
    LONGEST_WAIT,
    MOST_REFUSALS,
    SPREAD,
    Again,
    GiveUp,
    Retries,
    after_fault,
    decide,
)

STEADY = Retries(randomize_interval=False)
SECONDS = st.floats(0, 1e9)
POLICIES = st.builds(
    Retries,
    retry_count=st.integers(0, 1000),
    initial_interval=SECONDS,
    backoff_factor=st.floats(1, 1e9),
    max_interval=st.none() | SECONDS,
    randomize_interval=st.booleans(),
)
ANY_SECONDS = st.floats() | st.integers()
ERRORS = (
    st.sampled_from([KeyError(), SystemExit(), AttemptLost(), Fail("no"), ContentUnreadable("no")])
    | st.builds(lambda after: Retry(after=after), ANY_SECONDS | st.none())
    | ANY_SECONDS.map(Throttled)
)
FRACTIONS = st.floats(0, 1, exclude_max=True)


def half() -> float:
    return 0.5


@pytest.mark.parametrize(
    ("attempt", "after"), [*enumerate([5, 25, 125, 625, 3125, 15_625, 21_600, 21_600], start=1)]
)  # 5 x 5 ** n, at most six hours
def test_the_default_waits_longer_each_time_up_to_six_hours(attempt: int, after: float) -> None:
    assert decide(KeyError(), attempt, STEADY, half) == Again(after)


def test_the_default_gives_up_after_its_ninth_attempt() -> None:
    assert decide(KeyError(), 8, Retries(), half) == Again(6 * 3600)
    assert decide(KeyError(), 9, Retries(), half) == GiveUp()


def test_the_default_waits_about_seventeen_hours_in_all() -> None:
    assert sum(Retries().interval(retry) for retry in range(1, 9)) == pytest.approx(17.4 * 3600, rel=0.01)


@pytest.mark.parametrize("fraction", [0.0, 0.5, 0.999])
def test_the_default_outlives_a_nights_maintenance_however_the_dice_fall(fraction: float) -> None:
    waits = [decide(KeyError(), attempt, Retries(), lambda: fraction) for attempt in range(1, 9)]

    assert sum(wait.after for wait in waits if isinstance(wait, Again)) > 12 * 3600


@pytest.mark.parametrize(("fraction", "after"), [(0.0, 100.0), (0.25, 112.5), (0.5, 125.0), (0.999, 149.95)])
def test_jitter_makes_a_wait_up_to_a_fifth_longer_or_shorter(fraction: float, after: float) -> None:
    decided = decide(KeyError(), 3, Retries(), lambda: fraction)

    assert isinstance(decided, Again)
    assert decided.after == pytest.approx(after)


@pytest.mark.parametrize(
    ("policy", "waits"),
    [
        (Retries(initial_interval=1, backoff_factor=2, randomize_interval=False), [1, 2, 4, 8]),
        (Retries(initial_interval=7, backoff_factor=1, randomize_interval=False), [7, 7, 7, 7]),
        (Retries(initial_interval=0, randomize_interval=False), [0, 0, 0, 0]),
        (Retries(initial_interval=100, max_interval=250, randomize_interval=False), [100, 250, 250, 250]),
        (Retries(initial_interval=10_000, max_interval=None, randomize_interval=False), [10_000, 50_000, 250_000]),
        (Retries(initial_interval=10**7, max_interval=10**9, randomize_interval=False), [10**7, LONGEST_WAIT]),
    ],
)
def test_each_knob_does_what_it_says(policy: Retries, waits: list[float]) -> None:
    found = [decide(KeyError(), attempt, policy, half) for attempt in range(1, len(waits) + 1)]

    assert found == [Again(after) for after in waits]


@pytest.mark.parametrize(
    "knobs",
    [
        {"retry_count": -1},
        {"initial_interval": -0.1},
        {"backoff_factor": 0.9},
        {"max_interval": -1},
    ],
    ids=repr,
)
def test_a_policy_that_cannot_be_followed_is_refused(knobs: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="start"):
        Retries(**knobs)  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [Fail("no"), ParamsInvalid("no"), UnknownAction("gone"), ContentUnreadable("no")])
def test_an_error_that_no_retry_can_mend_ends_the_run(error: Exception) -> None:
    assert decide(error, 1, Retries(), half) == GiveUp()


@pytest.mark.parametrize("error", [KeyError(), SystemExit(1), AttemptLost(), ValueError(), TimeoutError(), Retry()])
def test_any_other_error_is_tried_again(error: BaseException) -> None:
    assert decide(error, 1, STEADY, half) == Again(5)


@pytest.mark.parametrize(
    ("after", "expected"),
    [(0, 0), (12.5, 12.5), (-3, 0), (LONGEST_WAIT, LONGEST_WAIT), (10**9, LONGEST_WAIT), (float("nan"), 0)],
)
def test_an_author_sets_the_next_wait_without_jitter(after: float, expected: float) -> None:
    assert decide(Retry(after=after), 1, Retries(), half) == Again(expected)


def test_an_authors_retry_counts_as_an_attempt() -> None:
    assert decide(Retry(after=1), 9, Retries(), half) == GiveUp()


@pytest.mark.parametrize("attempt", [1, 9, 1000])
def test_being_throttled_is_put_back_uncounted_however_many_attempts_there_were(attempt: int) -> None:
    assert decide(Throttled(30), attempt, Retries(retry_count=0), half) == Again(30, counted=False)


@pytest.mark.parametrize(("error", "decision"), [(KeyError(), GiveUp()), (Retry(after=1), GiveUp())])
def test_without_retries_the_first_attempt_is_the_last(error: Exception, decision: GiveUp) -> None:
    assert decide(error, 1, Retries(retry_count=0), half) == decision


@given(error=ERRORS, attempt=st.integers(1, 2000), policy=POLICIES, fraction=FRACTIONS)
def test_no_wait_is_negative_or_much_longer_than_a_year(
    error: BaseException, attempt: int, policy: Retries, fraction: float
) -> None:
    decision = decide(error, attempt, policy, lambda: fraction)

    assert isinstance(decision, GiveUp) or 0 <= decision.after <= LONGEST_WAIT * (1 + SPREAD)


@given(policy=POLICIES, attempt=st.integers(1, 2000), fraction=FRACTIONS)
def test_a_run_is_given_up_exactly_after_its_last_retry(policy: Retries, attempt: int, fraction: float) -> None:
    decision = decide(KeyError(), attempt, policy, lambda: fraction)

    assert isinstance(decision, GiveUp) is (attempt > policy.retry_count)


@given(policy=POLICIES, retry=st.integers(1, 2000))
def test_no_wait_is_shorter_than_the_one_before(policy: Retries, retry: int) -> None:
    assert policy.interval(retry) <= policy.interval(retry + 1)


def test_a_fault_of_ours_is_waited_for_from_five_seconds_doubled_to_a_quarter_of_an_hour() -> None:
    assert [after_fault(before) for before in range(9)] == [5, 10, 20, 40, 80, 160, 320, 640, 900]


def test_ever_so_many_faults_are_waited_for_no_longer() -> None:
    assert after_fault(100_000) == LONGEST_FAULT


@pytest.mark.parametrize("before", [0, 2])
def test_a_fault_of_ours_counts_as_no_attempt_and_waits_longer_each_time(
    before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = ConnectionError()
    monkeypatch.setattr(retries, "is_ours", lambda error: error is fault)

    assert decide(fault, 99, STEADY, half, faults=before) == Again(
        after_fault(before), counted=False, faults=before + 1
    )
    assert decide(fault, 99, STEADY, half) == Again(5.0, counted=False, faults=1)


def refused(status: int) -> Unauthorized:
    return Unauthorized("No", store_hash="abc", method="GET", path="/v2/orders/1", status=status)


def test_a_refused_token_counts_as_no_attempt_and_is_waited_for_until_the_store_is_paused() -> None:
    decisions = [decide(refused(401), 1, Retries(retry_count=0), half, faults=faults) for faults in range(7)]

    minutes = [decision.after / 60 for decision in decisions if isinstance(decision, Again)]
    assert minutes == [5, 10, 20, 40, 60, 60]
    assert decisions[:2] == [Again(300.0, counted=False, faults=1), Again(600.0, counted=False, faults=2)]
    assert decisions[MOST_REFUSALS] == GiveUp()


def test_a_token_without_an_oauth_scope_ends_the_run() -> None:
    assert decide(refused(403), 1, STEADY, half) == GiveUp()


def mistake() -> KeyError:
    """A KeyError that this file raised."""
    with pytest.raises(KeyError) as caught:
        {}["id"]
    return caught.value


def test_a_programming_error_is_tried_twice_more_and_soon() -> None:
    patient = replace(STEADY, initial_interval=3600)

    assert decide(mistake(), 1, STEADY, half) == Again(5)
    assert decide(mistake(), 2, STEADY, half, repeats=1) == Again(25)
    assert decide(mistake(), 1, patient, half) == Again(LONGEST_QUICK)
    assert decide(mistake(), 3, STEADY, half, repeats=2) == GiveUp(
        "(a programming error: 3 quick attempts, then failed. Fix the code, deploy, and retry the run.)"
    )


def test_a_programming_error_after_other_errors_is_tried_twice_more_too() -> None:
    assert decide(mistake(), 5, STEADY, half) == Again(5)


def test_a_programming_error_has_no_more_attempts_than_others() -> None:
    assert decide(mistake(), 1, Retries(retry_count=0), half) == GiveUp()


def test_a_programming_error_without_a_limit_of_its_own_is_retried_like_others() -> None:
    policy = replace(STEADY, programming_error_retry_count=None)

    assert decide(mistake(), 8, policy, half, repeats=7) == Again(21_600)
