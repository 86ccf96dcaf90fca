"""Wiring of ingest from its environment."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import ingest

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/queue",
    "RECONCILE_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/reconcile",
    "APP_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:app",
    "HOOK_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:hook",
    "DELIVERY_PROOF": "signature-and-key",
    "STORES_TABLE": "stores",
    "TOKEN_KEY": "arn:aws:kms:us-east-1:123456789012:key/token",
    "SIGNATURE_MAX_AGE": "176400",
    "SECRET_TTL": "60",
}
BIGCOMMERCE_WAITS = 9
"""Seconds until BigCommerce gives an answer up; measured at 9 to 12."""


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The receiver of deliveries to `/webhooks`."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    ingest.wiring.cache_clear()
    yield ingest.wiring()["webhooks"]
    ingest.wiring.cache_clear()


def slowest(client: Any) -> float:
    """Seconds that one call may take before it gives up, pauses between attempts aside."""
    timeout = client.session._timeout
    return (timeout.connect_timeout + timeout.read_timeout) * client.attempts


def test_the_environment_decides_where_to_and_how_old(wired: Any) -> None:
    assert wired.delivery_queue.queue_url == ENVIRONMENT["QUEUE_URL"]
    assert wired.max_age == 176_400


def test_delivery_exceptions_go_to_the_reconcile_queue_and_nothing_else_is_different(wired: Any) -> None:
    other = ingest.wiring()["exceptions"]
    queues: Any = wired.delivery_queue, other.delivery_queue

    assert queues[1].queue_url == ENVIRONMENT["RECONCILE_QUEUE_URL"]
    assert queues[1].client is queues[0].client
    assert replace(other, delivery_queue=wired.delivery_queue) == wired


def test_the_environment_decides_which_secrets_count(wired: Any) -> None:
    own, keys = wired.secrets.__self__, wired.keys
    app, hook = own.app.__self__, keys.secrets.__self__
    assert (app.secret_id, app.ttl) == (ENVIRONMENT["APP_SECRET_ARN"], 60)
    assert (hook.secret_id, hook.ttl, wired.proof) == (ENVIRONMENT["HOOK_SECRET_ARN"], 60, "signature-and-key")
    assert (own.stores().table, own.stores().cipher.key_id, own.ttl) == ("stores", ENVIRONMENT["TOKEN_KEY"], 60)


def test_the_table_of_stores_is_made_once(wired: Any) -> None:
    own = wired.secrets.__self__

    assert own.stores() is own.stores()


def test_at_their_slowest_the_calls_for_a_delivery_end_before_bigcommerce_stops_waiting(wired: Any) -> None:
    own = wired.secrets.__self__
    secrets = [own.app.__self__.client, wired.keys.secrets.__self__.client]
    table = own.stores()

    seconds = sum(map(slowest, [*secrets, table.client, table.cipher.client, wired.delivery_queue.client]))

    assert seconds < BIGCOMMERCE_WAITS - 1


def test_the_wiring_is_made_once(wired: Any) -> None:
    assert ingest.wiring()["webhooks"] is wired
