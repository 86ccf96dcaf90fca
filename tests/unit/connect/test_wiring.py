"""Wiring of connect from its environment."""

from collections.abc import Iterator
from typing import Any

import pytest

import connect
from storehook.connect import login
from storehook.connect.callback_handler import CallbackHandler

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "APP_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:app",
    "STORES_TABLE": "stores",
    "TOKEN_KEY": "arn:key",
    "RECONCILE_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/reconcile",
    "APP_SCOPES": "store_v2_orders",
    "BIGCOMMERCE_LOGIN_URL": "https://login.example.com",
    "PUBLIC_URL": "https://hooks.example.com",
    "API_ID": "a1b2c3",
    "SECRET_TTL": "60",
}
FUNCTION = 10.0
"""Seconds that the function may take."""


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[CallbackHandler]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    connect.wiring.cache_clear()
    yield connect.wiring()
    connect.wiring.cache_clear()


def slowest(client: Any) -> float:
    """Seconds that one call may take before it gives up, pauses between attempts aside."""
    config = client.meta.config
    return (config.connect_timeout + config.read_timeout) * config.retries["total_max_attempts"]


def test_the_environment_decides(wired: CallbackHandler) -> None:
    installer: Any = wired.installer
    secrets: Any = wired.accounts.func.__self__  # type: ignore[attr-defined]
    assert (secrets.secret_id, secrets.ttl) == (ENVIRONMENT["APP_SECRET_ARN"], 60)
    assert (installer.stores.table, installer.tasks.queue_url) == ("stores", ENVIRONMENT["RECONCILE_QUEUE_URL"])
    assert (installer.scopes, wired.public_url) == (("store_v2_orders",), "https://hooks.example.com")


def test_whichever_service_is_slow_the_visitor_is_told_within_the_functions_time(wired: CallbackHandler) -> None:
    installer: Any = wired.installer
    secrets: Any = wired.accounts.func.__self__  # type: ignore[attr-defined]
    at_worst = {
        "secrets, for a JWT that no account has signed": 3 * slowest(secrets.client),
        "the store, read and written": 2 * slowest(installer.stores.client),
        "the key": slowest(installer.stores.cipher.client),
        "the queue": slowest(installer.tasks.client),
        "the login": login.CONNECT_TIMEOUT + login.READ_TIMEOUT,
    }

    assert {name: seconds for name, seconds in at_worst.items() if seconds > FUNCTION - 2} == {}


def test_the_wiring_is_made_once(wired: CallbackHandler) -> None:
    assert connect.wiring() is wired
