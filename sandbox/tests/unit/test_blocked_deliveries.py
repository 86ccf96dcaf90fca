"""Blocked destinations, and how often a client is told: the 48 hours are ten seconds, a block takes 11 ms."""

from typing import Any

import pytest
from sandbox.tests.support.failing_deliveries import HOOKS, OTHER, TOLD, change_order, codes, fail, told


def block(api: Any, receiver: Any) -> None:
    """Get the receiver blocked; exceptions go elsewhere."""
    fail(receiver, "receiver.test")
    api.add_hook("store/order/updated")
    api.post(HOOKS, json=TOLD)
    change_order(api, times=100)
    blocklist = api.sandbox.sender.blocklist
    api.wait(lambda: blocklist.block("client-1", "https://receiver.test/", api.sandbox.clock()) is not None)


@pytest.fixture
def retry_factor() -> float:
    return 60e-6


def test_a_destination_is_told_of_once_in_ten_minutes(api: Any, clock: Any, receiver: Any) -> None:
    receiver.answers = [500, 500, 500]
    api.add_hook("store/order/updated")
    api.post(HOOKS, json=TOLD)
    change_order(api, times=2)
    api.settle()  # else a retry could take the answer that is meant for the next change
    assert len(told(api)) == 1
    clock.now += 1  # which ten minutes are not compressed below
    receiver.answers = [500]
    change_order(api)
    api.wait(lambda: len(told(api)) == 2)
    assert codes(api) == [90001, 90001]


def test_each_destination_is_told_of(api: Any, receiver: Any) -> None:
    receiver.answers = [500, 500]
    api.add_hook("store/order/updated")
    api.add_hook("store/order/updated", destination="https://second.test/")
    api.post(HOOKS, json=TOLD)
    change_order(api)
    api.wait(lambda: len(told(api)) == 2)
    assert {data["id"] for data in told(api)} == {1, 2}


def test_a_block_is_told_of_once(api: Any, receiver: Any) -> None:
    block(api, receiver)
    change_order(api, times=3)
    api.wait(lambda: all(delivery.attempts for delivery in api.sandbox.deliveries("abc123")))
    assert codes(api) == [90001, 90003]


def test_a_blocked_delivery_is_not_told_of_as_a_failed_one(api: Any, receiver: Any) -> None:
    block(api, receiver)
    api.add_hook("store/order/updated", destination="https://receiver.test/second")
    change_order(api)
    api.wait(lambda: all(delivery.attempts for delivery in api.sandbox.deliveries("abc123")))
    assert codes(api) == [90001, 90003]


def test_a_blocked_delivery_is_not_sent_but_counts_as_a_failure(api: Any, receiver: Any) -> None:
    block(api, receiver)
    before = len(receiver.requests)
    change_order(api)
    api.wait(lambda: len(api.sandbox.deliveries("abc123")[-1].attempts) >= 3)  # on a busy machine, more by now
    attempts = api.sandbox.deliveries("abc123")[-1].attempts[:3]
    assert [(attempt.number, attempt.status, attempt.error) for attempt in attempts] == [
        (1, None, "blocked"),
        (2, None, "blocked"),
        (3, None, "blocked"),
    ]
    assert not [request for request in receiver.requests[before:] if request.url.host == "receiver.test"]


def test_after_a_block_new_events_are_sent_at_once(api: Any, clock: Any, receiver: Any) -> None:
    block(api, receiver)
    receiver.meanwhile = None
    clock.now += 180 * 60e-6
    change_order(api)
    api.wait(lambda: api.sandbox.deliveries("abc123")[-1].state == "delivered")
    assert len(api.sandbox.deliveries("abc123")[-1].attempts) == 1


def test_what_was_held_back_follows_its_retries(api: Any, clock: Any, receiver: Any) -> None:
    block(api, receiver)
    change_order(api)
    held = api.sandbox.deliveries("abc123")[-1].index
    api.wait(lambda: len(api.sandbox.deliveries("abc123")[held].attempts) == 1)
    receiver.meanwhile = None
    clock.now += 180 * 60e-6
    api.wait(lambda: api.sandbox.deliveries("abc123")[held].state == "delivered")
    assert api.sandbox.deliveries("abc123")[held].attempts[0].error == "blocked"


def test_a_blocked_domain_is_shown_to_its_client(api: Any, receiver: Any) -> None:
    block(api, receiver)
    api.post("/_sandbox/stores/abc123/accounts", json=OTHER)
    api.post(HOOKS, token="token-2", json=TOLD | {"destination": "https://receiver.test/exceptions"})
    shown, others = (api.get(f"{HOOKS}/admin", token=token).json() for token in ("canary-access-token", "token-2"))
    domain = shown["data"]["blocked_domains"][0]
    assert (domain["destination"], domain["time_left"]) == ("receiver.test", 1)
    assert domain["reasons"][0]["failure_description"] == "ConnectError: connection refused"
    assert others["data"]["blocked_domains"] == []


def test_a_block_holds_in_the_clients_other_stores(api: Any, receiver: Any) -> None:
    block(api, receiver)
    second = {"store_hash": "second", "access_token": "t", "client_id": "client-1", "client_secret": "s"}
    api.post("/_sandbox/stores", json=second)
    hook = {"scope": "store/order/updated", "destination": "https://receiver.test/second"}
    api.post("/stores/second/v3/hooks", token="t", json=hook)
    api.put("/stores/second/v2/orders/100", token="t", json={"staff_notes": "x"})
    api.wait(lambda: len(api.sandbox.deliveries("second")[0].attempts) == 1)
    assert api.sandbox.deliveries("second")[0].attempts[0].error == "blocked"


def test_the_stores_page_tells_the_block_and_why(api: Any, receiver: Any) -> None:
    block(api, receiver)

    text = api.get("/_sandbox/stores/abc123/page/webhooks", token=None).text

    assert "<div>receiver.test</div>" in text
    assert "x ConnectError" in text
