"""An environment wakes runs that wait for an event, and lets their waits end."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from storehook import Context, Params, action
from storehook.payloads import ShipmentPayload
from storehook.testing import ActionEnvironment

SHIPPED = "store/shipment/created"


@action(webhooks=["store/order/created"], waits_for={"store/shipment/created": "orderId"})
def settle(params: Params, ctx: Context) -> str:
    shipment = ctx.wait_for("store/shipment/created", params.id, within=timedelta(days=7), returns=ShipmentPayload)
    return f"invoice for shipment {shipment.id}" if shipment else "ask the warehouse"


def waiting(scope: str, days: int) -> Callable[..., object]:
    """Return other code of the action."""

    @action(webhooks=["store/order/created"], waits_for={scope: "orderId"})
    def settle(params: Params, ctx: Context) -> str:
        return "shipped" if ctx.wait_for(scope, params.id, within=timedelta(days=days)) else "ended"

    return settle


@pytest.fixture
def stage() -> ActionEnvironment:
    return ActionEnvironment(actions=(settle,))


def test_a_shipment_wakes_the_run_that_waits_for_it(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/created", type="order", id=113)
    assert run.waits_for == "event/store/shipment/created orderId=113"

    stage.advance(days=2)
    stage.send("store/shipment/created", type="shipment", id=9, orderId=113)

    assert run.result == "invoice for shipment 9"


def test_a_wait_ends_without_a_shipment(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/created", type="order", id=113)

    stage.advance(days=7)

    assert run.result == "ask the warehouse"


def test_a_run_shows_the_event_that_ended_its_wait(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/created", type="order", id=113)
    stage.send(SHIPPED, type="shipment", id=9, orderId=113)

    assert run.steps == {f"{SHIPPED} orderId=113": {"type": "shipment", "id": 9, "orderId": 113}}


def test_a_run_that_waits_says_so(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/created", type="order", id=113)

    assert f"waiting for event/{SHIPPED} orderId=113, due in 7 days" in repr(run)


def test_one_attempt_of_an_action_that_waits_tells_how_to_test_it(stage: ActionEnvironment) -> None:
    with pytest.raises(AssertionError, match=r"waits for event/store/shipment/created .*Use `send` and `advance`"):
        stage.run(settle, type="order", id=113)


def test_a_wait_with_another_duration_keeps_its_end(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/created", type="order", id=113)

    stage.deploy(waiting(SHIPPED, 70))
    stage.advance(days=7)

    assert run.result == "ended"


def test_a_wait_for_another_scope_begins_when_the_earlier_one_ends(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/created", type="order", id=113)

    stage.deploy(waiting("store/shipment/updated", 1))
    stage.advance(days=7)

    assert (run.waits_for, run.due_in) == ("event/store/shipment/updated orderId=113", timedelta(days=1))
