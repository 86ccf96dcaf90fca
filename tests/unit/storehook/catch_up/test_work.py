"""Catching a store up: what is asked, what is sent, and where it goes on."""

from datetime import UTC, datetime

import pytest
from tests.support.catch_up import (
    CUSTOMERS,
    ORDERS,
    PRODUCTS,
    SINCE,
    CatchUpDeployment,
    everything,
    of_orders,
    sync_order,
    sync_product,
)
from tests.support.clocks import NOW
from tests.support.deployment import declared
from tests.support.signed_deliveries import STORE

from storehook.bigcommerce.calls import Call
from storehook.errors import Throttled
from storehook.webhooks.event import read


def test_each_family_is_asked_for_what_was_changed_since_in_the_order_of_the_changes() -> None:
    deployment = everything()

    deployment.catches_up()

    since = datetime.fromtimestamp(SINCE - 5 - 1, UTC).isoformat()
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

    (orders,) = deployment.progress().resources
    assert (orders.found, orders.sent, orders.covered) == (2, 1, 1)
    assert [read(sent.payload).data for sent in deployment.sent()] == [{"type": "order", "id": 114}]


def test_an_empty_store_is_done_at_once() -> None:
    deployment = of_orders()

    assert deployment.catches_up() is True

    assert (deployment.progress().state, deployment.progress().ended_at) == ("done", NOW)


def test_the_messages_are_sent_before_their_page_is_noted() -> None:
    deployment = of_orders()
    deployment.shop.put(113, SINCE)
    deployment.catch_up().start(STORE, SINCE, NOW)
    deployment.queues = {}  # so that nothing can be sent

    with pytest.raises(KeyError):
        deployment.catches_up(since=0)

    assert deployment.progress().resources[0].position is not None


def test_a_task_that_goes_on_has_nothing_to_do_where_nothing_was_begun_or_all_is_done() -> None:
    deployment = everything()

    assert deployment.catches_up(since=0) is True
    deployment.catches_up()
    calls, before = len(deployment.shop.calls), deployment.progress()
    deployment.clock.now += 60
    assert deployment.catches_up(since=0) is True
    assert (len(deployment.shop.calls), deployment.progress()) == (calls, before)


def test_a_task_that_goes_on_does_not_start_over() -> None:
    deployment = everything()
    deployment.shop.refusals[PRODUCTS] = Throttled(30)
    deployment.catches_up()
    for _ in range(3):
        deployment.clock.now += 60
        assert deployment.catches_up(since=0) is False
    deployment.shop.refusals.clear()

    assert deployment.catches_up(since=0) is True

    assert len(deployment.sent()) == 2
    assert deployment.progress().since == SINCE - 5


def test_a_task_that_goes_on_leaves_what_has_changed_since_to_its_webhook() -> None:
    deployment = everything()
    deployment.shop.refusals[PRODUCTS] = Throttled(30)
    assert deployment.catches_up(asked_at=NOW) is False
    deployment.clock.now += 60
    deployment.shop.put(114, int(NOW) + 59)  # its webhook is on its way
    deployment.shop.refusals.clear()

    assert deployment.catches_up(since=0) is True

    assert [read(sent.payload).data for sent in deployment.sent() if sent.action == "sync_order"] == [
        {"type": "order", "id": 113}
    ]
    assert deployment.progress().until == NOW


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
    assert [call.path for call in deployment.shop.calls] == [ORDERS, PRODUCTS, CUSTOMERS, ORDERS]


def test_what_is_caught_up_again_is_not_sent_again_once_it_has_run() -> None:
    deployment = everything()
    deployment.catches_up()
    deployment.drain()
    deployment.catches_up()

    assert (deployment.sent(), deployment.sent("long")) == ([], [])
    assert [resource.covered for resource in deployment.progress().resources] == [1, 1, 1]


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
