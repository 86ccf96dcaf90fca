"""Ingest with secrets and queues that may fail, and its requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.clocks import Clock
from tests.support.lambda_context import LambdaContext
from tests.support.signed_deliveries import SECRET, STORE, sign

import ingest
from storehook.ingest.receive import Receiver
from storehook.queues.message import Message
from storehook.webhooks.refreshes import Refreshes
from storehook.webhooks.signature import MayRefresh
from storehook.webhooks.webhook_key import WebhookKeys, webhook_key

type Event = dict[str, Any]


KEY_SECRET = "secret-of-the-stack"
KEY = webhook_key(KEY_SECRET, STORE)


@dataclass
class SenderResources:
    """The secrets and the queues, each of which may fail."""

    secret: str = SECRET
    secrets_fault: Exception | None = None
    keys_fault: Exception | None = None
    queue_fault: Exception | None = None
    sent: list[Message] = field(default_factory=list[Message])
    exceptions: list[Message] = field(default_factory=list[Message])

    def of_store(self, _store_hash: str, _may_refresh: MayRefresh) -> Sequence[Sequence[str]]:
        if self.secrets_fault:
            raise self.secrets_fault
        return [[self.secret]]

    def hook_secrets(self, _may_refresh: MayRefresh) -> Sequence[Sequence[str]]:
        if self.keys_fault:
            raise self.keys_fault
        return [[KEY_SECRET]]


@dataclass
class DeliveryQueue:
    """One of the queues."""

    around: SenderResources
    sent: list[Message]

    def send(self, message: Message) -> None:
        if self.around.queue_fault:
            raise self.around.queue_fault
        self.sent.append(message)


def wired(around: SenderResources) -> Mapping[str, Receiver]:
    """Return what the handler needs for each path."""
    keys = WebhookKeys(around.hook_secrets)
    webhooks = Receiver(
        secrets=around.of_store,
        keys=keys,
        refreshes=Refreshes(Clock()),
        proof="signature",
        max_age=3600,
        delivery_queue=DeliveryQueue(around, around.sent),
    )
    exceptions = replace(webhooks, delivery_queue=DeliveryQueue(around, around.exceptions))
    return {"webhooks": webhooks, "exceptions": exceptions}


def answer(event: Event) -> Event:
    return ingest.handler(event, LambdaContext())


def request(body: bytes, /, **fields: object) -> Event:
    """Make a genuine request with a body, as API Gateway passes it on."""
    delivery = sign(body)
    headers = {name: ",".join(values) for name, values in delivery.headers.items()}
    usual = {"routeKey": "POST /webhooks/{store_hash}", "pathParameters": {"store_hash": STORE}, "headers": headers}
    return usual | {"body": body.decode(errors="replace"), "isBase64Encoded": False} | fields


def with_key(event: Event, key: str = KEY) -> Event:
    return event | {"headers": event["headers"] | {"x-storehook-key": key}}
