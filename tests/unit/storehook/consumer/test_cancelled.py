"""Runs that an event, or the end of their time, cancels. No later wake-up runs them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import Deployment, declared, queued
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.waits import Waits
from storehook.queues.message import Message, encode
from storehook.runs.run import Run, end_of

ARCHIVED = "store/order/archived"
DAY = 86_400.0

type Function = Callable[[Params, Context], object]


class Shop:
    """An action that sleeps for a week, and the number of times that it began and ended."""

    def __init__(self) -> None:
        self.begun = self.ended = 0

    def remind(self, _params: Params, ctx: Context) -> None:
        self.begun += 1
        ctx.sleep("a week", timedelta(days=7))
        self.ended += 1

    def fail(self, _params: Params, _ctx: Context) -> None:
        self.begun += 1
        raise ConnectionError


@pytest.fixture
def shop() -> Shop:
    return Shop()


def order(hash: str = "the-order", *, number: int = 250) -> Message:  # noqa: A002 - BigCommerce's name
    body = event_body(hash=hash, created_at=int(NOW), data={"type": "order", "id": number})
    return queued(body)


def archived(number: int = 250, *, at: float = NOW) -> Message:
    """Return the message of an order's archiving."""
    data = {"type": "order", "id": number}
    return queued(event_body(ARCHIVED, hash=f"archived-{number}", created_at=int(at), data=data), received_at=at)


def deployed(function: Function, *messages: Message, **options: object) -> Deployment:
    """Deploy an action with options, work on messages, and return the deployment."""
    deployment = Deployment(declared(function, **options))  # type: ignore[arg-type]
    for message in messages:
        deployment.post(message)
        deployment.work()
    return deployment


def end(run: Run) -> tuple[str, str | None, float]:
    """Return how a run has ended, and when it is due."""
    return run.state, run.cancelled_by, run.due_at


def test_an_event_cancels_a_run_that_sleeps_at_once(shop: Shop) -> None:
    deployment = deployed(shop.remind, order(), cancel_on=(ARCHIVED,))
    deployment.clock.now += DAY

    deployment.post(archived(at=deployment.clock.now))

    assert [deployment.work().result for _ in range(2)] == ["stored", "cancelled"]
    assert end(deployment.run()) == ("cancelled", ARCHIVED, 0)
    assert (deployment.drain(), shop.begun, shop.ended) == ([], 1, 0)


def test_a_later_wake_up_of_a_cancelled_run_does_nothing(shop: Shop) -> None:
    deployment = deployed(shop.remind, order(), archived(), cancel_on=(ARCHIVED,))
    assert deployment.work().result == "cancelled"

    deployment.queues["default"].put(encode(deployment.run().key))

    assert deployment.work().result == "duplicate"
    assert (deployment.run().state, shop.begun) == ("cancelled", 1)


def test_an_event_about_another_resource_cancels_nothing(shop: Shop) -> None:
    deployment = deployed(shop.remind, order(), archived(251), cancel_on=(ARCHIVED,))

    assert deployment.drain() == ["completed"]


def test_an_event_that_overtakes_the_runs_own_event_cancels_it_before_it_begins(shop: Shop) -> None:
    deployment = deployed(shop.remind, archived(), order(), cancel_on=(ARCHIVED,))

    assert end(deployment.run()) == ("cancelled", ARCHIVED, 0)
    assert shop.begun == 0


def test_an_event_from_before_the_runs_own_event_cancels_nothing(shop: Shop) -> None:
    deployment = deployed(shop.remind, archived(at=NOW - 1), order(), cancel_on=(ARCHIVED,))

    assert deployment.drain() == ["completed"]


def test_an_event_cancels_a_run_before_its_retry(shop: Shop) -> None:
    deployment = deployed(shop.fail, order(), archived(), cancel_on=(ARCHIVED,))

    assert deployment.drain() == ["cancelled"]
    assert shop.begun == 1


def test_an_event_between_the_suspension_and_the_registration_cancels_the_run(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = Deployment(declared(shop.remind, cancel_on=(ARCHIVED,)))
    real = deployment.repository.save

    def save(run: Run) -> object:
        saved = real(run)
        if run.waits_for:
            monkeypatch.undo()
            deployment.post(archived())
            assert deployment.work().result == "stored"
        return saved

    monkeypatch.setattr(type(deployment.repository), "save", lambda _self, run: save(run))
    deployment.post(order())

    assert [deployment.work().result for _ in range(2)] == ["suspended", "cancelled"]


def test_a_cancelled_run_is_not_woken_by_the_event_for_which_it_waited(shop: Shop) -> None:
    def settle(_params: Params, ctx: Context) -> None:
        shop.begun += 1
        ctx.wait_for("store/shipment/created", 250, within=DAY)

    options = {"cancel_on": (ARCHIVED,), "waits_for": {"store/shipment/created": "orderId"}}
    deployment = deployed(settle, order(), archived(), **options)
    assert deployment.work().result == "cancelled"

    data = {"type": "shipment", "id": 9, "orderId": 250}
    deployment.post(queued(event_body("store/shipment/created", hash="sent", created_at=int(NOW), data=data)))

    assert (deployment.drain(), shop.begun) == (["stored"], 1)


def test_a_cancelled_run_passes_its_resource_lock_on(shop: Shop) -> None:
    deployment = deployed(shop.fail, order(), one_at_a_time=True, within=25)
    deployment.clock.now += 12
    assert deployment.work().result == "retrying"
    deployment.post(replace(order("another"), received_at=deployment.clock.now))
    assert deployment.work().result == "queued"
    deployment.clock.now += 20

    assert [deployment.work().result for _ in range(2)] == ["cancelled", "retrying"]


def test_an_enqueued_run_is_cancelled_by_an_event_about_the_resource_that_its_key_names(shop: Shop) -> None:
    def plan(_params: Params, ctx: Context) -> None:
        ctx.enqueue("fail", {}, key="order/250", delay=DAY)

    deployment = Deployment(declared(plan), declared(shop.fail, "store/cart/created", cancel_on=(ARCHIVED,)))
    deployment.post(order())
    deployment.work()
    deployment.post(archived(at=NOW + 3600))
    deployment.clock.now += 3600

    assert deployment.drain() == ["stored", "cancelled"]
    assert shop.begun == 0


def test_a_sleep_ends_when_the_time_of_its_run_has_passed(shop: Shop) -> None:
    deployment = deployed(shop.remind, order(), within=DAY)

    assert deployment.drain() == ["cancelled"]
    assert end(deployment.run()) == ("cancelled", "within", 0)
    assert NOW + DAY - 1 <= deployment.clock.now <= NOW + DAY + 60


def test_a_run_whose_time_has_passed_has_no_further_attempt(shop: Shop) -> None:
    deployment = deployed(shop.fail, order(), within=15)

    assert deployment.drain() == ["retrying", "cancelled"]
    assert (shop.begun, deployment.run().cancelled_by) == (2, "within")


def test_a_run_that_waits_for_too_long_to_begin_is_cancelled(shop: Shop) -> None:
    deployment = Deployment(declared(shop.fail, start_within=3600))
    deployment.paused.add(STORE)
    deployment.post(order())
    assert deployment.work().result == "held"
    deployment.clock.now += 3601

    deployment.paused.clear()
    deployment.releases().tick()

    assert deployment.work().result == "cancelled"
    assert (shop.begun, deployment.run().cancelled_by) == (0, "start_within")


def test_a_message_that_arrives_too_late_is_cancelled_before_it_begins(shop: Shop) -> None:
    deployment = Deployment(declared(shop.fail, start_within=3600))
    deployment.clock.now += 3601
    deployment.post(order())

    assert (deployment.work().result, shop.begun) == ("cancelled", 0)


@pytest.mark.parametrize("begin", ["fail", "remind"])
def test_a_run_that_has_begun_may_take_longer_than_its_time_to_begin(shop: Shop, begin: str) -> None:
    deployment = deployed(getattr(shop, begin), order(), start_within=5)

    assert "cancelled" not in deployment.drain()


def test_a_run_that_an_operator_retries_has_no_end(shop: Shop) -> None:
    deployment = Deployment(declared(shop.fail, within=60, start_within=60))
    deployment.post(order().redriven())
    deployment.clock.now += DAY

    assert deployment.work().result == "retrying"


def test_a_run_that_is_run_again_has_its_time_again(shop: Shop) -> None:
    run = deployed(shop.remind, order(), within=DAY).run()
    again = replace(run, key=replace(run.key, generation=1), created_at=NOW + 9 * DAY)

    assert (end_of(run, DAY), end_of(again, DAY), end_of(run, None)) == (NOW + DAY, NOW + 10 * DAY, float("inf"))


@pytest.mark.parametrize("option", ["within", "start_within"])
def test_a_delay_longer_than_the_time_of_a_run_is_refused(shop: Shop, option: str) -> None:
    def plan(_params: Params, ctx: Context) -> None:
        ctx.enqueue("fail", {}, delay=DAY)

    deployment = Deployment(declared(plan), declared(shop.fail, "store/cart/created", **{option: DAY}))  # type: ignore[arg-type]
    deployment.post(order())

    assert deployment.work().result == "failed"
    (failure,) = [run.failure.error for run in deployment.repository.rows.values() if run.failure]
    assert failure == (
        "fail() is enqueued with a delay of 86400 s, and would be cancelled then: its time is 86400 s. Pass a shorter "
        "delay, or change within or start_within."
    )


def test_an_action_without_an_end_is_not_checked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Waits, "cancelled_by", lambda *_: pytest.fail("It was checked."))

    assert deployed(shop.remind, order()).drain() == ["completed"]
