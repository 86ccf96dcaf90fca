"""Number of ingest's calls of AWS for a delivery."""

import os
import time
from collections.abc import Callable, Generator
from typing import Any

import pytest
from tests.support.function_environment import environment_of
from tests.support.noted_calls import noted_calls

import ingest
from storehook import observability
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.stores.store import Store
from storehook.webhooks.refreshes import IN_ALL, PER_STORE
from storehook.webhooks.signature import sign
from storehook.webhooks.webhook_key import HEADER, webhook_key
from storehook_cli.local.local_stack import LocalStack

BODY = b'{"producer":"stores/%s","hash":"%s","scope":"store/order/updated","data":{"type":"order","id":1}}'
SEND = "sqs.SendMessage"
OWN_SECRET = "own" * 20

CACHED = (ingest.wiring, observability.metrics)
"""Caches of values from the environment. Later tests have another environment."""


@pytest.fixture
def calls(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """The names of the AWS calls that this process makes, with ingest's environment."""
    made = noted_calls(monkeypatch)
    with environment_of(stack, "Ingest", *CACHED):
        yield made


@pytest.fixture
def own_store(stack: LocalStack, calls: list[str]) -> Generator[Callable[[str], str]]:
    """Adds a store with its own API account. It is deleted afterwards: the reconciler would pause it."""
    dynamodb, kms = stack.emulator.client("dynamodb"), stack.emulator.client("kms")
    stores = DynamoStores(dynamodb, os.environ["STORES_TABLE"], KmsCipher(kms, os.environ["TOKEN_KEY"]))
    added: list[str] = []

    def add(store_hash: str) -> str:
        stores.save(Store(store_hash, account="store"), client_secret=OWN_SECRET)
        added.append(store_hash)
        return store_hash

    yield add
    for store_hash in added:
        dynamodb.delete_item(TableName=stores.table, Key={"store_hash": {"S": store_hash}})


def request(stack: LocalStack, event_id: str, secret: str = "", store_hash: str = "demostore1") -> dict[str, Any]:
    """A genuine delivery, as API Gateway hands it over."""
    body, now = BODY % (store_hash.encode(), event_id.encode()), int(time.time())
    headers = {
        "webhook-id": event_id,
        "webhook-timestamp": str(now),
        "webhook-signature": sign(secret or stack.info.client_secret, event_id, now, body),
    }
    return {"pathParameters": {"store_hash": store_hash}, "headers": headers, "body": body.decode()}


def with_key(stack: LocalStack, event: dict[str, Any]) -> dict[str, Any]:
    """The same, with the key that our hooks carry."""
    vault = stack.emulator.client("secretsmanager")
    secret = vault.get_secret_value(SecretId=os.environ["HOOK_SECRET_ARN"])["SecretString"]
    event["headers"][HEADER] = webhook_key(secret, event["pathParameters"]["store_hash"])
    return event


def test_a_warm_ingest_makes_one_call_for_an_accepted_delivery(stack: LocalStack, calls: list[str]) -> None:
    first = ingest.handler(request(stack, "a" * 40), None)
    calls.clear()

    second = ingest.handler(request(stack, "b" * 40), None)

    assert (first["statusCode"], second["statusCode"]) == (200, 200)
    assert calls == [SEND]


def test_a_key_that_is_not_needed_costs_no_call(stack: LocalStack, calls: list[str]) -> None:
    keyed = with_key(stack, request(stack, "1" * 40))
    first = ingest.handler(request(stack, "2" * 40), None)
    calls.clear()

    second = ingest.handler(keyed, None)

    assert (first["statusCode"], second["statusCode"]) == (200, 200)
    assert calls == [SEND]


def test_a_store_with_its_own_account_costs_two_calls_more_once_and_then_one_as_well(
    stack: LocalStack, calls: list[str], own_store: Callable[[str], str]
) -> None:
    store_hash = own_store("ownaccount1")
    first = ingest.handler(request(stack, "3" * 40, OWN_SECRET, store_hash), None)
    cold = [name for name in calls if name != SEND]
    calls.clear()

    second = ingest.handler(with_key(stack, request(stack, "4" * 40, OWN_SECRET, store_hash)), None)

    assert (first["statusCode"], second["statusCode"]) == (200, 200)
    assert cold == [
        "secretsmanager.GetSecretValue",
        "dynamodb.GetItem",
        "kms.Decrypt",
    ]
    assert calls == [SEND]


def test_a_delivery_that_comes_right_after_its_store_was_added_is_accepted(
    stack: LocalStack, calls: list[str], own_store: Callable[[str], str]
) -> None:
    early = ingest.handler(request(stack, "6" * 40, OWN_SECRET, "ownaccount2"), None)
    own_store("ownaccount2")

    answer = ingest.handler(request(stack, "7" * 40, OWN_SECRET, "ownaccount2"), None)

    assert (early["statusCode"], answer["statusCode"]) == (401, 200)


def test_a_delivery_exception_is_one_call_too_and_lands_in_the_reconcile_queue(
    stack: LocalStack, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_url = stack.emulator.client("sqs").create_queue(QueueName="exceptions-of-a-test")["QueueUrl"]
    monkeypatch.setenv("RECONCILE_QUEUE_URL", queue_url)
    resource = {"routeKey": "POST /exceptions/{store_hash}"}
    ingest.handler(request(stack, "8" * 40), None)
    calls.clear()

    answer = ingest.handler(request(stack, "9" * 40) | resource, None)

    assert (answer["statusCode"], calls) == (200, [SEND])
    (found,) = stack.emulator.client("sqs").receive_message(QueueUrl=queue_url).get("Messages", [])
    assert "9" * 40 in found.get("Body", "")


def test_forged_deliveries_make_ingest_look_for_newer_secrets_a_few_times_and_then_once_in_a_while(
    stack: LocalStack, calls: list[str]
) -> None:
    forged = request(stack, "d" * 40) | {"body": "{}"}
    for _ in range(PER_STORE):
        ingest.handler(forged, None)
    calls.clear()

    answers = [ingest.handler(forged, None)["statusCode"] for _ in range(20)]

    assert answers == [401] * 20
    assert calls == []


def test_forged_deliveries_for_made_up_stores_cost_one_read_each_and_few_refreshes_in_all(
    stack: LocalStack, calls: list[str]
) -> None:
    forged = request(stack, "d" * 40) | {"body": "{}"}
    ingest.handler(forged, None)
    calls.clear()

    for number in range(20):
        assert ingest.handler(forged | {"pathParameters": {"store_hash": f"x{number}"}}, None)["statusCode"] == 401

    assert calls.count("dynamodb.GetItem") == 20
    assert len(calls) <= 20 + 2 * IN_ALL  # both values of the app's secret


def test_a_new_secret_counts_at_once_and_the_one_before_it_still_counts(stack: LocalStack, calls: list[str]) -> None:
    ingest.handler(request(stack, "e" * 40), None)
    secrets, secret_id = stack.emulator.client("secretsmanager"), stack.outputs()["AppSecret"]
    before = secrets.get_secret_value(SecretId=secret_id)["SecretString"]
    newer = request(stack, "f" * 40, secret="newer" * 12)
    try:
        secrets.put_secret_value(SecretId=secret_id, SecretString='{"client_secret": "%s"}' % ("newer" * 12))

        answers = [ingest.handler(each, None)["statusCode"] for each in (newer, request(stack, "0" * 40))]
    finally:
        secrets.put_secret_value(SecretId=secret_id, SecretString=before)

    assert answers == [200, 200]
