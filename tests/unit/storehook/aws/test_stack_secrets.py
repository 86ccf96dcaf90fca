"""An operator exchanges a secret in Secrets Manager, and functions verify with what counts from then on."""

import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from tests.support.vault import never

from storehook.aws.secrets import HookSecrets
from storehook.aws.stack_secrets import StoredSecret
from storehook.operations.stack_secrets import exchange
from storehook.webhooks.signature import PREVIOUS_COUNTS


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("secretsmanager", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture
def secret(client: Any) -> StoredSecret:
    return StoredSecret(client, client.create_secret(Name="hook", SecretString="first")["ARN"], time.time)


def counting(secret: StoredSecret, after: float = 0.0) -> tuple[str, ...]:
    """Return the values that count for a function whose process starts some seconds from now."""
    functions = HookSecrets(secret.client, secret.secret_id, 60, time.monotonic, lambda: time.time() + after)
    return [*functions.groups(never)][-1]


def test_a_secret_that_was_never_exchanged_has_one_value(secret: StoredSecret) -> None:
    live = secret.live()

    assert (live.text, live.since, live.previous_until) == ("first", pytest.approx(time.time(), abs=60), None)
    assert counting(secret) == ("first",)


def test_the_value_before_an_exchange_counts_for_49_hours(secret: StoredSecret) -> None:
    live = exchange(secret, "second", leaked=False)

    assert (live.text, live.previous_until) == ("second", live.since + PREVIOUS_COUNTS)
    assert counting(secret) == ("second", "first")
    assert counting(secret, PREVIOUS_COUNTS + 1) == ("second",)


def test_after_that_the_operator_is_told_of_one_value(secret: StoredSecret) -> None:
    exchange(secret, "second", leaked=False)

    later = StoredSecret(secret.client, secret.secret_id, lambda: time.time() + PREVIOUS_COUNTS + 1)
    assert later.live().previous_until is None


def test_a_leaked_value_does_not_count_any_more(secret: StoredSecret) -> None:
    live = exchange(secret, "second", leaked=True)

    assert (live.text, live.previous_until) == ("second", None)
    assert {*counting(secret)} == {"second"}


def test_the_value_is_shown_by_nothing(secret: StoredSecret) -> None:
    assert "first" not in repr(secret.live())
