"""An action that answers its own echoes is stopped; one that has news to work on is not."""

import logging
from collections.abc import Sequence

import pytest
from tests.support.clocks import Clock
from tests.support.deployment import queued

from storehook.actions.action import HOURLY_LIMIT, LOOP_LIMIT
from storehook.bigcommerce.calls import Call
from storehook.consumer.marked_writes import MarkedWrites
from storehook.errors import LoopDetected, LoopSuspected
from storehook.runs.loops import (
    EARLY,
    ECHO_WINDOW,
    QUIET,
    SLOW_WRITES,
    Cause,
    WriteMark,
    cause_of,
    chain,
    number_in_hour,
    until_quiet,
)
from storehook.testing.memory import MemoryWriteMarks
from storehook.webhooks.event import Event

NOW = 1000.0

SHIPMENT = {"type": "shipment", "id": 12, "orderId": 100}


@pytest.mark.parametrize(("chains", "length"), [([], 1), ([4], 5), ([1, 4, 2], 5)])
def test_a_run_that_answers_an_echo_makes_the_chain_one_longer(chains: Sequence[int], length: int) -> None:
    assert chain([WriteMark(NOW, each) for each in chains], limit=9) == length


def test_a_chain_that_is_too_long_is_a_loop() -> None:
    with pytest.raises(LoopDetected, match=r"last 6 writes .* raise `loop_limit`"):
        chain([WriteMark(NOW, 4 + SLOW_WRITES)], limit=4)


@pytest.mark.parametrize(
    ("later", "waits"),
    [
        ([], QUIET - 5),
        ([WriteMark(NOW + 2, 2, "other")], QUIET - 3),
        ([WriteMark(NOW + 2, 0, "sync", 0, "order/2", NOW)], QUIET - 5),
        ([WriteMark(NOW + 2, 0, "sync", 0, "product/1", NOW - 1)], QUIET - 5),
        ([WriteMark(NOW + 2, 0, "other", 0, "product/1", NOW)], QUIET - 5),
    ],
    ids=["nothing", "a write", "another resource", "an earlier change", "another action"],
)
def test_a_chain_at_its_limit_waits_for_quiet(later: list[WriteMark], waits: float) -> None:
    cause = Cause(("product/1", "order/2"), NOW - 1)

    assert until_quiet([WriteMark(NOW, 8), *later], cause, "sync", NOW + 5) == waits


@pytest.mark.parametrize("number", [0, 1], ids=["waits as well", "has written"])
def test_a_chain_at_its_limit_is_cut_if_a_later_change_has_a_run(number: int) -> None:
    later = WriteMark(NOW + 2, number, "sync", number, "product/1", NOW)

    with pytest.raises(LoopDetected, match=r"later change of product/1, .* raise `loop_limit`"):
        until_quiet([WriteMark(NOW, 8), later], Cause(("product/1",), NOW - 1), "sync", NOW + 5)


def test_the_error_of_an_action_that_runs_too_often_in_an_hour_names_its_option() -> None:
    with pytest.raises(LoopDetected, match=r"20 runs of sync .* raise `hourly_limit`"):
        number_in_hour([WriteMark(NOW, 1, "sync", 20)], "sync", NOW, 20)


def shipment(created_at: int | None) -> Event:
    return Event("abc", "store/shipment/created", SHIPMENT, "event", created_at)


@pytest.mark.parametrize(
    ("created_at", "received_at", "before"),
    [
        (1000, 1004.0, 1000 + EARLY),
        (1000, 90_000.0, 1000 + EARLY),
        (1000, 1001.5, 1001.5),
        (0, 1001.5, EARLY),
        (None, 1001.5, 1001.5),
    ],
    ids=["as usual", "delivered late", "delivered at once", "of long ago", "without a time"],
)
def test_an_event_was_caused_by_no_write_after_it_happened_nor_after_it_was_received(
    created_at: int | None, received_at: float, before: float
) -> None:
    cause = cause_of(queued(received_at=received_at), shipment(created_at))

    assert cause == Cause(("shipment/12", "order/100"), before)
    assert cause.span == (before - ECHO_WINDOW, before)


def writes_of_a_loop(*, behind: float = 0.0, after: float = 1.0, most: int = 50) -> int:
    """Count the writes of an action that answers each echo, until it is cut.

    Args:
        behind: seconds by which BigCommerce's clock is behind.
        after: seconds after a write at which its echo happens. It is delivered another second later.
    """
    clock, marks, writes = Clock(NOW + 0.3), MemoryWriteMarks(), 0
    created_at = int(clock.now - behind)
    while writes < most:
        cause = cause_of(queued(received_at=clock.now), shipment(created_at))
        clock.now += 1
        try:
            write(marks, clock, cause)
        except LoopDetected:
            break
        except LoopSuspected as suspected:
            clock.now += suspected.after
            write(marks, clock, cause)
        writes += 1
        created_at = int(clock.now + after - behind)
        clock.now += after + 1
    return writes


def write(marks: MemoryWriteMarks, clock: Clock, cause: Cause) -> None:
    """Write to the shipment's order in a new attempt, with the default limits."""
    attempt = MarkedWrites(
        write_marks=marks,
        clock=clock,
        log=logging.getLogger("runs"),
        store_hash="abc",
        cause=cause,
        action="sync",
        limit=LOOP_LIMIT,
        hourly_limit=HOURLY_LIMIT,
    )
    attempt.sending("abc", Call("PUT", "/v2/orders/100", {}, b"{}"))


@pytest.mark.parametrize("after", [0, 1, 5, 9])
def test_a_loop_whose_echoes_happen_within_the_window_is_cut_after_two_slow_writes(after: float) -> None:
    assert writes_of_a_loop(after=after) == LOOP_LIMIT + SLOW_WRITES


@pytest.mark.parametrize("after", [12, 15])
def test_a_loop_whose_echoes_happen_after_the_window_ends_at_the_hourly_limit(after: float) -> None:
    """It starts in the middle of an hour."""
    assert HOURLY_LIMIT <= writes_of_a_loop(after=after, most=1000) < 2 * HOURLY_LIMIT


@pytest.mark.parametrize("behind", [1, 2, 3, 4, 5])
def test_a_loop_is_cut_within_two_slow_writes_of_twice_its_limit_if_bigcommerces_clock_is_behind(behind: float) -> None:
    assert writes_of_a_loop(behind=behind) <= 2 * LOOP_LIMIT + SLOW_WRITES + 2


@pytest.mark.parametrize(
    ("told", "resources"), [(None, ()), ("order/100", ("order/100",)), ("a/1 b/2", ("a/1", "b/2"))]
)
def test_an_enqueued_run_has_the_cause_that_it_was_given(told: str | None, resources: tuple[str, ...]) -> None:
    event = Event("abc", "(enqueued)", {"type": "order", "id": 1}, None, 9)

    assert cause_of(queued(kind="action", cause=told, caused_before=NOW), event) == Cause(resources, NOW)
