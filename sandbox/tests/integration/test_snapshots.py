"""A sandbox continues from the snapshot of another."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sandbox.tests.support.webhook_receiver import receiving, wait_until

from bigcommerce_sandbox import App, SandboxServer, Store, Token
from bigcommerce_sandbox.accounts import Account

APP = App("app-client", "app-secret", ("store_v2_orders",), "https://app.example/auth", "https://app.example/load")


def continued(server: SandboxServer) -> SandboxServer:
    """Return a sandbox with the snapshot of another, which was a file in between."""
    restored = SandboxServer()
    restored.restore(json.loads(json.dumps(server.snapshot())))
    return restored


@pytest.fixture
def used(store: Store) -> SandboxServer:
    """A sandbox with two stores, an app, a changed order and a webhook of another account."""
    with SandboxServer(stores=[store, replace(store, store_hash="second")], app=APP) as server:
        server.add_account("abc123", Account("other", "secret", (Token("t-2", frozenset({"store_v2_orders"})),)))
        server.tamper("abc123", "insert", scope="store/order/*", destination="https://x.example/", client_id="other")
        server.update_order("abc123", 100, customer_message="Hello")
    return server


@pytest.mark.parametrize(
    "read",
    [
        SandboxServer.snapshot,
        lambda server: server.hooks("abc123"),
        lambda server: server.orders("abc123"),
        lambda server: server.deliveries("abc123"),
    ],
    ids=["snapshot", "hooks", "orders", "deliveries"],
)
def test_a_restored_sandbox_has_what_the_first_one_had(
    used: SandboxServer, read: Callable[[SandboxServer], object]
) -> None:
    before = read(used)

    assert before
    assert read(continued(used)) == before


def test_the_id_of_a_deleted_webhook_is_not_used_again(used: SandboxServer) -> None:
    with used:
        (hook,) = used.hooks("abc123")
        used.tamper("abc123", "delete", hook_id=hook.id)
    with continued(used) as restored:
        after = restored.tamper("abc123", "insert", scope="store/order/*", destination="https://x.example/")

    assert after.id == hook.id + 1


def test_a_pending_delivery_is_sent_once_the_sandbox_is_told_to_resume(store: Store) -> None:
    with receiving() as receiver:
        with SandboxServer(stores=[store]) as server:
            server.tamper("abc123", "insert", scope="store/order/*", destination=receiver.url)
            receiver.answers.append(503)
            server.update_order("abc123", 100, customer_message="Hello")
            wait_until(lambda: any(delivery.attempts for delivery in server.deliveries("abc123")))
        with continued(server) as restored:
            restored.resume()
            first, second = receiver.wait_for(2)[:2]

        assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])


def test_a_snapshot_of_another_form_is_refused(used: SandboxServer) -> None:
    snapshot = used.snapshot()
    del snapshot["stores"][0]["hooks"]

    with pytest.raises(ValueError, match="another form"):
        SandboxServer().restore(snapshot)
