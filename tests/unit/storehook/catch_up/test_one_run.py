"""A webhook and a catch-up of the same change are one run for each action and resource."""

from dataclasses import dataclass, field, replace

import pytest
from tests.support.catch_up import SINCE, CatchUpDeployment
from tests.support.clocks import NOW
from tests.support.deployment import declared
from tests.support.signed_deliveries import STORE

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import StoreUnavailable
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run, cover, dead_lettered, fail, ignore
from storehook.testing.memory import MemoryRunRepository
from storehook.webhooks.event import read

ORDER = 113
CHANGED = SINCE + 50
ONLY_CREATED, ONLY_UPDATED = ("store/order/created",), ("store/order/updated",)
BOTH = (*ONLY_CREATED, *ONLY_UPDATED)


@dataclass
class Shipping:
    """An action that keeps the events that it gets."""

    events: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    __name__: str = "ship"

    def __call__(self, params: Params, ctx: Context) -> None:
        self.events.append((params.id, ctx.trigger.scope.rpartition("/")[2]))


@pytest.fixture
def shipping() -> Shipping:
    return Shipping()


def deployed(action: Shipping, *webhooks: str, coalesce: float | None = None) -> CatchUpDeployment:
    """A deployment whose order was changed while nothing was delivered."""
    deployment = CatchUpDeployment(declared(action, *webhooks, coalesce=coalesce))
    deployment.shop.put(ORDER, CHANGED)
    return deployment


def caught_up(deployment: CatchUpDeployment) -> None:
    assert deployment.catches_up() is True
    deployment.drain()


def states(deployment: CatchUpDeployment) -> list[tuple[str, str]]:
    return sorted((run.message.kind, run.state) for run in deployment.runs_of(ORDER))


@pytest.mark.parametrize("coalesce", [None, 2.0])
@pytest.mark.parametrize("seconds", [-1, 0, 2], ids=["before", "at", "after"])
def test_a_retry_of_bigcommerce_after_the_catch_up_does_not_run_again(
    shipping: Shipping, seconds: int, coalesce: float | None
) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED, coalesce=coalesce)
    caught_up(deployment)

    deployment.delivered(ORDER, CHANGED + seconds)
    deployment.drain()

    assert shipping.events == [(ORDER, "updated")]


@pytest.mark.parametrize("coalesce", [None, 2.0])
def test_a_covered_event_says_which_run_covers_it(shipping: Shipping, coalesce: float | None) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED, coalesce=coalesce)
    caught_up(deployment)
    deployment.clock.now += 1
    deployment.deliver(ORDER, CHANGED)
    assert deployment.work().result == "coalesced"

    *others, event = sorted(deployment.runs_of(ORDER), key=lambda run: run.created_at)

    assert event.state == "coalesced"
    assert event.covered_by in [run.key.path for run in others]
    assert event.updated_at == deployment.clock.now


class OneReadBehind(MemoryRunRepository):
    """A table in which another worker stores an event's run right after it was looked for."""

    def get(self, key: RunKey) -> Run | None:
        return None if key.event_id.startswith("order-") else super().get(key)


def test_of_two_copies_of_a_covered_event_that_are_handled_together_the_second_is_a_duplicate(
    shipping: Shipping,
) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED, coalesce=2.0)
    caught_up(deployment)
    for _ in range(2):
        deployment.deliver(ORDER, CHANGED)
    first = deployment.work()
    overtaken = deployment.consumer(repository=OneReadBehind(deployment.repository.rows))

    second = overtaken.handle(deployment.receive())

    assert [outcome.result for outcome in (first, second)] == ["coalesced", "duplicate"]
    assert first.message.action == shipping.__name__


def test_a_late_event_that_runs_first_covers_the_catch_up_that_is_on_its_way(shipping: Shipping) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED)
    deployment.catches_up()
    (waiting,) = deployment.queues["default"].messages
    deployment.queues["default"].messages = []
    deployment.delivered(ORDER, CHANGED + 1)
    deployment.queues["default"].messages = [waiting]
    deployment.drain()

    assert shipping.events == [(ORDER, "updated")]
    assert states(deployment) == [("catch-up", "coalesced"), ("webhook", "completed")]


def test_fifty_orders_of_a_block_run_once_each_though_bigcommerce_delivers_them_afterwards(shipping: Shipping) -> None:
    deployment = CatchUpDeployment(declared(shipping))
    for number in range(50):
        deployment.shop.put(number, SINCE + number)
    caught_up(deployment)

    for number in range(50):
        deployment.delivered(number, SINCE + number)

    assert sorted(number for number, _ in shipping.events) == list(range(50))


def test_a_later_change_always_runs(shipping: Shipping) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED)
    caught_up(deployment)

    deployment.delivered(ORDER, CHANGED + 60)

    assert shipping.events == [(ORDER, "updated")] * 2


def test_two_late_events_of_bigcommerce_both_run(shipping: Shipping) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED)

    deployment.delivered(ORDER, CHANGED)
    deployment.delivered(ORDER, CHANGED - 30)

    assert shipping.events == [(ORDER, "updated")] * 2


def test_a_covered_event_stays_covered_after_a_later_late_event(shipping: Shipping) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED)
    caught_up(deployment)
    deployment.delivered(ORDER, CHANGED + 60)

    deployment.delivered(ORDER, CHANGED)

    assert len(shipping.events) == 2


@pytest.mark.parametrize("scope", ["statusUpdated", "archived", "message/created", "refund/created"])
def test_an_event_that_says_more_than_that_the_order_changed_is_never_covered(shipping: Shipping, scope: str) -> None:
    deployment = deployed(shipping, "store/order/*")
    caught_up(deployment)

    deployment.delivered(ORDER, CHANGED, scope=scope)

    assert len(shipping.events) == 2


def test_two_actions_are_independent() -> None:
    ship, invoice = Shipping(), Shipping(__name__="invoice")
    deployment = CatchUpDeployment(declared(ship))
    deployment.shop.put(ORDER, CHANGED)
    caught_up(deployment)
    deployment.registry = Registry([declared(ship), declared(invoice)])

    deployment.delivered(ORDER, CHANGED)

    assert (len(ship.events), len(invoice.events)) == (1, 1)


@pytest.mark.parametrize("ended", ["cancelled", "ignored", "failed", "covered"])
def test_a_run_that_has_not_seen_the_change_covers_nothing(shipping: Shipping, ended: str) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED)
    caught_up(deployment)
    (run,) = deployment.runs_of(ORDER)
    deployment.repository.rows[run.key] = unseen(run, ended)

    deployment.delivered(ORDER, CHANGED)

    assert shipping.events == [(ORDER, "updated")] * 2


def unseen(run: Run, ended: str) -> Run:
    error = StoreUnavailable(STORE, "is uninstalled")
    return {
        "cancelled": replace(run, state="cancelled"),
        "ignored": ignore(run, NOW),
        "failed": fail(run, error, NOW),
        "covered": cover(run, "another", NOW),
    }[ended]


def test_a_change_whose_catch_up_was_ignored_is_caught_up_again(shipping: Shipping) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED)
    deployment.uninstalled.add(STORE)
    caught_up(deployment)
    deployment.uninstalled.clear()

    caught_up(deployment)

    assert states(deployment) == [("catch-up", "completed"), ("catch-up", "ignored")]


def test_a_creation_that_was_missed_is_told_though_a_later_update_was_delivered(shipping: Shipping) -> None:
    deployment = CatchUpDeployment(declared(shipping, *BOTH))
    deployment.shop.put(ORDER, SINCE + 900, created=SINCE + 100)
    deployment.delivered(ORDER, SINCE + 900)

    deployment.catches_up(asked_at=SINCE + 600)
    deployment.drain()

    assert shipping.events == [(ORDER, "updated"), (ORDER, "created")]


def test_a_creation_and_an_update_that_are_retried_after_their_catch_up_run_no_more(shipping: Shipping) -> None:
    deployment = CatchUpDeployment(declared(shipping, *BOTH))
    deployment.shop.put(ORDER, CHANGED, created=CHANGED - 30)
    caught_up(deployment)

    deployment.delivered(ORDER, CHANGED + 1)
    deployment.delivered(ORDER, CHANGED - 20, scope="created")

    assert shipping.events == [(ORDER, "created")]


def test_a_late_update_does_not_keep_its_catch_up_from_telling_of_the_creation(shipping: Shipping) -> None:
    deployment = CatchUpDeployment(declared(shipping, *BOTH))
    deployment.shop.put(ORDER, CHANGED, created=CHANGED - 30)
    deployment.catches_up()
    (waiting,) = deployment.queues["default"].messages
    deployment.queues["default"].messages = []
    deployment.delivered(ORDER, CHANGED)
    deployment.queues["default"].messages = [waiting]
    deployment.drain()
    deployment.delivered(ORDER, CHANGED - 30, scope="created")

    assert shipping.events == [(ORDER, "updated"), (ORDER, "created")]


def test_a_redriven_event_does_not_run_beside_the_catch_up_that_replaced_it(shipping: Shipping) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED)
    deployment.delivered(ORDER, int(NOW) - 1)
    (run,) = deployment.runs_of(ORDER)
    deployment.repository.rows[run.key] = dead_lettered(unseen(run, "failed"))
    shipping.events.clear()
    deployment.shop.put(ORDER, int(NOW) - 1)
    caught_up(deployment)

    deployment.post(replace(run.message, redrives=1))
    deployment.drain()

    assert shipping.events == [(ORDER, "updated")]


@pytest.mark.parametrize("channel", ["{id}", "1"])
def test_a_creation_in_a_channel_is_caught_up(shipping: Shipping, channel: str) -> None:
    deployment = CatchUpDeployment(declared(shipping, f"store/channel/{channel}/order/created"))
    deployment.shop.put(ORDER, CHANGED, created=CHANGED, channel=1)
    deployment.shop.put(ORDER + 1, CHANGED, created=CHANGED, channel=None)

    deployment.catches_up()

    assert [(read(sent.payload).scope, read(sent.payload).data) for sent in deployment.sent()] == [
        ("store/channel/1/order/created", {"order_id": ORDER})
    ]


def test_an_order_of_another_channel_is_not_caught_up(shipping: Shipping) -> None:
    deployment = CatchUpDeployment(declared(shipping, "store/channel/2/order/created"))
    deployment.shop.put(ORDER, CHANGED, created=CHANGED, channel=1)

    deployment.catches_up()

    assert deployment.sent() == []


@pytest.mark.parametrize("started_later", [True, False])
def test_an_event_from_a_second_before_the_change_covers_it_if_its_run_started_later(
    shipping: Shipping, started_later: bool
) -> None:
    deployment = deployed(shipping, *ONLY_UPDATED)
    deployment.clock.now = CHANGED + (3.0 if started_later else 0.5)
    deployment.delivered(ORDER, CHANGED - 1)
    deployment.clock.now = NOW

    deployment.catches_up()

    assert len(deployment.sent()) == (0 if started_later else 1)
