"""Queues and tables of the contract tests, in memory and on AWS."""

from dataclasses import dataclass
from typing import Any

from tests.support.memory import MemoryDeadLetters
from tests.support.moto_stack import Cloud

from storehook.aws.items import deserialize
from storehook.aws.queues import SqsDeadLetters
from storehook.aws.stores import DynamoStores
from storehook.queues.ports import Lanes
from storehook.testing.memory import MemoryQueue

TOKEN = "canary-store-token"


@dataclass
class Backend:
    """One lane's queue and dead-letter queue, with a way to receive from the queue."""

    lanes: Lanes
    letters: MemoryDeadLetters | SqsDeadLetters
    queue: "InMemoryQueue | SqsQueue"


@dataclass
class SqsQueue:
    """A queue in SQS. It is received from as Lambda does."""

    stack: Cloud
    url: str

    def receive(self) -> tuple[str, str] | None:
        """Receive the body and the receipt of one message; None if none is visible."""
        sqs: Any = self.stack.emulator.client("sqs")
        answer = sqs.receive_message(QueueUrl=self.url, VisibilityTimeout=600)
        messages = [(message["Body"], message["ReceiptHandle"]) for message in answer.get("Messages", [])]
        return messages[0] if messages else None


@dataclass
class InMemoryQueue:
    """A queue in memory. It is received from as Lambda does."""

    queue: MemoryQueue

    def receive(self) -> tuple[str, str] | None:
        """Receive the body and the receipt of one message; None if none is visible."""
        message = self.queue.receive()
        return (message.text, message.receipt or "") if message else None


def stored(stack: Cloud) -> set[str]:
    """Return the stores in the deployed table."""
    pages = stack.emulator.client("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs()["Stores"])
    return {deserialize(row, int)["store_hash"] for page in pages for row in page["Items"]}


def row(stores_on_aws: DynamoStores, store_hash: str) -> dict[str, Any]:
    """Return a store's row in DynamoDB's format."""
    key = {"store_hash": {"S": store_hash}}
    client: Any = stores_on_aws.client
    return client.get_item(TableName=stores_on_aws.table, Key=key)["Item"]
