"""Webhooks of the sandbox, over real connections."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
from standardwebhooks import Webhook

from storehook_cli.sandbox import SandboxServer

SECRET = "a client secret"

Subscribe = Callable[..., dict[str, Any]]
Until = Callable[[Callable[[], bool]], None]


def test_a_changed_order_arrives_signed(client: httpx.Client, receiver: Any, subscribe: Subscribe) -> None:
    subscribe("store/order/updated")
    client.put("/v2/orders/100", json={"customer_message": "Grüße ☕"})
    received = receiver.wait_for(1)[0]
    payload = Webhook(base64.b64encode(SECRET.encode()).decode()).verify(received.body, received.headers)
    assert payload["data"] == {"type": "order", "id": 100}


def test_a_created_order_arrives(sandbox: SandboxServer, receiver: Any, subscribe: Subscribe) -> None:
    subscribe("store/order/*")
    order = sandbox.create_order("abc123", customer_id=12)
    assert json.loads(receiver.wait_for(1)[0].body)["data"] == {"type": "order", "id": order["id"]}


def test_an_order_updated_from_another_thread_arrives(
    sandbox: SandboxServer, receiver: Any, subscribe: Subscribe
) -> None:
    subscribe("store/order/statusUpdated")
    sandbox.update_order("abc123", 100, status_id=2)
    assert json.loads(receiver.wait_for(1)[0].body)["data"]["status"]["new_status_id"] == 2


def test_custom_headers_arrive(client: httpx.Client, receiver: Any, subscribe: Subscribe) -> None:
    subscribe("store/order/updated", headers={"X-Shared-Secret": "s3cret"})
    client.put("/v2/orders/100", json={"staff_notes": "x"})
    assert receiver.wait_for(1)[0].headers["x-shared-secret"] == "s3cret"


def test_only_the_headers_of_bigcommerce_arrive(client: httpx.Client, receiver: Any, subscribe: Subscribe) -> None:
    subscribe("store/order/updated")
    client.put("/v2/orders/100", json={"staff_notes": "x"})
    http = {"host", "content-length", "content-type", "accept-encoding", "user-agent"}
    webhook = {"webhook-id", "webhook-timestamp", "webhook-signature"}
    assert receiver.wait_for(1)[0].headers.keys() == http | webhook


def test_a_receiver_that_fails_twice_gets_it_a_third_time(
    sandbox: SandboxServer, client: httpx.Client, receiver: Any, subscribe: Subscribe, until: Until
) -> None:
    receiver.answers = [500, 503]
    subscribe("store/order/updated")
    client.put("/v2/orders/100", json={"staff_notes": "x"})
    until(lambda: sandbox.deliveries("abc123")[0].state == "delivered")
    assert [attempt.status for attempt in sandbox.deliveries("abc123")[0].attempts] == [500, 503, 200]


def test_a_receiver_that_answers_late_has_failed(
    sandbox: SandboxServer, client: httpx.Client, receiver: Any, subscribe: Subscribe, until: Until
) -> None:
    receiver.hold.clear()
    subscribe("store/order/updated")
    client.put("/v2/orders/100", json={"staff_notes": "x"})
    until(lambda: len(sandbox.deliveries("abc123")[0].attempts) == 1)
    attempt = sandbox.deliveries("abc123")[0].attempts[0]
    assert (attempt.status, attempt.error) == (None, "no answer within 1 s")


def test_a_receiver_that_never_takes_it_loses_its_hook(
    sandbox: SandboxServer, client: httpx.Client, receiver: Any, subscribe: Subscribe, until: Until
) -> None:
    receiver.answers = [500] * 12
    subscribe("store/order/updated")
    client.put("/v2/orders/100", json={"staff_notes": "x"})
    until(lambda: sandbox.deliveries("abc123")[0].state == "exhausted")
    assert [hook.is_active for hook in sandbox.hooks("abc123")] == [False]


def test_nobody_listening_is_a_failure_like_any_other(
    sandbox: SandboxServer, client: httpx.Client, until: Until
) -> None:
    client.post("/v3/hooks", json={"scope": "store/order/updated", "destination": "http://127.0.0.1:1/"})
    client.put("/v2/orders/100", json={"staff_notes": "x"})
    until(lambda: len(sandbox.deliveries("abc123")[0].attempts) >= 1)
    assert (sandbox.deliveries("abc123")[0].attempts[0].error or "").startswith("ConnectError")


def test_a_burst_arrives_whole(sandbox: SandboxServer, receiver: Any, subscribe: Subscribe, until: Until) -> None:
    subscribe("store/order/created")
    for _ in range(300):
        sandbox.create_order("abc123")
    until(lambda: all(delivery.state == "delivered" for delivery in sandbox.deliveries("abc123")))
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 300
