"""Every request passes the limiter, and being held back there is no attempt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.scripted_network import RATE_HEADERS, answer, lost, wired

from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.rate_headers import PLATFORM_BUSY
from storehook.bigcommerce.sending import MANY_CALLS
from storehook.bigcommerce.timeouts import (
    CONNECT_TIMEOUT,
    NEAR,
    RESERVE,
    connect_timeout,
    read_timeout,
    short_quota_wait,
)
from storehook.errors import ApiUnavailable, Retry, Throttled
from storehook.runs.retries import Again, GiveUp, Retries, decide

OK = answer({"id": 1})
DOWN = answer(None, 500)
BUSY = answer(None, 429)


def test_the_gate_is_told_what_each_answer_says_of_the_budget() -> None:
    wire = wired(Answer(500, RATE_HEADERS), Answer(200, {}), OK)
    wire.client.v2.get("/orders/1")

    assert [budget and budget.left for budget in wire.limiter.budgets] == [35, None]


@pytest.mark.parametrize("fault", [lost(), DOWN, RuntimeError("a bug")])
def test_every_request_leaves_the_gate_whatever_happens(fault: Answer | Exception) -> None:
    wire = wired(fault)

    with pytest.raises((ApiUnavailable, RuntimeError)):
        wire.client.v2.get("/orders/1")
    assert wire.limiter.inside == 0


@pytest.mark.parametrize("verb", ["get", "put", "delete", "post"])
def test_a_429_blocks_the_store_and_the_call_is_made_again_after_it(verb: str) -> None:
    wire = wired(Answer(429, RATE_HEADERS), OK)

    assert getattr(wire.client.v2, verb)("/orders/1") == {"id": 1}
    assert wire.limiter.blocks == [15.0]


def test_a_429_without_headers_blocks_the_store_too() -> None:
    wire = wired(BUSY, OK)
    wire.client.v2.get("/orders/1")

    assert wire.limiter.blocks == [PLATFORM_BUSY]


def test_a_store_that_answers_429_again_and_again_is_left_alone() -> None:
    wire = wired(BUSY)

    with pytest.raises(Throttled) as throttled:
        wire.client.v2.get("/orders/1")
    assert (len(wire.network.sent), throttled.value.after) == (3, PLATFORM_BUSY)


def test_being_throttled_is_no_attempt() -> None:
    wire = wired(OK)
    wire.limiter.closed_for = 100.0

    with pytest.raises(Throttled) as throttled:
        wire.client.v2.get("/orders/1")
    assert decide(throttled.value, 1, Retries(), lambda: 0.5) == Again(100.0, counted=False)
    assert wire.network.sent == []


def test_a_run_under_way_waits_as_long_as_its_time_allows() -> None:
    wire = wired(OK)
    wire.client.v2.get("/orders/1")
    wire.time["left"] = 40.0
    wire.client.v2.get("/orders/2")

    assert wire.limiter.timeouts[1] == 40.0 - RESERVE - CONNECT_TIMEOUT


def test_nobody_waits_beyond_the_functions_time() -> None:
    wire = wired(OK, seconds_left=1.0)
    wire.limiter.closed_for = 0.6

    with pytest.raises(Throttled):
        wire.client.v2.get("/orders/1")


@pytest.mark.parametrize("seconds", [2.0, 5.0, 58.0])
def test_an_attempt_of_any_length_has_time_to_wait_and_to_call(seconds: float) -> None:
    wire = wired(OK, seconds_left=seconds)
    wire.client.v2.get("/orders/1")

    assert wire.limiter.timeouts == [seconds - min(RESERVE + CONNECT_TIMEOUT, seconds / 2)]
    assert len(wire.network.sent) == 1


@given(st.floats(1.4, 900))
def test_a_call_leaves_time_to_what_comes_after_it(seconds_left: float) -> None:
    read = read_timeout(seconds_left)

    assert read is not None
    assert connect_timeout(read) + read <= seconds_left - min(RESERVE, seconds_left / 4) + 1e-9


def test_an_attempt_that_makes_more_calls_than_its_time_allows_does_not_come_back_for_free() -> None:
    wire = wired(OK)
    for _ in range(MANY_CALLS):
        wire.client.v2.get("/orders/1")
    wire.limiter.closed_for = 100.0

    with pytest.raises(Retry, match='use the lane "long"') as retry:
        wire.client.v2.get("/orders/1")
    assert decide(retry.value, 9, Retries(), lambda: 0.5) == GiveUp()


@pytest.mark.parametrize(("seconds_left", "wait"), [(120.0, NEAR), (2.0, 1.0), (0.0, 0.0)])
def test_work_that_goes_on_where_it_was_never_waits_long(seconds_left: float, wait: float) -> None:
    assert short_quota_wait(seconds_left) == wait


def test_how_long_to_wait_at_the_gate_is_the_surroundings_to_say() -> None:
    wire = wired(OK, waits=short_quota_wait)

    wire.client.v2.get("/orders/1")
    wire.client.v2.get("/orders/1")

    assert wire.limiter.timeouts == [NEAR, NEAR]
