"""An order's copy, and the discount that is given once for a message."""

import pytest

from actions.sync_order import sync_order
from models.order import Order
from storehook.errors import ApiUnavailable
from storehook.testing import ActionEnvironment

ORDER = "/v2/orders/113"


def environment_with(message: str) -> ActionEnvironment:
    """A store with an order that has a message."""
    found = ActionEnvironment()
    found.store.answers("GET", ORDER, {"id": 113, "customer_message": message, "discount_amount": "0.0000"})
    found.store.answers("PUT", ORDER, {"id": 113})
    return found


def test_the_copy_has_the_message() -> None:
    environment = environment_with("Ring twice")

    environment.run(sync_order, type="order", id=113)

    assert environment.records(Order).get(113).customer_message == "Ring twice"
    assert environment.store.writes == []


def test_a_message_with_gadget_in_it_gives_a_discount() -> None:
    environment = environment_with("I love Gadget")

    environment.run(sync_order, type="order", id=113)

    assert [(call.path, call.json) for call in environment.store.writes] == [(ORDER, {"discount_amount": "10.0000"})]


def test_the_echo_of_the_discount_gives_none() -> None:
    environment = environment_with("I love Gadget")
    environment.run(sync_order, event="the change", type="order", id=113)

    environment.run(sync_order, event="its echo", type="order", id=113)

    assert len(environment.store.writes) == 1


def test_a_discount_that_could_not_be_written_is_written_by_the_next_attempt_of_the_run() -> None:
    environment = ActionEnvironment()
    environment.store.answers("GET", ORDER, {"id": 113, "customer_message": "I love Gadget"})
    environment.store.answers("PUT", ORDER, "down", status=503)
    environment.store.answers("PUT", ORDER, {"id": 113})
    with pytest.raises(ApiUnavailable):
        environment.run(sync_order, event="the change", type="order", id=113)

    environment.run(sync_order, event="the change", type="order", id=113)
    environment.run(sync_order, event="its echo", type="order", id=113)

    assert len(environment.store.writes) == 2


def test_an_order_that_is_gone_leaves_no_copy() -> None:
    environment = ActionEnvironment()
    environment.store.answers("GET", ORDER, status=404)

    environment.run(sync_order, type="order", id=113)

    assert environment.records(Order).find(113) is None
