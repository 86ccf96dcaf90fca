"""Both choices work where BigCommerce's documents are unclear."""

import json
from typing import Any

import pytest

from bigcommerce_sandbox import Choices
from bigcommerce_sandbox.tampering import tamper

HOOKS = "/stores/abc123/v3/hooks"
ORDERS = "/stores/abc123/v2/orders"
PRODUCTS = "/stores/abc123/v3/catalog/products"
CUSTOMERS = "/stores/abc123/v3/customers"
UPDATED = "store/order/updated"
EITHER_WAY = [Choices(includes_moment=False), Choices(includes_moment=True)]


def decided(**choices: Any) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("choices", [Choices(**choices)], ids=["decided"])


def change_order(api: Any) -> None:
    assert api.put(f"{ORDERS}/100", json={"staff_notes": "x"}).status_code == 200


@pytest.mark.parametrize("choices", [Choices(refusal=400), Choices(refusal=409), Choices(refusal=422)])
@pytest.mark.parametrize("many", [1, 10])
def test_a_hook_without_room_is_refused_by_the_status_that_was_chosen(api: Any, choices: Choices, many: int) -> None:
    for number in range(many):
        api.add_hook(UPDATED, destination=f"https://shop.test/{number}")
    destination = "https://shop.test/0" if many == 1 else "https://shop.test/new"

    answer = api.post(HOOKS, json={"scope": UPDATED, "destination": destination})

    assert answer.status_code == answer.json()["status"] == choices.refusal


@decided(refusal=409)
def test_a_hook_that_is_none_is_422_all_the_same(api: Any) -> None:
    assert api.post(HOOKS, json={"scope": UPDATED}).status_code == 422


@decided(active_unless_told=False)
def test_a_hook_may_be_inactive_unless_its_request_says_otherwise(api: Any) -> None:
    assert api.add_hook(UPDATED)["is_active"] is False
    assert api.add_hook("store/order/created", is_active=True)["is_active"] is True


@decided(ready_after=60)
def test_a_new_hook_may_miss_what_happens_in_its_first_minute(api: Any, clock: Any, receiver: Any) -> None:
    api.add_hook(UPDATED)
    clock.now += 59
    change_order(api)
    clock.now += 1
    change_order(api)
    api.settle()

    assert [json.loads(request.content)["created_at"] for request in receiver.requests] == [int(clock.now)]


@decided(signs_anew=False)
def test_a_retry_may_keep_the_first_attempts_stamp(api: Any, clock: Any, receiver: Any) -> None:
    api.add_hook(UPDATED)
    receiver.answers = [500, 500]
    receiver.meanwhile = lambda _request: setattr(clock, "now", clock.now + 60)
    change_order(api)
    api.settle()

    stamps = [(each.headers["webhook-timestamp"], each.headers["webhook-signature"]) for each in receiver.requests]
    assert len(stamps) == 3
    assert len(set(stamps)) == 1


@decided(tells_own_scope=True)
def test_a_hook_on_a_wildcard_may_be_told_that(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/*")
    change_order(api)
    api.settle()

    assert [json.loads(request.content)["scope"] for request in receiver.requests] == ["store/order/*"]


@decided(copies=2)
def test_an_event_may_come_twice_without_any_failure(api: Any, receiver: Any) -> None:
    api.add_hook(UPDATED)
    change_order(api)
    api.settle()

    assert len(receiver.requests) == 2
    assert len({(request.headers["webhook-id"], request.content) for request in receiver.requests}) == 1
    assert [delivery.index for delivery in api.sandbox.deliveries("abc123")] == [0, 1]


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [(Choices(outlives_hook=False), ("dropped", 1)), (Choices(), ("delivered", 2))],
    ids=["given up", "goes on"],
)
@pytest.mark.parametrize("end", ["deactivate", "delete"])
def test_what_waits_for_its_retry_may_be_given_up_with_its_hook(
    api: Any, receiver: Any, outcome: tuple[str, int], end: str
) -> None:
    hook = api.add_hook(UPDATED)
    receiver.answers = [500]

    def end_it(_request: object) -> None:
        if len(receiver.requests) == 1:
            tamper(api.sandbox.store("abc123"), end, {"hook_id": hook["id"]}, 0)

    receiver.meanwhile = end_it
    change_order(api)
    api.settle()

    (delivery,) = api.sandbox.deliveries("abc123")
    assert (delivery.state, len(receiver.requests)) == outcome


@pytest.mark.parametrize("choices", EITHER_WAY)
@pytest.mark.parametrize("end", ["min", "max"])
def test_a_filter_of_orders_by_date_may_leave_its_own_moment_out(api: Any, choices: Choices, end: str) -> None:
    modified = api.get(f"{ORDERS}/101").json()["date_modified"]

    listed = api.get(ORDERS, params={f"{end}_date_modified": modified}).json()

    assert (101 in [order["id"] for order in listed]) is choices.includes_moment


@pytest.mark.parametrize("choices", EITHER_WAY)
@pytest.mark.parametrize("path", [PRODUCTS, CUSTOMERS])
@pytest.mark.parametrize("end", ["min", "max"])
def test_a_v3_filter_by_date_may_leave_its_own_moment_out(api: Any, choices: Choices, path: str, end: str) -> None:
    (first, *_) = api.get(path).json()["data"]

    listed = api.get(path, params={f"date_modified:{end}": first["date_modified"]}).json()["data"]

    assert (first["id"] in [item["id"] for item in listed]) is choices.includes_moment
