"""Reasons to defer a catch-up, to end it, and to leave something out of it."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from tests.support.catch_up import CUSTOMERS, ORDERS, PRODUCTS, SINCE, everything, of_orders
from tests.support.memory import MemoryCatchUps
from tests.support.signed_deliveries import STORE

from storehook.catch_up.progress import CatchUpProgress
from storehook.errors import ApiRefused, ApiUnavailable, Retry, StoreUnavailable, Throttled, Unauthorized
from storehook.queues.task import Task
from storehook.stores.store import Status, Store

WHERE: Any = {"store_hash": STORE, "method": "GET", "path": "/v2/orders"}


@pytest.mark.parametrize(
    "passing",
    [Throttled(30), Retry("150 calls"), ApiUnavailable("Down.", **WHERE, status=503)],
    ids=["no budget", "no time for the budget", "not there"],
)
def test_what_passes_puts_it_off_and_it_goes_on_from_its_place(passing: Exception) -> None:
    deployment = everything()
    deployment.shop.refusals[PRODUCTS] = passing

    assert deployment.catches_up() is False
    assert deployment.progress().state == "running"
    deployment.shop.refusals.clear()
    assert deployment.catches_up(since=0) is True

    assert [call.path for call in deployment.shop.calls] == [ORDERS, PRODUCTS, PRODUCTS, CUSTOMERS]
    assert len(deployment.sent()) == 2


def test_without_the_time_for_a_page_it_is_put_off() -> None:
    deployment = everything()

    assert deployment.catches_up(seconds_left=19) is False

    assert deployment.shop.calls == []
    assert deployment.progress().state == "running"


def test_it_stops_in_the_middle_when_the_time_is_nearly_up() -> None:
    deployment = everything()

    def take_a_minute() -> None:
        deployment.clock.now += 41

    deployment.shop.meanwhile = take_a_minute

    assert [deployment.catches_up(), deployment.catches_up(since=0), deployment.catches_up(since=0)] == [
        False,
        False,
        True,
    ]
    assert [call.path for call in deployment.shop.calls] == [ORDERS, PRODUCTS, CUSTOMERS]


@pytest.mark.parametrize(("status", "kind"), [(401, Unauthorized), (403, Unauthorized), (400, ApiRefused)])
def test_a_family_that_is_refused_is_left_out_and_the_others_go_on(status: int, kind: type[ApiRefused]) -> None:
    deployment = everything()
    deployment.shop.refusals[ORDERS] = kind("No.", **WHERE, status=status)

    assert deployment.catches_up() is True

    assert deployment.progress().state == "failed"
    assert f"orders: GET /v2/orders of store {STORE} was answered {status}: No." in deployment.progress().detail
    assert [sent.action for sent in (*deployment.sent(), *deployment.sent("long"))] == ["welcome", "sync_product"]


@pytest.mark.parametrize(
    ("status", "cure"),
    [(403, "Grant the app store_v2_products_read_only in this store"), (401, "Reinstall the app")],
)
def test_a_family_that_is_not_let_in_says_what_to_do(status: int, cure: str) -> None:
    deployment = everything()
    deployment.shop.refusals[PRODUCTS] = Unauthorized("No", **WHERE, status=status)

    deployment.catches_up()

    assert deployment.progress().detail.endswith(f"was answered {status}: No. {cure}, then catch up again.")


def test_a_list_that_cannot_be_followed_is_left_out() -> None:
    deployment = of_orders()
    deployment.shop.put(113, SINCE)
    deployment.shop.send = lambda _call: {"id": 113}  # type: ignore[method-assign]

    assert deployment.catches_up() is True

    assert deployment.progress().detail == "orders: BigCommerce's list of changes is a JSON dict."


@pytest.mark.parametrize("status", ["paused", "uninstalled"])
def test_a_store_that_is_not_active_is_not_caught_up(status: Status) -> None:
    deployment = everything()
    deployment.store_table.save(Store(STORE, status))

    assert deployment.catches_up() is True

    assert (deployment.progress().state, deployment.progress().detail) == ("waiting", f"Store {STORE} is {status}.")
    assert deployment.shop.calls == []


def test_a_store_that_stops_being_active_meanwhile_puts_it_off_with_the_reason() -> None:
    deployment = everything()
    deployment.shop.refusals[PRODUCTS] = StoreUnavailable(STORE, "is uninstalled")

    assert deployment.catches_up() is True

    assert (deployment.progress().state, deployment.progress().detail) == (
        "waiting",
        f"Store {STORE} is uninstalled.",
    )


def test_a_store_that_is_not_there_has_nothing_to_do() -> None:
    assert of_orders().catch_up().work(Task("catch-up", "neverinstalled", since=SINCE), SINCE, 60.0) is True


@dataclass
class RetriedLetters:
    """Progress of catch-ups as it was before another worker wrote."""

    inner: MemoryCatchUps

    def get(self, _store_hash: str) -> None:
        """None had begun."""

    def save(self, progress: CatchUpProgress) -> bool:
        return self.inner.save(progress)


def test_what_another_worker_has_begun_meanwhile_is_asked_for_again_and_not_forgotten() -> None:
    deployment = everything()
    late = replace(deployment.catch_up(), catch_ups=RetriedLetters(deployment.states))
    deployment.catches_up()
    calls = len(deployment.shop.calls)

    assert late.work(Task("catch-up", STORE, since=SINCE - 600), SINCE + 3600.0, 60.0) is False
    assert len(deployment.shop.calls) == calls
