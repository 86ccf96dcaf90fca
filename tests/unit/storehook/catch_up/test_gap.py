"""An outage in which 300 orders change: afterwards each has run once, through the real consumer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from tests.support.catch_up import SINCE, CatchUpDeployment, of_orders
from tests.support.clocks import NOW
from tests.support.deployment import declared
from tests.support.signed_deliveries import STORE

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import StoreUnavailable, Throttled
from storehook.queues.message import Message
from storehook.queues.task import Task
from storehook.runs.run import fail

ORDERS = range(1000, 1300)
DELIVERED = ORDERS[::7]
"""Those whose webhooks came through before the outage, or late."""

heard: list[tuple[int, str]] = []


@pytest.fixture(autouse=True)
def silence() -> None:
    heard.clear()


def sync_order(params: Params, ctx: Context) -> None:
    """Keep what it was told, and by what."""
    heard.append((params.id, ctx.trigger.kind))


@dataclass
class DyingLanes:
    """Lanes of a process that ends when it has sent a hundred messages."""

    inner: Any

    def send(self, messages: Sequence[tuple[str, Message]], delay: float = 0.0) -> None:
        self.inner.send(messages[:100], delay)
        raise SystemExit


def gap(*, in_one_second: bool = False) -> CatchUpDeployment:
    """300 orders have changed, and some of them have run."""
    deployment = CatchUpDeployment(declared(sync_order))
    for number in ORDERS:
        changed = SINCE + (0 if in_one_second else number % 97)
        deployment.shop.put(number, changed)
        if number in DELIVERED:
            deployment.delivered(number, changed + number % 2)
    return deployment


def check(deployment: CatchUpDeployment) -> None:
    """Each order has one completed run, and was told of once."""
    for number in ORDERS:
        (run,) = deployment.runs_of(number)
        assert (run.state, run.happened_at >= deployment.shop.changes["order", number].modified) == ("completed", True)
    assert sorted(number for number, _ in heard) == list(ORDERS)
    assert sum(kind == "catch-up" for _, kind in heard) == len(ORDERS) - len(DELIVERED)


@pytest.mark.parametrize("in_one_second", [False, True], ids=["over a while", "all in one second"])
def test_each_of_300_orders_has_one_completed_run(in_one_second: bool) -> None:
    deployment = gap(in_one_second=in_one_second)

    assert deployment.catches_up() is True
    deployment.drain()

    check(deployment)
    (orders,) = deployment.progress().resources
    assert orders.line() == f"orders: 300 found, {300 - len(DELIVERED)} sent, {len(DELIVERED)} covered"


def test_the_gap_takes_few_calls() -> None:
    deployment = gap()

    deployment.catches_up()

    assert len(deployment.shop.calls) == 2


def test_a_crash_in_the_middle_and_a_second_catch_up_change_nothing() -> None:
    deployment = gap()
    worker = deployment.catch_up()
    dying = replace(worker, lanes=DyingLanes(worker.lanes))
    with pytest.raises(SystemExit):
        dying.work(Task("catch-up", STORE, since=SINCE), deployment.clock(), 60.0)
    assert len(deployment.sent()) == 100
    deployment.catches_up()
    deployment.catches_up()
    deployment.drain()

    check(deployment)


def test_a_store_that_is_throttled_now_and_then_is_caught_up_in_the_end() -> None:
    deployment = gap()
    calls = iter([Throttled(3.0), None, Throttled(3.0), None, None])

    def sometimes() -> None:
        if (refusal := next(calls, None)) is not None:
            raise refusal

    deployment.shop.meanwhile = sometimes

    assert [deployment.catches_up() for _ in range(3)] == [False, False, True]
    deployment.drain()
    check(deployment)


@pytest.mark.parametrize(
    ("error", "sent"),
    [(KeyError("customer"), 0), (StoreUnavailable(STORE, "is paused"), 1)],
    ids=["its own", "the pause's"],
)
def test_a_failed_run_lies_with_the_dead_letters_and_only_what_a_pause_failed_is_sent_again(
    error: Exception, sent: int
) -> None:
    deployment = of_orders("store/order/updated")
    deployment.shop.put(113, SINCE)
    deployment.delivered(113, SINCE)
    key, run = next(iter(deployment.repository.rows.items()))
    deployment.repository.rows[key] = fail(run, error, NOW)

    deployment.catches_up()

    assert len(deployment.sent()) == sent


def test_orders_that_were_created_in_the_gap_are_all_found_however_late_they_were_changed() -> None:
    deployment = CatchUpDeployment(declared(sync_order, "store/order/created"), limit=7)
    for number in range(30):
        deployment.shop.put(number, SINCE + number if number % 3 else int(NOW) - 500, created=SINCE + number)
    deployment.shop.put(30, int(NOW) - 500, created=SINCE - 100)
    deployment.shop.put(31, int(NOW) - 500, created=int(NOW) - 600)

    assert deployment.catches_up(asked_at=NOW - 1000) is True
    deployment.drain()

    assert sorted(number for number, _ in heard) == list(range(30))
    (orders,) = deployment.progress().resources
    assert orders.line() == "orders: 30 found, 30 sent, 0 covered"
