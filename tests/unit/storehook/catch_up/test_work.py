"""Catching a store up: what is asked, what is sent, and where it goes on."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.conftest import STORE
from tests.unit.storehook.catch_up.conftest import (
    SINCE,
    CatchUpDeployment,
    of_orders,
    sync_order,
    sync_product,
    welcome,
)
from tests.unit.storehook.conftest import NOW, declared

from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.errors import ApiRefused, ApiUnavailable, StoreUnavailable, Unauthorized
from storehook.errors import Retry, Throttled
from storehook.event import read
from storehook.registration.task import Task
from storehook.stores import Status, Store

WHERE: Any = {"store_hash": STORE, "method": "GET", "path": "/v2/orders"}
ORDERS, PRODUCTS, CUSTOMERS = "/v2/orders", "/v3/catalog/products", "/v3/customers"


def everything() -> CatchUpDeployment:
    """A deployment whose actions want all that can be caught up, with one change of each."""
    deployment = CatchUpDeployment(
        declared(sync_order, "store/order/*"),
        declared(sync_product, "store/product/updated", lane="long"),
        declared(welcome, "store/customer/created"),
    )
    deployment.shop.put(113, SINCE + 10)
    deployment.shop.put(77, SINCE + 20, kind="product")
    deployment.shop.put(5, SINCE + 40, created=SINCE + 30, kind="customer")
    return deployment


def test_each_family_is_asked_for_what_was_changed_since_in_the_order_of_the_changes() -> None:
    deployment = everything()

    deployment.catches_up()

    since = datetime.fromtimestamp(SINCE - 5, UTC).isoformat()
    assert [(call.path, call.query) for call in deployment.shop.calls] == [
        (
            ORDERS,
            {"sort": "date_modified:asc", "min_date_modified": since, "page": "1", "limit": "250"},
        ),
        (
            PRODUCTS,
            {
                "sort": "date_modified",
                "direction": "asc",
                "include_fields": "date_created,date_modified",
                "date_modified:min": since,
                "page": "1",
                "limit": "250",
            },
        ),
        (
            CUSTOMERS,
            {"sort": "date_modified:asc", "date_modified:min": since, "page": "1", "limit": "250"},
        ),
    ]


def test_each_action_gets_a_message_in_its_own_lane_for_what_it_has_missed() -> None:
    deployment = everything()

    assert deployment.catches_up() is True

    assert [(sent.action, read(sent.payload).scope) for sent in deployment.sent()] == [
        ("sync_order", "store/order/updated"),
        ("welcome", "store/customer/created"),
    ]
    assert [(sent.action, read(sent.payload).scope) for sent in deployment.sent("long")] == [
        ("sync_product", "store/product/updated")
    ]


def test_two_actions_that_want_one_change_get_a_message_each() -> None:
    deployment = CatchUpDeployment(declared(sync_order), declared(sync_product, "store/order/updated"))
    deployment.shop.put(113, SINCE)

    deployment.catches_up()

    assert [sent.action for sent in deployment.sent()] == ["sync_order", "sync_product"]


@pytest.mark.parametrize(
    ("webhook", "paths"),
    [
        ("store/order/updated", [ORDERS]),
        ("store/product/*", [PRODUCTS]),
        ("store/customer/created", [CUSTOMERS]),
        ("store/order/statusUpdated", []),
        ("store/cart/*", []),
    ],
)
def test_only_what_some_action_wants_is_asked_for(webhook: str, paths: list[str]) -> None:
    deployment = of_orders(webhook)

    assert deployment.catches_up() is True

    assert [call.path for call in deployment.shop.calls] == paths
    assert deployment.progress().state == "done"


def test_a_change_with_a_run_is_counted_and_not_sent() -> None:
    deployment = of_orders()
    deployment.shop.put(113, SINCE + 10)
    deployment.shop.put(114, SINCE + 20)
    deployment.delivered(113, SINCE + 11)

    deployment.catches_up()

    (orders,) = deployment.progress().families
    assert (orders.found, orders.sent, orders.covered) == (2, 1, 1)
    assert [read(sent.payload).data for sent in deployment.sent()] == [{"type": "order", "id": 114}]


def test_an_empty_store_is_done_at_once() -> None:
    deployment = of_orders()

    assert deployment.catches_up() is True

    assert (deployment.progress().state, deployment.progress().ended_at) == ("done", NOW)


def test_the_messages_are_sent_before_their_page_is_noted() -> None:
    deployment = of_orders()
    deployment.shop.put(113, SINCE)
    deployment.catch_up().begin(STORE, SINCE)
    deployment.queues = {}  # so that nothing can be sent

    with pytest.raises(KeyError):
        deployment.catches_up(since=0)

    assert deployment.progress().families[0].position is not None


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


def test_a_family_that_is_not_granted_names_what_to_grant() -> None:
    deployment = everything()
    deployment.shop.refusals[PRODUCTS] = Unauthorized("Forbidden", **WHERE, status=403)

    deployment.catches_up()

    assert "Grant the app store_v2_products_read_only" in deployment.progress().detail


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

    assert (deployment.progress().state, deployment.progress().detail) == ("failed", f"The store {STORE} is {status}.")
    assert deployment.shop.calls == []


def test_a_store_that_stops_being_active_meanwhile_ends_it_with_the_reason() -> None:
    deployment = everything()
    deployment.shop.refusals[PRODUCTS] = StoreUnavailable(STORE, "is uninstalled")

    assert deployment.catches_up() is True

    assert deployment.progress().detail == f"The store {STORE} is uninstalled."


def test_a_store_that_is_not_there_has_nothing_to_do() -> None:
    assert of_orders().catch_up().work(Task("catch-up", "neverinstalled", since=SINCE), 60.0) is True


def test_a_task_that_goes_on_has_nothing_to_do_where_nothing_was_begun_or_all_is_done() -> None:
    deployment = everything()

    assert deployment.catches_up(since=0) is True
    deployment.catches_up()
    calls = len(deployment.shop.calls)
    assert deployment.catches_up(since=0) is True
    assert len(deployment.shop.calls) == calls


def test_a_task_that_comes_back_does_not_start_over() -> None:
    deployment = everything()
    deployment.shop.refusals[PRODUCTS] = Throttled(30)
    for _ in range(3):
        deployment.clock.now += 60
        assert deployment.catches_up() is False
    deployment.shop.refusals.clear()

    assert deployment.catches_up() is True

    assert len(deployment.sent()) == 2
    assert deployment.progress().since == SINCE - 5


def test_a_second_gap_while_the_first_is_caught_up_is_caught_up_too() -> None:
    deployment = everything()
    deployment.shop.refusals[PRODUCTS] = Throttled(30)
    deployment.catches_up()
    deployment.clock.now += 900
    deployment.shop.put(114, int(NOW) + 600)
    deployment.shop.refusals.clear()

    assert deployment.catches_up(since=NOW + 300) is True

    found = [read(sent.payload).data for sent in deployment.sent() if sent.action == "sync_order"]
    assert found == [{"type": "order", "id": 113}, {"type": "order", "id": 114}]


def test_of_two_workers_the_one_that_comes_second_puts_it_off() -> None:
    deployment = everything()
    answered: list[bool] = []

    def another() -> None:
        deployment.shop.meanwhile = lambda: None
        answered.append(deployment.catches_up(since=0))

    deployment.shop.meanwhile = another

    assert deployment.catches_up() is False

    assert answered == [True]
    assert deployment.progress().state == "done"


def test_what_is_caught_up_again_is_not_sent_again_once_it_has_run() -> None:
    deployment = everything()
    deployment.catches_up()
    deployment.drain()
    deployment.catches_up()

    assert (deployment.sent(), deployment.sent("long")) == ([], [])
    assert [family.covered for family in deployment.progress().families] == [1, 1, 1]


def test_an_order_that_its_action_heard_of_when_it_was_new_is_not_new_again_after_each_change() -> None:
    deployment = of_orders("store/order/created")
    deployment.shop.put(113, SINCE + 20, created=SINCE + 10)
    deployment.delivered(113, SINCE + 10, scope="created")
    deployment.catches_up()
    deployment.shop.put(113, SINCE + 30, created=SINCE + 10)
    deployment.catches_up()

    assert deployment.sent() == []


def test_a_call_is_a_get_and_nothing_else() -> None:
    deployment = everything()

    deployment.catches_up()

    assert {call.method for call in deployment.shop.calls} == {"GET"}
    assert all(isinstance(call, Call) for call in deployment.shop.calls)
