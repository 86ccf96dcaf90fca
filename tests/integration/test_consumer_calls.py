"""How often a consumer calls AWS for a run."""

import os
import secrets
from collections.abc import Generator

import pytest
from tests.support.deployment import declared, queued
from tests.support.function_environment import environment_of
from tests.support.signed_deliveries import event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.aws import clients
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import Received
from storehook.queues.message import encode
from storehook.settings import ConsumerSettings
from storehook.stores.store import Store
from storehook.wiring import consumer as wired
from storehook_cli.local.local_stack import LocalStack

READ, WRITE = "before-send.dynamodb.GetItem", "before-send.dynamodb.PutItem"


def count_nothing(_params: Params, _ctx: Context) -> None: ...


@pytest.fixture
def calls(stack: LocalStack) -> Generator[list[str]]:
    """The names of the AWS calls that this process makes, with the default consumer's environment."""
    made: list[str] = []
    with environment_of(stack, "DefaultConsumer"):
        clients.session().register("before-send", lambda event_name, **_: made.append(event_name))
        yield made


@pytest.fixture
def consumer(calls: list[str]) -> Consumer:
    return wired.consumer(ConsumerSettings.of(os.environ), Registry([declared(count_nothing)]))


@pytest.fixture
def stores(stack: LocalStack, calls: list[str]) -> DynamoStores:
    kms = KmsCipher(stack.emulator.client("kms"), os.environ["TOKEN_KEY"])
    return DynamoStores(stack.emulator.client("dynamodb"), os.environ["STORES_TABLE"], kms)


@pytest.fixture
def store_hash() -> str:
    """A store that no other test knows."""
    return secrets.token_hex(5)


def work(consumer: Consumer, store_hash: str) -> str:
    """Work on a new event of a store."""
    event_id = secrets.token_hex(20)
    body = event_body(hash=event_id, producer=f"stores/{store_hash}")
    message = queued(body, store_hash=store_hash, delivery_id=event_id)
    return consumer.handle(Received(encode(message), "id", "receipt", seconds_left=60)).result


@pytest.mark.parametrize("installed", [True, False])
def test_a_warm_run_costs_two_calls(
    consumer: Consumer, calls: list[str], stores: DynamoStores, store_hash: str, installed: bool
) -> None:
    if installed:
        stores.save(Store(store_hash), "canary-token")
    # At first it reads how the store is and what is paused, and takes some of the store's quota.
    assert (work(consumer, store_hash), calls) == ("completed", [READ, READ, WRITE, WRITE, WRITE])
    calls.clear()

    assert (work(consumer, store_hash), calls) == ("completed", [WRITE, WRITE])


def test_an_ignored_webhook_costs_three_and_a_new_install_counts_at_once(
    consumer: Consumer, calls: list[str], stores: DynamoStores, store_hash: str
) -> None:
    stores.save(Store(store_hash, status="uninstalled"))
    work(consumer, store_hash)
    calls.clear()
    assert (work(consumer, store_hash), calls) == ("ignored", [READ, WRITE, WRITE])
    stores.save(Store(store_hash), "canary-token")

    assert work(consumer, store_hash) == "completed"
