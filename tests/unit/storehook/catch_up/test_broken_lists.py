"""One item that cannot be read costs one item. Disorder in a list costs none."""

from typing import Any

import pytest
from tests.support.catch_up import SINCE, CatchUpDeployment, of_orders

from storehook.bigcommerce.calls import Call
from storehook.catch_up.changes import ChangedResource
from storehook.webhooks.event import read

ORDERS = range(1000, 1300)


@pytest.fixture
def deployment() -> CatchUpDeployment:
    """A deployment whose 300 orders have changed."""
    deployment = of_orders()
    for number in ORDERS:
        deployment.shop.put(number, SINCE + number - ORDERS[0])
    return deployment


def sent(deployment: CatchUpDeployment) -> list[int]:
    return sorted(read(message.payload).data["id"] for message in deployment.sent())  # type: ignore[index]


def test_an_item_without_a_date_is_skipped_and_named_and_the_catch_up_is_done(deployment: CatchUpDeployment) -> None:
    shown = deployment.shop._shown

    def without_date(change: ChangedResource, call: Call) -> dict[str, Any]:
        return shown(change, call) | ({"date_modified": None} if change.id == 1150 else {})

    deployment.shop._shown = without_date

    assert deployment.catches_up() is True

    assert sent(deployment) == [number for number in ORDERS if number != 1150]
    assert (deployment.progress().state, deployment.progress().detail) == (
        "done",
        "orders: 1 skipped as unreadable (order/1150).",
    )
    assert deployment.catch_up().seconds_to_next_task("store") is None


@pytest.mark.parametrize("place", [10, 248])
def test_two_neighbors_in_the_wrong_order_are_both_found(deployment: CatchUpDeployment, place: int) -> None:
    listed = deployment.shop._page

    def swapped(call: Call) -> list[ChangedResource]:
        page = listed(call)
        if len(page) > place + 1:
            page[place], page[place + 1] = page[place + 1], page[place]
        return page

    deployment.shop._page = swapped

    assert deployment.catches_up() is True

    assert (deployment.progress().state, sent(deployment)) == ("done", list(ORDERS))
