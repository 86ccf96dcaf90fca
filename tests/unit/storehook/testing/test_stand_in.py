"""A stand-in store answers the actions by its rules, and its webhooks run them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bigcommerce_sandbox import InProcessStore
from storehook import Context, Params, action
from storehook.errors import ApiUnavailable
from storehook.testing import ActionEnvironment


@action(webhooks=["store/order/updated"])
def pack(params: Params, ctx: Context) -> str:
    store = ctx.connections.bigcommerce.current
    order = store.v2.get("/orders/{order_id}", order_id=params.id)
    assert order is not None
    if order["staff_notes"] != "Packed":
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Packed"})
    return order["customer_message"]


@pytest.fixture
def environment() -> ActionEnvironment:
    return ActionEnvironment(actions=(pack,))


@pytest.fixture
def shop(environment: ActionEnvironment) -> Iterator[InProcessStore]:
    with InProcessStore(clock=environment.clock) as shop:
        environment.connect(shop)
        yield shop


def test_a_change_in_the_store_runs_the_action_and_so_does_the_echo_of_its_write(
    environment: ActionEnvironment, shop: InProcessStore
) -> None:
    shop.client.put("/v2/orders/100", json={"customer_message": "Ring twice"})

    first, echo = environment.advance()

    assert (first.result, [call.method for call in first.calls]) == ("Ring twice", ["GET", "PUT"])
    assert (echo.result, [call.method for call in echo.calls]) == ("Ring twice", ["GET"])
    assert (environment.store.v2.get("/orders/100") or {})["staff_notes"] == "Packed"


def test_a_scripted_answer_comes_once_before_those_of_the_store(
    environment: ActionEnvironment, shop: InProcessStore
) -> None:
    environment.store.answers("GET", "/v2/orders/101", "down", status=503)

    (run,) = environment.send("store/order/updated", type="order", id=101)
    assert isinstance(run.error, ApiUnavailable)
    environment.advance(seconds=5)

    assert (run.state, run.attempts) == ("completed", 2)


def test_the_store_lives_by_the_clock_of_the_environment(environment: ActionEnvironment, shop: InProcessStore) -> None:
    environment.advance(days=1)
    shop.client.put("/v2/orders/100", json={"staff_notes": "Packed"})

    (run,) = environment.advance()

    assert run.state == "completed"
    sent = shop.webhooks[0].json["created_at"]
    assert environment.now.timestamp() - sent < timedelta(seconds=1).total_seconds()
