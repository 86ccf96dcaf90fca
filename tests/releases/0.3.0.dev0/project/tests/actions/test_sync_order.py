"""Tests of sync_order: the copy of an order, and the discount for a message."""

import pytest

from actions.sync_order import sync_order
from models.order import Order
from storehook.errors import ApiUnavailable
from storehook.testing import ActionEnvironment

ORDER = "/v2/orders/113"


def environment_with(message: str) -> ActionEnvironment:
    """Return an environment whose store has an order with a message."""
    environment = ActionEnvironment()
    environment.store.answers("GET", ORDER, {"id": 113, "customer_message": message, "discount_amount": "0.0000"})
    environment.store.answers("PUT", ORDER, {"id": 113})
    return environment


def test_the_message_is_copied() -> None:
    environment = environment_with("Ring twice")

    environment.run(sync_order, type="order", id=113)

    assert environment.records(Order).get(113).customer_message == "Ring twice"
    assert environment.store.writes == []


def test_a_message_that_mentions_gadget_earns_a_discount() -> None:
    environment = environment_with("I love Gadget")

    environment.run(sync_order, type="order", id=113)

    assert [(call.path, call.json) for call in environment.store.writes] == [(ORDER, {"discount_amount": "10.0000"})]


def test_the_echo_of_the_discount_earns_no_second_one() -> None:
    environment = environment_with("I love Gadget")
    environment.run(sync_order, event="change", type="order", id=113)

    environment.run(sync_order, event="echo", type="order", id=113)

    assert len(environment.store.writes) == 1


def test_a_discount_that_could_not_be_written_is_written_by_the_next_attempt() -> None:
    environment = ActionEnvironment()
    environment.store.answers("GET", ORDER, {"id": 113, "customer_message": "I love Gadget"})
    environment.store.answers("PUT", ORDER, "down", status=503)
    environment.store.answers("PUT", ORDER, {"id": 113})
    with pytest.raises(ApiUnavailable):
        environment.run(sync_order, event="change", type="order", id=113)

    environment.run(sync_order, event="change", type="order", id=113)
    environment.run(sync_order, event="echo", type="order", id=113)

    assert len(environment.store.writes) == 2


def test_a_missing_order_is_not_copied() -> None:
    environment = ActionEnvironment()
    environment.store.answers("GET", ORDER, status=404)

    environment.run(sync_order, type="order", id=113)

    assert environment.records(Order).find(113) is None
