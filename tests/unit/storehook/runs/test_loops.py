"""An action that answers its own echoes is stopped; one that has news to work on is not."""

from collections.abc import Sequence

import pytest
from tests.support.deployment import queued

from storehook.errors import LoopDetected
from storehook.runs.loops import EARLY, ECHO_WINDOW, Cause, WriteMark, cause_of, chain
from storehook.webhooks.event import Event

NOW = 1000.0

SHIPMENT = {"type": "shipment", "id": 12, "orderId": 100}


@pytest.mark.parametrize(("chains", "length"), [([], 1), ([4], 5), ([1, 4, 2], 5)])
def test_a_run_that_answers_an_echo_makes_the_chain_one_longer(chains: Sequence[int], length: int) -> None:
    assert chain([WriteMark(NOW, each) for each in chains], limit=9) == length


def test_a_chain_that_is_too_long_is_a_loop() -> None:
    with pytest.raises(LoopDetected, match=r"last 4 writes"):
        chain([WriteMark(NOW, 4)], limit=4)


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
    now, marks = NOW + 0.3, list[WriteMark]()
    created_at = int(now - behind)
    while len(marks) < most:
        since, until = cause_of(queued(received_at=now), shipment(created_at)).span
        written_at = now + 1
        try:
            marks.append(WriteMark(written_at, chain([mark for mark in marks if since <= mark.at <= until], 8)))
        except LoopDetected:
            break
        created_at, now = int(written_at + after - behind), written_at + after + 1
    return len(marks)


@pytest.mark.parametrize("after", [0, 1, 5, ECHO_WINDOW - 1])
def test_a_loop_whose_echoes_happen_within_the_window_is_cut_at_its_limit(after: float) -> None:
    assert writes_of_a_loop(after=after) == 8


@pytest.mark.parametrize("after", [ECHO_WINDOW + EARLY, ECHO_WINDOW + 5])
def test_a_loop_whose_echoes_happen_after_the_window_is_not_seen(after: float) -> None:
    assert writes_of_a_loop(after=after, most=50) == 50


@pytest.mark.parametrize("behind", [1, 2, 3, 4, 5])
def test_a_loop_is_cut_within_twice_its_limit_if_bigcommerces_clock_is_behind(behind: float) -> None:
    assert writes_of_a_loop(behind=behind) <= 16


@pytest.mark.parametrize(
    ("told", "resources"), [(None, ()), ("order/100", ("order/100",)), ("a/1 b/2", ("a/1", "b/2"))]
)
def test_an_enqueued_run_has_the_cause_that_it_was_given(told: str | None, resources: tuple[str, ...]) -> None:
    event = Event("abc", "(enqueued)", {"type": "order", "id": 1}, None, 9)

    assert cause_of(queued(kind="action", cause=told, caused_before=NOW), event) == Cause(resources, NOW)
