"""How often ingest calls AWS for a delivery."""

import time
from collections.abc import Generator
from typing import Any

import pytest

import ingest
from storehook.aws import clients
from storehook.signature import sign
from storehook_cli.local_stack import LocalStack

BODY = b'{"producer":"stores/demostore1","hash":"%s","scope":"store/order/updated","data":{"type":"order","id":1}}'


@pytest.fixture
def calls(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """The names of the AWS calls that this process makes, with ingest's environment."""
    functions = stack.emulator.client("lambda")
    configuration = functions.get_function_configuration(FunctionName=stack.outputs()["Ingest"])
    for name, value in (configuration["Environment"]["Variables"] | stack.emulator.credentials).items():
        monkeypatch.setenv(name, value)
    for cached in (ingest.wiring, clients.session):
        cached.cache_clear()
    made: list[str] = []
    clients.session().register("before-send", lambda event_name, **_: made.append(event_name))
    yield made
    for cached in (ingest.wiring, clients.session):
        cached.cache_clear()


def request(stack: LocalStack, event_id: str, secret: str = "") -> dict[str, Any]:
    """A genuine delivery, as API Gateway hands it over."""
    body, now = BODY % event_id.encode(), int(time.time())
    headers = {
        "webhook-id": [event_id],
        "webhook-timestamp": [str(now)],
        "webhook-signature": [sign(secret or stack.info.client_secret, event_id, now, body)],
    }
    return {"pathParameters": {"store_hash": "demostore1"}, "multiValueHeaders": headers, "body": body.decode()}


def test_a_warm_ingest_makes_one_call_for_an_accepted_delivery(stack: LocalStack, calls: list[str]) -> None:
    first = ingest.handler(request(stack, "a" * 40), None)
    calls.clear()

    second = ingest.handler(request(stack, "b" * 40), None)

    assert (first["statusCode"], second["statusCode"]) == (200, 200)
    assert calls == ["before-send.sqs.SendMessage"]


def test_forged_deliveries_make_ingest_look_for_newer_secrets_only_once_in_a_while(
    stack: LocalStack, calls: list[str]
) -> None:
    forged = request(stack, "d" * 40) | {"body": "{}"}
    ingest.handler(forged, None)
    calls.clear()

    answers = [ingest.handler(forged, None)["statusCode"] for _ in range(20)]

    assert answers == [401] * 20
    assert calls == []


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
