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


def request(stack: LocalStack, event_id: str) -> dict[str, Any]:
    """A genuine delivery, as API Gateway hands it over."""
    body, now = BODY % event_id.encode(), int(time.time())
    headers = {
        "webhook-id": [event_id],
        "webhook-timestamp": [str(now)],
        "webhook-signature": [sign(stack.info.client_secret, event_id, now, body)],
    }
    return {"pathParameters": {"store_hash": "demostore1"}, "multiValueHeaders": headers, "body": body.decode()}


def test_a_warm_ingest_makes_one_call_for_an_accepted_delivery(stack: LocalStack, calls: list[str]) -> None:
    first = ingest.handler(request(stack, "a" * 40), None)
    calls.clear()

    second = ingest.handler(request(stack, "b" * 40), None)

    assert (first["statusCode"], second["statusCode"]) == (200, 200)
    assert calls == ["before-send.sqs.SendMessage"]


def test_a_warm_ingest_makes_no_call_for_a_refused_delivery(stack: LocalStack, calls: list[str]) -> None:
    ingest.handler(request(stack, "c" * 40), None)
    calls.clear()
    forged = request(stack, "d" * 40) | {"body": "{}"}

    assert ingest.handler(forged, None)["statusCode"] == 401
    assert calls == []
