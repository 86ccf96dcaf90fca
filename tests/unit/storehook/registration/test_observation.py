"""Reading which domains BigCommerce blocks."""

from typing import Any

import pytest
from tests.support.hooks_api import NOW
from tests.support.registration import URL

from storehook.registration.blocks import blocked_domains
from storehook.registration.record import BlockedDomain


def read(*blocked: Any) -> tuple[BlockedDomain, ...]:
    return blocked_domains({"emails": [], "hooks_list": [], "blocked_domains": list(blocked)}, URL, NOW)


def test_a_block_ends_when_its_time_is_over_and_has_its_reasons() -> None:
    reasons = [
        {"failure_description": "Non-200 response", "count": 12, "timestamp": 1_786_447_831},
        {"failure_description": "Timeout"},
    ]
    given = {"destination": "hooks.example.com", "time_left": 120, "reasons": reasons}

    assert read(given) == (BlockedDomain("hooks.example.com", NOW + 120, ("Non-200 response (12 times)", "Timeout")),)


@pytest.mark.parametrize(
    "destination",
    ["hooks.example.com", "HOOKS.example.com", "https://hooks.example.com/x", "hooks.example.com:443/live"],
)
def test_our_host_is_ours_however_it_is_written(destination: str) -> None:
    assert len(read({"destination": destination, "time_left": 1, "reasons": []})) == 1


@pytest.mark.parametrize("destination", ["example.com", "evil.hooks.example.com", "hooks.example.com.evil.example", ""])
def test_another_host_is_not_ours(destination: str) -> None:
    assert read({"destination": destination, "time_left": 1, "reasons": []}) == ()


@pytest.mark.parametrize("given", [None, 7, {}, {"destination": None}, {"destination": "https://[::1"}, []])
def test_what_cannot_be_read_is_left_out(given: Any) -> None:
    assert read(given) == ()


@pytest.mark.parametrize("found", [None, [], {}, {"blocked_domains": None}, {"blocked_domains": {}}])
def test_a_page_without_blocked_domains_has_none(found: Any) -> None:
    assert blocked_domains(found, URL, NOW) == ()


@pytest.mark.parametrize("time_left", [None, "soon", -5, float("nan"), float("inf"), 10**40])
def test_a_time_that_makes_no_sense_ends_now(time_left: Any) -> None:
    (found,) = read({"destination": "hooks.example.com", "time_left": time_left, "reasons": None})

    assert found == BlockedDomain("hooks.example.com", NOW)


def test_reasons_are_kept_within_bounds_and_as_the_table_takes_them() -> None:
    reasons = [None, {"failure_description": 7}, *({"failure_description": "\ud800" + "x" * 999} for _ in range(99))]

    (found,) = read({"destination": "hooks.example.com", "time_left": 1, "reasons": reasons})

    assert found.reasons == ("?" + "x" * 199,) * 10
