"""Blocked hosts, and the start and duration of a block."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bigcommerce_sandbox.blocklist import Blocklist, Sent

CLIENT, URL = "client-1", "https://r.test/webhooks"


def after(*outcomes: tuple[float, bool], factor: float = 1) -> Blocklist:
    """A blocklist that saw requests: when each was, and whether it went well."""
    blocklist = Blocklist(factor)
    for at, well in outcomes:
        blocklist.count(CLIENT, URL, Sent(at, None if well else "HTTP status 500"))
    return blocklist


def mixed(good: int, bad: int) -> list[tuple[float, bool]]:
    return [(0.0, True)] * good + [(0.0, False)] * bad


@pytest.mark.parametrize(
    ("good", "bad", "blocked"),
    [
        (0, 99, False),
        (0, 100, True),
        (90, 10, False),
        (89, 11, True),
        (0, 1, False),
        (900, 100, False),
        (899, 100, True),
    ],
)
def test_a_host_is_blocked_below_90_of_100(good: int, bad: int, blocked: bool) -> None:
    assert (after(*mixed(good, bad)).block(CLIENT, URL, 0) is not None) is blocked


@pytest.mark.parametrize(("now", "blocked"), [(0, True), (179.9, True), (180, False), (1000, False)])
def test_a_block_lasts_three_minutes(now: float, blocked: bool) -> None:
    assert (after(*mixed(0, 100)).block(CLIENT, URL, now) is not None) is blocked


def test_the_factor_shortens_a_block() -> None:
    blocklist = after(*mixed(0, 100), factor=0.5)
    assert [blocklist.block(CLIENT, URL, now) is None for now in (89.9, 90)] == [False, True]


def test_what_is_two_minutes_old_does_not_count() -> None:
    old = [(float(second), False) for second in range(60)]
    assert after(*old, *[(179.0, False)] * 40).block(CLIENT, URL, 179) is None
    assert after(*old, *[(119.0, False)] * 40).block(CLIENT, URL, 119) is not None


def test_counting_begins_anew_after_a_block() -> None:
    blocklist = after(*mixed(0, 100))
    for _ in range(99):
        blocklist.count(CLIENT, URL, Sent(181, "HTTP status 500"))
    assert blocklist.block(CLIENT, URL, 181) is None


def test_what_was_under_way_does_not_prolong_a_block() -> None:
    blocklist = after(*mixed(0, 100))
    blocklist.count(CLIENT, URL, Sent(60, "HTTP status 500"))
    assert blocklist.block(CLIENT, URL, 180) is None


@pytest.mark.parametrize(
    ("client_id", "url", "blocked"),
    [
        (CLIENT, "https://r.test/other", True),
        (CLIENT, "https://R.TEST/webhooks", True),
        (CLIENT, "https://other.test/webhooks", False),
        (CLIENT, "https://r.test:8443/webhooks", False),
        ("client-2", URL, False),
    ],
)
def test_a_block_is_for_a_host_and_a_client(client_id: str, url: str, blocked: bool) -> None:
    assert (after(*mixed(0, 100)).block(client_id, url, 0) is not None) is blocked


def test_a_block_says_why_and_how_long_yet() -> None:
    blocklist = after(*[(float(at), False) for at in range(99)])
    blocklist.count(CLIENT, URL, Sent(99.5, "no answer within 10 s"))
    block = blocklist.block(CLIENT, URL, 100)
    assert block is not None
    assert block.shown(100) == {
        "destination": "r.test",
        "time_left": 180,
        "reasons": [
            {"failure_description": "HTTP status 500", "count": 99, "timestamp": 98},
            {"failure_description": "no answer within 10 s", "count": 1, "timestamp": 99},
        ],
    }


@given(
    pauses=st.lists(st.floats(0, 3), min_size=90, max_size=250),
    bad=st.sets(st.integers(0, 249), max_size=60),
)
def test_it_blocks_exactly_when_a_plain_count_says_so(pauses: list[float], bad: set[int]) -> None:
    moments = list(accumulate(pauses))
    requests = [(at, number not in bad) for number, at in enumerate(moments)]

    def counted(number: int) -> bool:
        recent = [well for at, well in requests[: number + 1] if at > requests[number][0] - 120]
        return len(recent) >= 100 and sum(well for well in recent) * 100 < len(recent) * 90

    def blocked(number: int) -> bool:
        return after(*requests[: number + 1]).block(CLIENT, URL, moments[number]) is not None

    first = next((number for number in range(len(requests)) if counted(number)), None)
    assert first is None or blocked(first)
    before = len(requests) - 1 if first is None else first - 1
    assert not blocked(before)
