"""Webhooks of the sandbox, over real connections."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
from standardwebhooks import Webhook

from bigcommerce_sandbox import Account, SandboxServer, Token

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


def test_changes_of_other_resources_arrive(sandbox: SandboxServer, receiver: Any, subscribe: Subscribe) -> None:
    subscribe("store/product/updated")
    subscribe("store/customer/*")
    sandbox.update_product("abc123", 77, price=40)
    made = sandbox.create_customer("abc123", email="ada@example.com", first_name="Ada", last_name="Byron")
    sandbox.update_customer("abc123", made["id"], notes="x")
    bodies = [json.loads(received.body) for received in receiver.wait_for(3)]
    assert sorted((body["scope"], body["data"]["id"]) for body in bodies) == [
        ("store/customer/created", made["id"]),
        ("store/customer/updated", made["id"]),
        ("store/product/updated", 77),
    ]


def test_a_hook_that_somebody_tampered_with_is_seen(
    sandbox: SandboxServer, receiver: Any, subscribe: Subscribe
) -> None:
    hook = subscribe("store/order/updated")
    copy = sandbox.tamper("abc123", "duplicate", hook_id=hook["id"])
    sandbox.tamper("abc123", "deactivate", hook_id=hook["id"], by_platform=True)
    statuses = {hook.id: hook.status for hook in sandbox.hooks("abc123")}
    assert statuses == {hook["id"]: "deactivated", copy.id: "active"}


def test_an_account_of_another_client_has_hooks_of_its_own(sandbox: SandboxServer, receiver: Any) -> None:
    sandbox.add_account("abc123", Account("client-2", "secret two", (Token("token-2"),)))
    with httpx.Client(base_url=sandbox.url, headers={"X-Auth-Token": "token-2"}, trust_env=False) as http:
        hook = {"scope": "store/order/updated", "destination": receiver.url}
        http.post("/stores/abc123/v3/hooks", json=hook).raise_for_status()
    sandbox.update_order("abc123", 100, staff_notes="x")
    received = receiver.wait_for(1)[0]
    Webhook(base64.b64encode(b"secret two").decode()).verify(received.body, received.headers)
    sandbox.delete_account("abc123", "client-2")
    assert sandbox.hooks("abc123") == []


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
