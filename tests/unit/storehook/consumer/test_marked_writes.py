"""Under what, and when, a run's writes are remembered."""

import json
import logging
from collections.abc import Iterable
from typing import Any

import pytest
from tests.support.clocks import NOW, Clock
from tests.support.signed_deliveries import STORE

from storehook.bigcommerce.calls import Call, Method
from storehook.consumer.marked_writes import MAX_MARKS, SLOW, MarkedWrites
from storehook.errors import LoopDetected, LoopSuspected
from storehook.runs.loops import QUIET, SLOW_WRITES, Cause, WriteMark
from storehook.testing.memory import MemoryWriteMarks
from storehook.webhooks.event import CLOCK_SKEW

CAUSE = Cause(("product/9",), NOW - 2)


class BrokenMarks(MemoryWriteMarks):
    """A table that cannot be written to."""

    def put(self, store_hash: str, resource: str, mark: WriteMark) -> None:  # noqa: ARG002
        raise ConnectionError("the table is away")


def call(method: Method, path: str, body: object = None) -> Call:
    return Call(method, path, {}, None if body is None else json.dumps(body).encode())


class Attempt:
    """An attempt that writes to a store."""

    def __init__(self, marks: MemoryWriteMarks, cause: Cause = CAUSE, limit: int = 4) -> None:
        self.marks, self.clock = marks, Clock()
        self.writes = MarkedWrites(
            write_marks=marks,
            clock=self.clock,
            log=logging.getLogger("runs"),
            store_hash=STORE,
            cause=cause,
            action="sync_order",
            hourly_limit=100,
            limit=limit,
        )

    def write(self, made: Call, answer: object = None, *, took: float = 0.0, store: str = STORE) -> None:
        self.writes.sending(store, made)
        self.clock.now += took
        self.writes.answered(store, made, answer)

    def named(self, store: str = STORE) -> list[str]:
        return [resource for where, resource in self.marks.write_marks if where == store]

    def at(self, resource: str) -> list[float]:
        return [mark.at for mark in self.marks.write_marks[STORE, resource]]


@pytest.fixture
def attempt() -> Attempt:
    return Attempt(MemoryWriteMarks())


def test_a_write_is_remembered_before_it_is_sent(attempt: Attempt) -> None:
    attempt.writes.sending(STORE, call("PUT", "/v3/customers", [{"id": 32}]))

    assert attempt.marks.write_marks == {
        (STORE, "customer/32"): [WriteMark(NOW, 1, "sync_order", 1, "product/9", NOW - 2)]
    }


def test_what_is_created_is_remembered_when_its_id_is_known(attempt: Attempt) -> None:
    attempt.write(call("POST", "/v3/catalog/products", {"name": "Cup"}), {"data": {"id": 10}})

    assert attempt.named() == ["product/10"]


@pytest.mark.parametrize(
    ("made", "answer", "resource"),
    [
        (call("POST", "/v2/orders", {"products": []}), {"id": 10}, "order/10"),
        (call("POST", "/v3/inventory/adjustments/relative", {"items": [{"sku": "CUP-1"}]}), None, "product/9"),
    ],
    ids=["created", "without a name"],
)
def test_what_only_the_answer_tells_is_remembered_from_when_it_was_sent_as_the_echo_may_come_before_the_answer(
    attempt: Attempt, made: Call, answer: object, resource: str
) -> None:
    attempt.write(made, answer, took=1.5)

    assert attempt.at(resource) == [NOW]


def test_what_its_answer_repeats_is_remembered_once(attempt: Attempt) -> None:
    attempt.write(call("PUT", "/v3/customers", [{"id": 32}]), {"data": [{"id": 32}]})

    assert attempt.at("customer/32") == [NOW]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_write_that_does_not_say_what_it_is_about_is_about_what_caused_it(attempt: Attempt, method: Method) -> None:
    attempt.write(call(method, "/v3/inventory/adjustments/relative", {"items": [{"sku": "CUP-1"}]}))

    assert attempt.named() == ["product/9"]


def test_a_change_that_does_not_say_what_it_is_about_is_remembered_before_it_is_sent(attempt: Attempt) -> None:
    attempt.writes.sending(STORE, call("PUT", "/v3/inventory/adjustments/absolute", {"items": [{"sku": "CUP-1"}]}))

    assert attempt.named() == ["product/9"]


def test_a_write_to_another_store_is_not_about_what_caused_it_here(attempt: Attempt) -> None:
    attempt.write(call("PUT", "/v3/inventory/adjustments/absolute", {"items": [{"sku": "CUP-1"}]}), store="other")

    assert attempt.named("other") == []


def test_a_write_of_which_no_event_tells_is_not_remembered(attempt: Attempt) -> None:
    attempt.write(call("PUT", "/v3/promotions/7", {"name": "Spring"}), {"data": {"id": 7}})

    assert attempt.marks.write_marks == {}


def test_each_write_of_an_attempt_is_remembered_under_its_own_name(attempt: Attempt) -> None:
    for number in (32, 33):
        attempt.write(call("PUT", f"/v2/customers/{number}", {}))

    assert attempt.named() == ["customer/32", "customer/33"]


def test_what_is_created_in_a_whole_is_remembered_beside_it(attempt: Attempt) -> None:
    attempt.write(
        call("POST", "/v3/customers/addresses", [{"customer_id": 32}]), {"data": [{"id": 7, "customer_id": 32}]}
    )

    assert attempt.named() == ["customer/32", "customer_address/7"]


def test_a_change_is_about_what_it_names_whatever_else_its_answer_shows(attempt: Attempt) -> None:
    attempt.write(call("PUT", "/v3/customers", [{"id": 32}]), {"data": [{"id": 32}, {"id": 33}]})

    assert attempt.named() == ["customer/32"]


def test_a_write_that_took_as_long_as_it_may_is_not_slow(attempt: Attempt) -> None:
    attempt.write(call("PUT", "/v2/orders/100", {}), took=SLOW)

    assert attempt.at("order/100") == [NOW]


def test_the_last_write_of_a_chain_that_is_not_too_long_is_sent_at_once_and_remembered_once() -> None:
    marks = MemoryWriteMarks()
    marks.put(STORE, "product/9", WriteMark(NOW - 3, 3))
    attempt = Attempt(marks, limit=4)

    attempt.write(call("PUT", "/v2/orders/100", {}))

    assert marks.write_marks[STORE, "order/100"] == [WriteMark(NOW, 4, "sync_order", 1, "product/9", NOW - 2)]


def test_a_slow_write_is_remembered_once_more_when_it_has_ended(attempt: Attempt) -> None:
    attempt.write(call("PUT", "/v2/orders/100", {}), took=SLOW + 1)

    assert attempt.at("order/100") == [NOW, NOW + SLOW + 1]


def test_what_is_created_slowly_is_remembered_once_more_when_it_has_ended(attempt: Attempt) -> None:
    attempt.write(call("POST", "/v2/orders", {}), {"id": 10}, took=SLOW + 1)

    assert attempt.at("order/10") == [NOW, NOW + SLOW + 1]


def products(ids: Iterable[int]) -> list[dict[str, Any]]:
    return [{"product_id": number} for number in ids]


def test_of_a_batch_a_bounded_number_is_remembered_and_what_the_run_is_about_comes_first(attempt: Attempt) -> None:
    attempt.write(call("PUT", "/v3/inventory/adjustments/absolute", {"items": products(range(1000, 0, -1))}))

    assert attempt.named()[:2] == ["product/9", "product/1000"]
    assert len(attempt.named()) == MAX_MARKS


def test_a_write_that_goes_on_with_a_loop_is_kept_from_being_sent_and_is_not_remembered() -> None:
    marks = MemoryWriteMarks()
    marks.put(STORE, "product/9", WriteMark(NOW - 3, 4 + SLOW_WRITES))
    attempt = Attempt(marks, limit=4)

    with pytest.raises(LoopDetected):
        attempt.writes.sending(STORE, call("PUT", "/v2/orders/100", {}))
    assert attempt.named() == ["product/9"]


def test_a_write_that_may_go_on_with_a_loop_is_deferred_and_leaves_a_mark_for_earlier_changes() -> None:
    marks = MemoryWriteMarks()
    marks.put(STORE, "product/9", WriteMark(NOW - 3, 4))
    attempt = Attempt(marks, limit=4)

    with pytest.raises(LoopSuspected) as suspected:
        attempt.writes.sending(STORE, call("PUT", "/v2/orders/100", {}))
    assert suspected.value.after == QUIET - 3
    assert marks.write_marks[STORE, "product/9"][1:] == [WriteMark(NOW, 0, "sync_order", 0, "product/9", NOW - 2)]
    assert attempt.named() == ["product/9"]


def test_a_write_of_a_chain_is_deferred_until_the_last_moment() -> None:
    marks = MemoryWriteMarks()
    at = NOW + 0.5 - QUIET
    marks.put(STORE, "product/9", WriteMark(at, 4))
    attempt = Attempt(marks, Cause(("product/9",), at))

    with pytest.raises(LoopSuspected) as suspected:
        attempt.writes.sending(STORE, call("PUT", "/v2/orders/100", {}))
    assert suspected.value.after == 0.5


def test_a_slow_write_of_a_chain_is_also_remembered_for_a_clock_that_is_behind() -> None:
    marks = MemoryWriteMarks()
    marks.put(STORE, "product/9", WriteMark(NOW - 3, 4))
    attempt = Attempt(marks, limit=4)
    attempt.clock.now += QUIET - 3

    attempt.writes.sending(STORE, call("PUT", "/v3/catalog/products/9", {}))

    written_at = NOW + QUIET - 3
    assert attempt.at("product/9")[1:] == [written_at, written_at - CLOCK_SKEW]
    assert {mark.chain for mark in marks.write_marks[STORE, "product/9"][1:]} == {5}


def test_a_write_that_is_made_does_not_fail_for_not_being_remembered_and_the_log_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    attempt = Attempt(BrokenMarks())

    attempt.writes.answered(STORE, call("POST", "/v3/customers", [{}]), {"data": [{"id": 32}]})

    assert attempt.named() == []
    assert [line.rpartition(": ")[1:] for line in caplog.messages] == [(": ", "the table is away")]
