"""An order's copy, and the discount that is given once for a message."""

import pytest

from actions.sync_order import sync_order
from models.order import Order
from storehook.errors import ApiUnavailable
from storehook.testing import ActionEnvironment

ORDER = "/v2/orders/113"


def rehearsal(message: str) -> ActionEnvironment:
    """A store with an order that has a message."""
    found = ActionEnvironment()
    found.store.answers("GET", ORDER, {"id": 113, "customer_message": message, "discount_amount": "0.0000"})
    found.store.answers("PUT", ORDER, {"id": 113})
    return found


def test_the_copy_has_the_message() -> None:
    stage = rehearsal("Ring twice")

    stage.run(sync_order, type="order", id=113)

    assert stage.records(Order).get(113).customer_message == "Ring twice"
    assert stage.store.writes == []


def test_a_message_with_gadget_in_it_gives_a_discount() -> None:
    stage = rehearsal("I love Gadget")

    stage.run(sync_order, type="order", id=113)

    assert [(call.path, call.json) for call in stage.store.writes] == [(ORDER, {"discount_amount": "10.0000"})]


def test_the_echo_of_the_discount_gives_none() -> None:
    stage = rehearsal("I love Gadget")
    stage.run(sync_order, event="the change", type="order", id=113)

    stage.run(sync_order, event="its echo", type="order", id=113)

    assert len(stage.store.writes) == 1


def test_a_discount_that_could_not_be_written_is_written_by_the_next_attempt_of_the_run() -> None:
    stage = ActionEnvironment()
    stage.store.answers("GET", ORDER, {"id": 113, "customer_message": "I love Gadget"})
    stage.store.answers("PUT", ORDER, "down", status=503)
    stage.store.answers("PUT", ORDER, {"id": 113})
    with pytest.raises(ApiUnavailable):
        stage.run(sync_order, event="the change", type="order", id=113)

    stage.run(sync_order, event="the change", type="order", id=113)
    stage.run(sync_order, event="its echo", type="order", id=113)

    assert len(stage.store.writes) == 2


def test_an_order_that_is_gone_leaves_no_copy() -> None:
    stage = ActionEnvironment()
    stage.store.answers("GET", ORDER, status=404)

    stage.run(sync_order, type="order", id=113)

    assert stage.records(Order).find(113) is None
