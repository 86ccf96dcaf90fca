"""Handling of `store/hook/deliveryException`, and of other requests to its path."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.deployment import queued
from tests.support.hooks_api import STORE
from tests.support.memory import MemoryDeliveryQueue, MemoryTasks
from tests.support.registration import World
from tests.support.signed_deliveries import SIGNED_AT, event_body

from storehook.aws.items import serialize
from storehook.queues.message import Message
from storehook.queues.task import Task
from storehook.reconciler.exceptions import take_exception
from storehook.registration.record import DeliveryException
from storehook.registration.webhook import EXCEPTIONS

TEXT = "Non-200 response received when delivering to https://app.com/bc/webhook, will retry"


def exception(code: object = 90001, **fields: object) -> Message:
    data = {"type": "webhook", "id": 123, "error_code": code, "message": TEXT} | fields
    return queued(event_body(EXCEPTIONS, data=data))


class TasksAway(MemoryTasks):
    """A reconcile queue that is away."""

    def send(self, tasks: Iterable[Task], delay: float = 0.0) -> None:  # noqa: ARG002
        raise ConnectionError("away")


def take(world: World, message: Message) -> tuple[int | None, list[Message]]:
    delivery_queue = MemoryDeliveryQueue()
    return take_exception(message, world.registrations, world.tasks, delivery_queue), delivery_queue.sent


@pytest.mark.parametrize(("code", "reconciles"), [(90001, False), (90002, True), (90003, True)])
def test_an_exception_is_noted_and_passed_on_and_may_call_for_a_reconcile(
    world: World, code: int, reconciles: bool
) -> None:
    message = exception(code)

    assert take(world, message) == (code, [message])
    assert world.record.exception == DeliveryException(code, TEXT, SIGNED_AT - 3, webhook_id=123)
    assert world.tasks.sent == ([Task("reconcile", STORE, why="exception")] if reconciles else [])


def test_an_exception_that_comes_again_calls_for_no_second_reconcile(world: World) -> None:
    message = exception(90003)

    for _ in range(3):
        assert take(world, message) == (90003, [message])

    assert world.tasks.sent == [Task("reconcile", STORE, why="exception")]


def test_an_exception_whose_reconcile_could_not_be_asked_for_is_not_noted_and_so_comes_again(world: World) -> None:
    message = exception(90003)

    with pytest.raises(ConnectionError):
        take_exception(message, world.registrations, TasksAway(), MemoryDeliveryQueue())
    take(world, message)

    assert world.tasks.sent == [Task("reconcile", STORE, why="exception")]


def test_an_unknown_code_is_noted_and_passed_on(world: World) -> None:
    message = exception(90099)

    assert take(world, message) == (90099, [message])
    assert world.record.exception == DeliveryException(90099, TEXT, SIGNED_AT - 3, webhook_id=123)
    assert world.tasks.sent == []


@pytest.mark.parametrize(
    "message",
    [
        exception("90001"),
        exception(None),
        exception(-1),
        exception(10**40),
        exception(90001.5),
        exception(True),
        queued(event_body(EXCEPTIONS, data=[1])),
        queued(event_body(EXCEPTIONS, data=7)),
        queued(event_body("store/order/updated", data={"error_code": 90002})),
        queued(event_body(EXCEPTIONS, producer="stores/another", data={"error_code": 90002})),
        queued(b"not json"),
        queued(b"\xff"),
    ],
    ids=lambda message: message.payload[-60:].decode(errors="replace"),
)
def test_what_is_no_exception_is_passed_on_and_nothing_else(world: World, message: Message) -> None:
    assert take(world, message) == (None, [message])
    assert (world.record.exception, world.tasks.sent) == (None, [])


anything: Any = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("\ud800"), st.just([])
)


@given(code=st.one_of(st.sampled_from([90001, 90002, 90003]), anything), text=anything, at=anything)
def test_whatever_it_says_it_is_passed_on_and_fits_into_the_table(code: object, text: object, at: object) -> None:
    world = World()
    data = {"type": "webhook", "error_code": code, "message": text}
    message = queued(event_body(EXCEPTIONS, data=data, created_at=at))

    assert take(world, message)[1] == [message]
    if (found := world.record.exception) is not None:
        assert serialize({"code": found.code, "message": found.message, "at": found.at})
        assert found.message.encode().decode() == found.message


def test_an_exception_without_a_time_is_dated_by_its_signature(world: World) -> None:
    data = {"error_code": 90001, "message": TEXT}
    take(world, queued(event_body(EXCEPTIONS, data=data, created_at=None)))

    assert world.record.exception == DeliveryException(90001, TEXT, SIGNED_AT)


def test_an_exception_of_a_store_that_is_gone_is_passed_on(world: World) -> None:
    world.stores.rows.clear()

    assert take(world, exception()) == (90001, [exception()])
    assert world.record.exception is None
