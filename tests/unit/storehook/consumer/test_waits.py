"""Waits of runs for events: none is lost, whenever it comes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import Deployment, Died, declared, queued
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions import steps
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.catch_up.pollable import POLLABLE
from storehook.consumer import waits
from storehook.payloads import ShipmentPayload
from storehook.queues.message import Message, encode
from storehook.runs.late_runs import Change
from storehook.runs.run import WAITERS, Run
from storehook.runs.waits import CAUGHT_UP, FIRST_CHECK, AwaitedEvent, Waiter
from storehook.stores.gaps import Interval

DAY = 86_400.0
CHANGES = get_args(Change.__value__)
SHIPPED = "store/shipment/created"
ORDER = event_body("store/order/updated", hash="the-order", created_at=int(NOW))
NAME = f"{SHIPPED} orderId=250"


class Shop:
    """An action that waits for the shipment of its order, and what it was told."""

    def __init__(self, within: float = 7 * DAY) -> None:
        self.told: list[Any] = []
        self.within = within

    def settle(self, _params: Params, ctx: Context) -> None:
        self.told.append(ctx.wait_for(SHIPPED, 250, within=self.within))


@pytest.fixture
def shop() -> Shop:
    return Shop()


def deployed(function: Callable[[Params, Context], object], **options: object) -> Deployment:
    """Deploy an action that waits for shipments."""
    return Deployment(declared(function, waits_for={SHIPPED: "orderId"}, **options))  # type: ignore[arg-type]


def shipment(order: object = 250, *, at: float = NOW, **fields: object) -> Message:
    """Return the message of a shipment's event."""
    body = {"hash": "a-shipment", "created_at": int(at), "data": {"type": "shipment", "id": 9, "orderId": order}}
    return queued(event_body(SHIPPED, **body | fields), received_at=at)


def waiting(shop: Shop) -> Deployment:
    """Return a deployment with a run that waits."""
    deployment = deployed(shop.settle)
    deployment.post(queued(ORDER))
    assert deployment.work().result == "suspended"
    return deployment


def waiter(deployment: Deployment) -> Waiter:
    (found,) = deployment.wait_table.waiters(STORE, NAME, "", 10)
    return found


def test_an_event_wakes_the_run_that_waits_for_it(shop: Shop) -> None:
    deployment = waiting(shop)
    run = deployment.run()
    assert (run.state, run.waits_for, run.attempt) == ("waiting", f"event/{NAME}", 0)
    deployment.clock.now += 3600

    deployment.post(shipment(at=deployment.clock.now))
    results = [deployment.work().result for _ in range(2)]

    assert results == ["stored", "completed"]
    assert shop.told == [{"type": "shipment", "id": 9, "orderId": 250, "storeHash": STORE}]


def test_an_event_of_another_value_wakes_nobody(shop: Shop) -> None:
    deployment = waiting(shop)

    deployment.post(shipment(251))

    assert (deployment.work().result, deployment.run().state) == ("stored", "waiting")
    assert deployment.queues["default"].messages == []


def test_a_wait_ends_without_an_event_at_its_time(shop: Shop) -> None:
    deployment = waiting(shop)

    assert deployment.drain() == ["completed"]
    assert shop.told == [None]
    assert NOW + 7 * DAY - 1 <= deployment.clock.now <= NOW + 7 * DAY + 60


def test_an_event_that_came_before_the_wait_counts(shop: Shop) -> None:
    deployment = deployed(shop.settle)
    deployment.post(shipment())
    deployment.work()
    deployment.post(queued(ORDER))

    assert deployment.work().result == "completed"
    assert shop.told[0].id == 9


def test_an_event_from_before_the_runs_own_event_does_not_count(shop: Shop) -> None:
    deployment = deployed(shop.settle)
    deployment.post(shipment(at=NOW - 1))
    deployment.work()
    deployment.post(queued(ORDER))

    assert deployment.work().result == "suspended"


def test_the_runs_own_event_does_not_end_its_wait() -> None:
    def follow(params: Params, ctx: Context) -> None:
        ctx.wait_for("store/order/updated", params.id, within=DAY)

    deployment = Deployment(declared(follow, waits_for={"store/order/updated": "id"}))
    for message in (queued(ORDER), queued(ORDER)):
        deployment.post(message)

    assert [deployment.work().result for _ in range(2)] == ["suspended", "early"]


def test_an_event_that_starts_a_run_of_its_own_also_ends_waits(shop: Shop) -> None:
    def pack(_params: Params, _ctx: Context) -> None: ...

    deployment = Deployment(declared(shop.settle, waits_for={SHIPPED: "orderId"}), declared(pack, SHIPPED))
    deployment.post(queued(ORDER))
    deployment.post(shipment())

    assert [deployment.work().result for _ in range(3)] == ["suspended", "completed", "completed"]
    assert len(shop.told) == 1


def test_every_attempt_is_told_of_the_same_event() -> None:
    told: list[Any] = []

    def settle(_params: Params, ctx: Context) -> None:
        told.append(ctx.wait_for(SHIPPED, 250, within=DAY))
        if len(told) == 1:
            raise ConnectionError

    deployment = deployed(settle)
    deployment.post(queued(ORDER))
    deployment.work()
    deployment.post(shipment(at=NOW + 5))
    deployment.drain()
    deployment.post(shipment(at=NOW + 1, hash="a-late-one"))
    deployment.drain()

    assert [event.id for event in told] == [9, 9]


def test_a_wait_gives_the_params_as_a_model() -> None:
    told: list[ShipmentPayload | None] = []

    def settle(_params: Params, ctx: Context) -> None:
        told.append(ctx.wait_for(SHIPPED, "250", within=DAY, returns=ShipmentPayload))

    deployment = deployed(settle)
    deployment.post(shipment())
    deployment.post(queued(ORDER))
    deployment.drain()

    assert [event and event.order_id for event in told] == [250]


def test_an_event_of_a_paused_store_is_found_when_the_store_is_resumed(shop: Shop) -> None:
    deployment = waiting(shop)
    deployment.paused.add(STORE)
    deployment.post(shipment())
    assert [deployment.work().result for _ in range(2)] == ["stored", "held"]

    deployment.paused.clear()
    deployment.releases().tick()

    assert deployment.work().result == "completed"
    assert shop.told[0].id == 9


def test_a_wait_that_ends_while_the_store_is_paused_finds_its_event(shop: Shop) -> None:
    deployment = waiting(shop)
    deployment.paused.add(STORE)
    deployment.clock.now += 8 * DAY
    deployment.timer().tick()
    assert deployment.work().result == "held"
    deployment.post(shipment(at=NOW + DAY))
    deployment.work()

    deployment.paused.clear()
    deployment.releases().tick()
    deployment.work()

    assert shop.told[0].id == 9


def test_an_event_of_a_catch_up_ends_a_wait(shop: Shop) -> None:
    deployment = waiting(shop)

    deployment.post(replace(shipment(), action=WAITERS, kind="catch-up"))

    assert [deployment.work().result for _ in range(2)] == ["stored", "completed"]


def paid(at: float = NOW, **fields: object) -> Message:
    """Return the message of an order's update, as a catch-up sends it for a run that waits."""
    body = event_body("store/order/updated", hash="paid", created_at=int(at), data={"type": "order", "id": 7})
    return queued(body, action=WAITERS, kind="catch-up", **{"received_at": at + DAY} | fields)


def waiting_for_an_order(told: list[Any], *gaps: Interval, within: float = 3600.0) -> Deployment:
    """Return a deployment with a run that waits for an update of an order, and whose store has open gaps."""

    def settle(_params: Params, ctx: Context) -> None:
        told.append(ctx.wait_for("store/order/updated", 7, within=within))

    deployment = Deployment(declared(settle, "store/order/created", waits_for={"store/order/updated": "id"}))
    deployment.open_gaps.extend(gaps)
    deployment.post(queued(event_body("store/order/created", hash="the-order", created_at=int(NOW))))
    assert deployment.work().result == "suspended"
    deployment.clock.now = NOW + within
    deployment.timer().tick()
    return deployment


GAP = Interval(int(NOW) + 60, int(NOW) + 120)


def test_a_wait_ends_with_the_event_of_a_catch_up_that_is_late() -> None:
    told: list[Any] = []
    deployment = waiting_for_an_order(told, GAP)
    assert deployment.work().result == "suspended"

    deployment.post(paid(NOW + 90))
    results = [deployment.work().result for _ in range(2)]

    assert results == ["stored", "completed"]
    assert [event.id for event in told] == [7]


def test_a_wait_ends_without_an_event_when_the_gap_is_caught_up() -> None:
    told: list[Any] = []
    deployment = waiting_for_an_order(told, GAP)
    assert deployment.work().result == "suspended"
    assert deployment.run().next_attempt_at == NOW + 3600 + FIRST_CHECK

    deployment.open_gaps.clear()

    assert (deployment.drain(), told) == (["completed"], [None])


def test_a_wait_ends_a_day_late_if_the_catch_up_fails() -> None:
    told: list[Any] = []
    deployment = waiting_for_an_order(told, GAP)

    results = deployment.drain()

    assert results == ["suspended"] * 10 + ["completed"]
    assert NOW + 3600 + DAY - 1 <= deployment.clock.now <= NOW + 3600 + DAY + 60


def test_an_event_that_is_stored_while_the_gap_is_closed_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    deployment = waiting_for_an_order(told, GAP)

    def closes(_begin: float, deadline: float, _gaps: object, _now: float) -> float:
        name, event = "store/order/updated id=7", AwaitedEvent("paid", NOW + 90, {"id": 7})
        deployment.wait_table.put_event(STORE, name, event)
        return deadline

    monkeypatch.setattr(steps, "end_of_wait", closes)

    assert (deployment.work().result, [event.id for event in told]) == ("completed", [7])


@pytest.mark.parametrize(
    "gap", [Interval(int(NOW) - 9000, int(NOW) - 600), Interval(int(NOW) + 4000, int(NOW) + 5000)], ids=str
)
def test_a_gap_before_the_runs_own_event_or_after_the_wait_does_not_prolong_it(gap: Interval) -> None:
    deployment = waiting_for_an_order([], gap)

    assert deployment.work().result == "completed"


def test_a_gap_does_not_prolong_a_wait_for_an_event_that_no_catch_up_finds(shop: Shop) -> None:
    deployment = waiting(shop)
    deployment.open_gaps.append(GAP)

    assert deployment.drain() == ["completed"]


def test_the_scopes_that_are_caught_up_are_those_of_the_resources_that_can_be_listed() -> None:
    found = {scope for resource in POLLABLE.values() for change in CHANGES for scope in resource.scopes(change)}

    assert found == set(CAUGHT_UP)


def test_an_event_between_the_look_and_the_registration_wakes_the_run(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = deployed(shop.settle)
    deployment.post(queued(ORDER))
    real = deployment.repository.save

    def save(run: Run) -> object:
        saved = real(run)
        if run.waits_for and not shop.told:
            monkeypatch.undo()
            deployment.post(shipment())
            assert deployment.work().result == "stored"
        return saved

    monkeypatch.setattr(type(deployment.repository), "save", lambda _self, run: save(run))
    deployment.work()

    assert deployment.work().result == "completed"
    assert shop.told[0].id == 9


def test_a_process_that_dies_before_the_registration_registers_when_its_message_returns(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = deployed(shop.settle)
    deployment.post(queued(ORDER))

    def dies(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(type(deployment.wait_table), "put_waiter", dies)
        with pytest.raises(Died):
            deployment.work()
    deployment.post(shipment())
    deployment.work()
    assert deployment.run().next_attempt_at == NOW + 7 * DAY

    deployment.clock.now += 400
    assert [deployment.work().result for _ in range(2)] == ["early", "completed"]
    assert shop.told[0].id == 9


def test_a_death_before_the_wake_ups_are_sent_wakes_the_run_when_the_message_returns(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = waiting(shop)
    deployment.post(shipment())

    def dies(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(waits.Waits, "_send", dies)
        with pytest.raises(Died):
            deployment.work()
    deployment.clock.now += 360

    assert [deployment.work().result for _ in range(2)] == ["stored", "completed"]


def test_an_operator_who_wakes_a_waiting_run_does_not_end_its_wait(shop: Shop) -> None:
    deployment = waiting(shop)
    run = deployment.run()
    deployment.clock.now += DAY
    deployment.repository.save(replace(run, version=run.version + 1, next_attempt_at=deployment.clock.now))
    deployment.queues["default"].put(encode(run.key))

    assert deployment.work().result == "suspended"
    assert deployment.run().next_attempt_at == run.next_attempt_at
    assert waiter(deployment).version == deployment.run().version


def test_a_run_that_no_longer_waits_is_removed_by_the_next_event(shop: Shop) -> None:
    deployment = waiting(shop)
    deployment.post(shipment())
    deployment.drain()
    assert waiter(deployment)

    deployment.post(shipment(hash="another"))
    deployment.work()

    assert deployment.wait_table.waiters(STORE, NAME, "", 10) == []
    assert len(shop.told) == 1


def test_a_cancelled_run_is_not_woken(shop: Shop) -> None:
    deployment = waiting(shop)
    run = deployment.run()
    cancelled = replace(run, state="cancelled", version=run.version + 1, waits_for=None, next_attempt_at=0, due_at=0)
    deployment.repository.save(cancelled)

    deployment.post(shipment())

    assert deployment.drain() == ["stored"]
    assert (shop.told, deployment.run()) == ([], cancelled)


def test_many_runs_wait_for_one_event_and_each_is_woken_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = deployed(shop.settle)
    for number in range(250):
        deployment.post(queued(event_body(hash=f"order-{number}", created_at=int(NOW))))
        deployment.work()
    wakes: list[int] = []
    real = waits.Waits._wake_all
    monkeypatch.setattr(waits.Waits, "_wake_all", lambda *given: wakes.append(1) or real(*given))

    deployment.post(shipment())
    results = deployment.drain()

    assert (results.count("completed"), len(shop.told)) == (250, 250)
    assert results.count("stored") == len(wakes) == 3


def test_a_wait_passes_the_resource_lock_on(shop: Shop) -> None:
    deployment = deployed(shop.settle, one_at_a_time=True)
    for number in range(2):
        deployment.post(queued(event_body(hash=f"order-{number}", created_at=int(NOW))))

    assert [deployment.work().result for _ in range(2)] == ["suspended", "suspended"]


@pytest.mark.parametrize(
    ("scope", "value", "problem"),
    [
        ("store/order/created", 250, "doesn't declare that it waits for store/order/created"),
        (SHIPPED, None, "can't be waited for with orderId = 'None'"),
        (SHIPPED, True, "can't be waited for"),
        (SHIPPED, "", "can't be waited for"),
        (SHIPPED, "x" * 101, "can't be waited for"),
    ],
)
def test_a_wait_for_nothing_that_can_come_fails_the_run(scope: str, value: Any, problem: str) -> None:
    def settle(_params: Params, ctx: Context) -> None:
        ctx.wait_for(scope, value, within=DAY)

    deployment = deployed(settle)
    deployment.post(queued(ORDER))

    assert deployment.drain() == ["failed"]
    assert problem in deployment.run().failure.error  # type: ignore[union-attr]


@pytest.mark.parametrize("data", [{}, [], {"orderId": None}, {"orderId": {"id": 250}}, {"orderId": "a\nb"}])
def test_an_event_without_the_field_is_stored_for_nobody(shop: Shop, data: object) -> None:
    deployment = deployed(shop.settle)

    deployment.post(queued(event_body(SHIPPED, data=data)))

    assert (deployment.work().result, deployment.wait_table.rows) == ("stored", {})


def test_a_field_within_a_field_is_compared() -> None:
    def restock(_params: Params, ctx: Context) -> int:
        event = ctx.wait_for("store/sku/inventory/updated", 7, within=DAY)
        return event.id if event else 0

    deployment = Deployment(declared(restock, waits_for={"store/sku/inventory/updated": "inventory.product_id"}))
    data = {"type": "sku", "id": 3, "inventory": {"product_id": 7}}
    deployment.post(queued(event_body("store/sku/inventory/updated", data=data, created_at=int(NOW))))
    deployment.post(queued(ORDER))

    assert [deployment.work().result for _ in range(2)] == ["stored", "completed"]


def test_an_event_for_which_no_action_waits_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(_params: Params, _ctx: Context) -> None: ...

    deployment = Deployment(declared(plain))
    monkeypatch.setattr(waits.Waits, "deliver", lambda *_: pytest.fail("It was delivered."))
    deployment.post(queued(ORDER))
    deployment.post(shipment())

    assert [deployment.work().result for _ in range(2)] == ["completed", "ignored"]
