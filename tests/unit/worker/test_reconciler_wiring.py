"""Wiring of the reconciler from its environment and the actions of its folder."""

from collections.abc import Callable, Iterator

import pytest

import actions
import reconciler
from storehook.actions.action import discover
from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.delivery_queue import SqsDeliveryQueue
from storehook.aws.queues import SqsLanes, SqsTasks
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.run_indexes import DynamoHistory
from storehook.aws.stores import DynamoStores
from storehook.bigcommerce.tokens import CachedTokens
from storehook.catch_up.work import CatchUp
from storehook.errors import SettingsInvalid
from storehook.reconciler.reconciler import Reconciler
from storehook.webhooks.webhook_key import webhook_key

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "PUBLIC_URL": "https://{api_id}.example.com/live",
    "API_ID": "a1b2c3",
    "RECONCILE_QUEUE_URL": "https://sqs/reconcile",
    "DEFAULT_QUEUE_URL": "https://sqs/default",
    "LONG_QUEUE_URL": "https://sqs/long",
    "RUNS_TABLE": "runs",
    "STORES_TABLE": "stores",
    "RATE_WINDOWS_TABLE": "windows",
    "TOKEN_KEY": "arn:key",
    "BIGCOMMERCE_URL": "https://api.example.com",
    "HOOK_SECRET_ARN": "arn:webhook-secret",
    "RUNS_RETENTION_DAYS": "30",
}


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reconciler]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    reconciler.wiring.cache_clear()
    yield reconciler.wiring()
    reconciler.wiring.cache_clear()


def test_the_environment_decides_the_queues_and_tables(wired: Reconciler) -> None:
    assert isinstance(wired.delivery_queue, SqsDeliveryQueue)
    assert isinstance(wired.tasks, SqsTasks)
    assert isinstance(wired.stores, DynamoStores)
    assert isinstance(wired.registrations, DynamoRegistrations)
    assert (wired.delivery_queue.queue_url, wired.tasks.queue_url) == ("https://sqs/default", "https://sqs/reconcile")
    assert (wired.stores.table, wired.registrations.table) == ("stores", "stores")
    assert wired.store_reconciler.public_url == "https://a1b2c3.example.com/live"


def test_the_scopes_are_those_of_the_actions_of_the_folder(wired: Reconciler) -> None:
    assert ("sync_order", "store/order/updated") in wired.store_reconciler.action_scopes
    assert {scope for _, scope in wired.store_reconciler.action_scopes} == discover(actions).scopes()


def test_a_stores_client_is_the_stores_own(wired: Reconciler) -> None:
    assert wired.open_client("8jbhprizry", lambda: 60.0).store_hash == "8jbhprizry"


def test_a_stores_client_never_uses_a_token_from_before_it_was_opened(
    wired: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    monkeypatch.setattr(CachedTokens, "forget", lambda _self, store_hash: forgotten.append(store_hash))

    wired.open_client("8jbhprizry", lambda: 60.0)

    assert forgotten == ["8jbhprizry"]


def test_hooks_carry_the_key_of_their_store(wired: Reconciler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storehook.aws.secrets.HookSecrets.current", lambda _self: "stack-secret")

    assert wired.store_reconciler.headers("8jbhprizry") == {
        "x-storehook-key": webhook_key("stack-secret", "8jbhprizry")
    }


def test_it_catches_up_with_the_actions_of_the_folder_over_both_lanes_and_the_same_tables(wired: Reconciler) -> None:
    catch_up = wired.catch_up

    assert isinstance(catch_up, CatchUp)
    assert isinstance(catch_up.lanes, SqsLanes)
    assert isinstance(catch_up.history, DynamoHistory)
    assert isinstance(catch_up.catch_ups, DynamoCatchUps)
    assert catch_up.lanes.queue_urls == {"default": "https://sqs/default", "long": "https://sqs/long"}
    assert (catch_up.history.rows.table, catch_up.catch_ups.table) == ("runs", "stores")
    assert catch_up.stores is wired.stores
    assert catch_up.registry.scopes() == discover(actions).scopes()


def test_a_catch_ups_connections_are_the_stores_own(wired: Reconciler) -> None:
    assert isinstance(wired.catch_up, CatchUp)
    found = wired.catch_up.connect("8jbhprizry", "catch-up", seconds_left=lambda: 60.0)

    assert found.bigcommerce.current.store_hash == "8jbhprizry"


def test_settings_that_do_not_fit_stop_it_before_it_changes_anything(
    monkeypatch: pytest.MonkeyPatch, declare_settings: Callable[..., None]
) -> None:
    declare_settings("[default]\nsender = 's'\n[prod]\nsender = 3\n")
    for name, value in (ENVIRONMENT | {"ENVIRONMENT": "prod"}).items():
        monkeypatch.setenv(name, value)
    reconciler.wiring.cache_clear()

    with pytest.raises(SettingsInvalid, match=r"\[prod\] sender"):
        reconciler.wiring()
