"""The same suites run over the backends in memory and over the ones on AWS."""

import secrets
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import pytest
from tests.support.memory import MemoryDeadLetters, MemoryStores

from storehook.aws.queues import SqsDeadLetters, SqsLanes
from storehook.aws.records import DynamoRecordStore
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.stores import DynamoStores, KmsCipher
from storehook.queues.ports import Lanes
from storehook.records.table import Expiry, RecordStore
from storehook.runs.ports import RunRepository
from storehook.stores.ports import Stores
from storehook.stores.store import Store
from storehook.testing.memory import MemoryLanes, MemoryQueue, MemoryRecordStore, MemoryRunRepository
from storehook_cli.local.local_stack import LocalStack

_NAMES = count()

TOKEN = "canary-store-token"


@dataclass
class Backend:
    """One lane's queue and dead-letter queue, and how to receive from the queue."""

    lanes: Lanes
    letters: MemoryDeadLetters | SqsDeadLetters
    queue: "InMemoryQueue | SqsQueue"


@dataclass
class SqsQueue:
    """A queue in SQS, received from as Lambda does."""

    stack: LocalStack
    url: str

    def receive(self) -> tuple[str, str] | None:
        """The body and the receipt of one message; None if none is visible."""
        answer = self.stack.emulator.client("sqs").receive_message(QueueUrl=self.url, VisibilityTimeout=600)
        found = [(message["Body"], message["ReceiptHandle"]) for message in answer.get("Messages", [])]
        return found[0] if found else None


@dataclass
class InMemoryQueue:
    """A queue in memory, received from as Lambda does."""

    queue: MemoryQueue

    def receive(self) -> tuple[str, str] | None:
        """The body and the receipt of one message; None if none is visible."""
        found = self.queue.receive()
        return (found.text, found.receipt or "") if found else None


@pytest.fixture(params=["memory", "dynamodb"])
def repository(request: pytest.FixtureRequest) -> RunRepository:
    """A table of runs."""
    if request.param == "memory":
        return MemoryRunRepository()
    stack: LocalStack = request.getfixturevalue("stack")
    return DynamoRunRepository(stack.emulator.client("dynamodb"), stack.outputs()["Runs"], retention=86_400)


@pytest.fixture(params=["memory", "dynamodb"])
def rows_with(request: pytest.FixtureRequest) -> Callable[[Expiry], RecordStore]:
    """Gives one table of records, whatever the expiry."""
    if request.param == "memory":
        return partial(MemoryRecordStore, {})
    stack: LocalStack = request.getfixturevalue("stack")
    return partial(DynamoRecordStore, stack.emulator.client("dynamodb"), stack.outputs()["Records"])


@pytest.fixture
def rows(rows_with: Callable[[Expiry], RecordStore]) -> RecordStore:
    """A table of records that do not expire."""
    return rows_with(Expiry())


@pytest.fixture(params=["memory", "sqs"])
def backend(request: pytest.FixtureRequest) -> Generator[Backend]:
    """The queues of one lane."""
    if request.param == "memory":
        queue, dead = MemoryQueue(lambda: 0.0), MemoryQueue(lambda: 0.0)
        lanes = MemoryLanes("default", {"default": queue}, {"default": dead})
        yield Backend(lanes, MemoryDeadLetters(dead, queue), InMemoryQueue(queue))
        return
    stack: LocalStack = request.getfixturevalue("stack")
    sqs = stack.emulator.client("sqs")
    urls = [sqs.create_queue(QueueName=f"contract-{next(_NAMES)}")["QueueUrl"] for _ in range(2)]
    lanes = SqsLanes(sqs, {"default": urls[0]}, "default", urls[1])
    yield Backend(lanes, SqsDeadLetters(sqs, urls[1], urls[0]), SqsQueue(stack, urls[0]))
    for url in urls:
        sqs.delete_queue(QueueUrl=url)


@pytest.fixture(scope="module")
def stores_table(stack: LocalStack) -> Generator[str]:
    """The deployed table. What the tests put there goes again: the reconciler would visit these stores."""
    name, before = stack.outputs()["Stores"], stored(stack)
    yield name
    for store_hash in stored(stack) - before:
        stack.emulator.client("dynamodb").delete_item(TableName=name, Key={"store_hash": {"S": store_hash}})


@pytest.fixture(scope="module")
def stores_on_aws(stack: LocalStack, stores_table: str) -> DynamoStores:
    """The deployed table, and a key of its own."""
    kms: Any = stack.emulator.client("kms")  # type: ignore[call-overload]
    key = kms.create_key(Description="contract")["KeyMetadata"]["KeyId"]
    return DynamoStores(stack.emulator.client("dynamodb"), stores_table, KmsCipher(kms, key))


@pytest.fixture(params=["memory", "aws"])
def stores(request: pytest.FixtureRequest) -> Stores:
    """A table of stores."""
    return MemoryStores() if request.param == "memory" else request.getfixturevalue("stores_on_aws")


@pytest.fixture
def new_store() -> Callable[..., Store]:
    """Makes a store that no other test knows."""
    store_hash = secrets.token_hex(5)
    return lambda **fields: Store(store_hash, **fields)


def stored(stack: LocalStack) -> set[str]:
    """The stores of the deployed table."""
    pages = stack.emulator.client("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs()["Stores"])
    return {row["store_hash"]["S"] for page in pages for row in page["Items"]}


def row(stores_on_aws: DynamoStores, store_hash: str) -> dict[str, Any]:
    """What a store's row holds, as DynamoDB writes it."""
    key = {"store_hash": {"S": store_hash}}
    return stores_on_aws.client.get_item(TableName=stores_on_aws.table, Key=key)["Item"]
