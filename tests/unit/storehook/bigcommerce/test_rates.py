"""The rate headers."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.support.scripted_network import RATE_HEADERS

from storehook.bigcommerce.rate_headers import MAX_BLOCK, MIN_BLOCK, PLATFORM_BUSY, Budget, block_after, read

NAMES = [*RATE_HEADERS, "x-retry-after"]


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in RATE_HEADERS.items() if name.removeprefix("x-rate-limit-") not in names}


def test_the_headers_state_what_is_left_of_which_quota_and_until_when() -> None:
    assert read(RATE_HEADERS) == Budget(left=35, quota=150, reset=15.0, window=30.0)


def test_another_plan_has_another_quota_and_another_window() -> None:
    plan = {"x-rate-limit-requests-quota": "450", "x-rate-limit-time-window-ms": "60000"}

    assert read(RATE_HEADERS | plan) == Budget(left=35, quota=450, reset=15.0, window=60.0)


def test_a_quota_or_a_window_of_nothing_is_that_of_the_common_plans() -> None:
    plan = {"x-rate-limit-requests-quota": "0", "x-rate-limit-time-window-ms": "0"}

    assert read(RATE_HEADERS | plan) == Budget(left=35, quota=150, reset=15.0, window=30.0)


@pytest.mark.parametrize("missing", ["requests-left", "time-reset-ms"])
def test_headers_that_do_not_state_it_state_nothing(missing: str) -> None:
    assert read(without(missing)) is None


def test_a_missing_quota_and_window_are_those_of_the_common_plans() -> None:
    assert read(without("requests-quota", "time-window-ms")) == Budget(35, 150, 15.0, 30.0)


@pytest.mark.parametrize("value", ["", "ten", "1e9", "9" * 50, "1.5", "NaN"])
def test_a_number_that_is_none_states_nothing(value: str) -> None:
    assert read(RATE_HEADERS | {"x-rate-limit-requests-left": value}) is None


def test_a_window_that_has_just_ended_resets_now() -> None:
    found = read(RATE_HEADERS | {"x-rate-limit-time-reset-ms": "-3"})

    assert found is not None
    assert found.reset == 0.0


def test_a_window_does_not_last_longer_than_it_lasts() -> None:
    found = read(RATE_HEADERS | {"x-rate-limit-time-reset-ms": "999999"})

    assert found is not None
    assert found.reset == 30.0


def test_more_left_than_the_quota_is_the_quota() -> None:
    found = read(RATE_HEADERS | {"x-rate-limit-requests-left": "451"})

    assert found is not None
    assert found.quota == 451


def test_a_429_blocks_until_its_window_ends() -> None:
    assert block_after(RATE_HEADERS) == 15.0


def test_a_429_blocks_for_as_long_as_it_asks() -> None:
    assert block_after({"x-retry-after": "12"}) == 12.0
    assert block_after(RATE_HEADERS | {"x-retry-after": "20"}) == 20.0


def test_a_429_without_headers_means_that_the_platform_is_busy() -> None:
    assert block_after({}) == block_after({"x-retry-after": "soon"}) == PLATFORM_BUSY


def test_a_429_blocks_for_a_while_even_at_the_end_of_a_window() -> None:
    assert block_after(RATE_HEADERS | {"x-rate-limit-time-reset-ms": "0"}) == MIN_BLOCK


@given(st.dictionaries(st.sampled_from(NAMES), st.text() | st.integers().map(str)))
@example({"x-rate-limit-requests-left": "0\x1f"})
def test_whatever_the_headers_say_the_numbers_are_sane(headers: dict[str, str]) -> None:
    found = read(headers)

    assert found is None or (0 <= found.left <= found.quota and 0 <= found.reset <= found.window)
    assert MIN_BLOCK <= block_after(headers) <= MAX_BLOCK
