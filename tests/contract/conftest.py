"""The same suites run over the backends in memory and over the ones on AWS."""

import secrets
from collections.abc import Callable, Generator
from functools import cache, partial
from itertools import count
from typing import Any

import pytest
from tests.support.backends import Backend, InMemoryQueue, SqsQueue, stored
from tests.support.memory import MemoryDeadLetters, MemoryStores
from tests.support.moto_stack import ENVIRONMENT, Cloud, MotoStack, moto_stack

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

NUMBERS = count()
"""Suffixes of the names of queues."""

EMULATORS = ("stack", "moto")
"""The fixtures of what stands for AWS: two that nobody has written together, so that no promise rests on a quirk."""


@pytest.fixture(autouse=True)
def as_a_function(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the environment variables that Lambda sets: on moto, the suites call AWS as consumers do."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def moto() -> Generator[MotoStack]:
    """The second of them, in this process."""
    with moto_stack() as running:
        yield running


@pytest.fixture(params=EMULATORS)
def cloud(request: pytest.FixtureRequest) -> Cloud:
    """Each of them, for what memory has none of."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["memory", "stack", "moto"])
def repository(request: pytest.FixtureRequest) -> RunRepository:
    """A table of runs."""
    if request.param == "memory":
        return MemoryRunRepository()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoRunRepository(stack.emulator.client("dynamodb"), stack.outputs()["Runs"], retention=86_400)


@pytest.fixture(params=["memory", "stack", "moto"])
def rows_with(request: pytest.FixtureRequest) -> Callable[[Expiry], RecordStore]:
    """Gives one table of records, whatever the expiry."""
    if request.param == "memory":
        return partial(MemoryRecordStore, {})
    stack: Cloud = request.getfixturevalue(request.param)
    return partial(DynamoRecordStore, stack.emulator.client("dynamodb"), stack.outputs()["Records"])


@pytest.fixture
def rows(rows_with: Callable[[Expiry], RecordStore]) -> RecordStore:
    """A table of records that do not expire."""
    return rows_with(Expiry())


@pytest.fixture(params=["memory", "stack", "moto"])
def backend(request: pytest.FixtureRequest) -> Generator[Backend]:
    """The queues of one lane."""
    if request.param == "memory":
        queue, dead = MemoryQueue(lambda: 0.0), MemoryQueue(lambda: 0.0)
        lanes = MemoryLanes("default", {"default": queue}, {"default": dead})
        yield Backend(lanes, MemoryDeadLetters(dead, queue), InMemoryQueue(queue))
        return
    stack: Cloud = request.getfixturevalue(request.param)
    sqs = stack.emulator.client("sqs")
    urls = [sqs.create_queue(QueueName=f"contract-{next(NUMBERS)}")["QueueUrl"] for _ in range(2)]
    lanes = SqsLanes(sqs, {"default": urls[0]}, "default", urls[1])
    yield Backend(lanes, SqsDeadLetters(sqs, urls[1], urls[0]), SqsQueue(stack, urls[0]))
    for url in urls:
        sqs.delete_queue(QueueUrl=url)


@pytest.fixture(scope="module")
def stores_tables() -> Generator[Callable[[Cloud], str]]:
    """Gives an emulator's table. What the tests put there goes again: the reconciler would visit these stores."""
    before: dict[Cloud, set[str]] = {}

    def table(cloud: Cloud) -> str:
        if cloud not in before:
            before[cloud] = stored(cloud)
        return cloud.outputs()["Stores"]

    yield table
    for cloud, hashes in before.items():
        if isinstance(cloud, MotoStack):
            continue  # nobody visits those
        for store_hash in stored(cloud) - hashes:
            cloud.emulator.client("dynamodb").delete_item(TableName=table(cloud), Key={"store_hash": {"S": store_hash}})


@pytest.fixture(scope="module")
def stores_in(stores_tables: Callable[[Cloud], str]) -> Callable[[Cloud], DynamoStores]:
    """Gives an emulator's table of stores, with a key of its own."""

    @cache
    def stores(cloud: Cloud) -> DynamoStores:
        kms: Any = cloud.emulator.client("kms")
        key = kms.create_key(Description="contract")["KeyMetadata"]["KeyId"]
        return DynamoStores(cloud.emulator.client("dynamodb"), stores_tables(cloud), KmsCipher(kms, key))

    return stores


@pytest.fixture
def stores_on_aws(cloud: Cloud, stores_in: Callable[[Cloud], DynamoStores]) -> DynamoStores:
    """The table of each emulator."""
    return stores_in(cloud)


@pytest.fixture(params=["memory", *EMULATORS])
def stores(request: pytest.FixtureRequest, stores_in: Callable[[Cloud], DynamoStores]) -> Stores:
    """A table of stores."""
    return MemoryStores() if request.param == "memory" else stores_in(request.getfixturevalue(request.param))


@pytest.fixture
def new_store() -> Callable[..., Store]:
    """Makes a store that no other test knows."""
    store_hash = secrets.token_hex(5)
    return lambda **fields: Store(store_hash, **fields)
