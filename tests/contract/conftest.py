"""The same suites run over the backends in memory and over the ones on AWS."""

import secrets
from collections.abc import Callable, Generator
from functools import partial
from itertools import count
from typing import Any

import pytest
from tests.support.backends import Backend, InMemoryQueue, SqsQueue, stored
from tests.support.memory import MemoryDeadLetters, MemoryStores

from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.queues import SqsDeadLetters, SqsLanes
from storehook.aws.records import DynamoRecordStore
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.stores import DynamoStores
from storehook.records.table import Expiry, RecordStore
from storehook.runs.ports import RunRepository
from storehook.stores.ports import Stores
from storehook.stores.store import Store
from storehook.testing.memory import MemoryLanes, MemoryQueue, MemoryRecordStore, MemoryRunRepository
from storehook_cli.local.local_stack import LocalStack

NUMBERS = count()
"""What the names of queues end with."""


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
    urls = [sqs.create_queue(QueueName=f"contract-{next(NUMBERS)}")["QueueUrl"] for _ in range(2)]
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
    kms: Any = stack.emulator.client("kms")
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
