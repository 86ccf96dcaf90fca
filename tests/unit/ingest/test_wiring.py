"""How ingest is put together from its environment."""

from collections.abc import Iterator
from typing import Any

import pytest

import ingest

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/queue",
    "APP_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:app",
    "SIGNATURE_MAX_AGE": "176400",
    "SECRET_TTL": "60",
}
BIGCOMMERCE_WAITS = 9
"""Seconds until BigCommerce gives an answer up; measured at 9 to 12."""


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    ingest.wiring.cache_clear()
    yield ingest.wiring().keywords
    ingest.wiring.cache_clear()


def slowest(client: Any) -> float:
    """Seconds that one call may take before it gives up, pauses between attempts aside."""
    config = client.meta.config
    return (config.connect_timeout + config.read_timeout) * config.retries["total_max_attempts"]


def test_the_environment_decides_where_to_and_how_old(wired: dict[str, Any]) -> None:
    assert wired["outbox"].queue_url == ENVIRONMENT["QUEUE_URL"]
    assert wired["max_age"] == 176_400
    secrets = wired["secrets"].__self__
    assert (secrets.secret_id, secrets.ttl) == (ENVIRONMENT["APP_SECRET_ARN"], 60)


def test_at_their_slowest_the_calls_for_a_delivery_end_before_bigcommerce_stops_waiting(wired: dict[str, Any]) -> None:
    seconds = slowest(wired["secrets"].__self__.client) + slowest(wired["outbox"].client)

    assert seconds < BIGCOMMERCE_WAITS - 1


def test_the_wiring_is_made_once(wired: dict[str, Any]) -> None:
    assert ingest.wiring().keywords is wired
