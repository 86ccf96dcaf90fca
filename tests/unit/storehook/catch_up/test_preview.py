"""Preview of a catch-up, which sends nothing."""

import json
from dataclasses import asdict

import pytest
from tests.support.catch_up import SINCE, CatchUpDeployment, of_orders, sync_order, sync_product
from tests.support.clocks import NOW
from tests.support.deployment import declared
from tests.support.signed_deliveries import STORE

from storehook.catch_up.preview import NO_TIME, Preview, ResourcePreview
from storehook.errors import StoreUnavailable, Throttled, Unauthorized

GRANT = "Grant the app store_v2_orders_read_only in this store, then catch up again."


def previewed(deployment: CatchUpDeployment, seconds_left: float = 60.0) -> Preview:
    return deployment.catch_up().preview(STORE, SINCE, seconds_left)


def test_it_counts_what_would_be_sent_by_family_and_action() -> None:
    deployment = CatchUpDeployment(
        declared(sync_order, "store/order/updated"), declared(sync_product, "store/order/*"), limit=3
    )
    for number in range(7):
        deployment.shop.put(number, SINCE + number)
    deployment.delivered(3, SINCE + 3)
    deployment.drain()

    found = previewed(deployment)

    assert found.resources[0] == ResourcePreview("orders", 7, 2, {"sync_order": 6, "sync_product": 6})


def test_it_sends_and_stores_nothing() -> None:
    deployment = of_orders()
    deployment.shop.put(113, SINCE)

    previewed(deployment)

    assert deployment.sent() == []
    assert deployment.states.get(STORE) is None


def test_it_says_what_the_catch_up_then_does() -> None:
    deployment = of_orders(limit=3)
    for number in range(20):
        deployment.shop.put(number, SINCE + number // 8)

    (told,) = previewed(deployment).resources
    deployment.catches_up()

    (orders,) = deployment.progress().resources
    assert (told.found, told.actions, told.covered) == (orders.found, {"sync_order": orders.sent}, orders.covered)


def test_it_can_be_written_as_json() -> None:
    deployment = of_orders()
    deployment.shop.put(113, SINCE)

    assert json.loads(json.dumps(asdict(previewed(deployment)))) == {
        "store_hash": STORE,
        "since": SINCE - 5,
        "until": int(NOW),
        "resources": [{"resource": "orders", "found": 1, "covered": 0, "actions": {"sync_order": 1}, "detail": ""}],
    }


@pytest.mark.parametrize(
    ("refusal", "detail"),
    [
        (Throttled(30), "The store's API quota is used up. It is available again in 30 s."),
        (StoreUnavailable(STORE, "is paused"), f"Store {STORE} is paused."),
        (
            Unauthorized("No", store_hash=STORE, method="GET", path="/v2/orders", status=403),
            f"GET /v2/orders of store {STORE} was answered 403: No. {GRANT}",
        ),
    ],
)
def test_it_says_why_it_is_not_all(refusal: Exception, detail: str) -> None:
    deployment = of_orders()
    deployment.shop.refusals["/v2/orders"] = refusal

    (orders,) = previewed(deployment).resources

    assert orders == ResourcePreview("orders", 0, 0, {}, detail)


def test_it_says_so_when_the_time_did_not_suffice() -> None:
    deployment = of_orders(limit=3)
    for number in range(20):
        deployment.shop.put(number, SINCE + number)

    (orders,) = previewed(deployment, seconds_left=10.0).resources

    assert (orders.found, orders.detail) == (3, NO_TIME)
