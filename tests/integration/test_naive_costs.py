"""Number of a naive handler's calls of AWS for an event. `storehook cost` shows its costs beside our own."""

import hmac
import json
import secrets
from typing import Any

import boto3

from storehook.webhooks.signature import sign
from storehook_cli.costs.usage import NAIVE_READS
from storehook_cli.local.emulator import REGION
from storehook_cli.local.local_stack import LocalStack

EVENTS = 10


class NaiveHandler:
    """Checks a signature, reads the store's token, and does the work."""

    def __init__(self, dynamodb: Any, table: str, secret: str) -> None:
        self.dynamodb, self.table, self.secret = dynamodb, table, secret
        self.done: list[tuple[str, str]] = []

    def handle(self, headers: dict[str, str], body: str) -> int:
        event_id, at, given = (headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
        if not hmac.compare_digest(sign(self.secret, event_id, int(at), body.encode()), given):
            return 401
        store_hash = json.loads(body)["producer"].removeprefix("stores/")
        row = self.dynamodb.get_item(TableName=self.table, Key={"store_hash": {"S": store_hash}})["Item"]
        self.done.append((event_id, row["store_hash"]["S"]))
        return 200


def test_a_naive_handler_calls_aws_as_often_as_the_costs_say(stack: LocalStack) -> None:
    session: Any = boto3.Session("test", "test", region_name=REGION)
    calls: list[str] = []
    session.events.register("before-send", lambda event_name, **_: calls.append(event_name))
    dynamodb = session.client("dynamodb", endpoint_url=stack.emulator.url)
    handler = NaiveHandler(dynamodb, stack.outputs()["Stores"], stack.info.client_secret)
    body = json.dumps({"producer": f"stores/{stack.info.store_hash}"})

    for _ in range(EVENTS):
        event_id = secrets.token_hex(20)
        signature = sign(stack.info.client_secret, event_id, 0, body.encode())
        headers = {"webhook-id": event_id, "webhook-timestamp": "0", "webhook-signature": signature}
        assert handler.handle(headers, body) == 200
    dynamodb.close()

    assert len(handler.done) == EVENTS
    assert calls == ["before-send.dynamodb.GetItem"] * (EVENTS * NAIVE_READS)
