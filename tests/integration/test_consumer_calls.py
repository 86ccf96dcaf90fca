"""Number of a consumer's calls of AWS for a run."""

import os
import secrets
import time
from collections.abc import Callable, Generator

import pytest
from tests.support.deployment import declared, queued
from tests.support.function_environment import environment_of
from tests.support.noted_calls import noted_calls
from tests.support.signed_deliveries import event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import ReceivedMessage
from storehook.queues.message import encode
from storehook.records.model import Model
from storehook.settings import ConsumerSettings
from storehook.stores.store import Store
from storehook.wiring import consumer as wired
from storehook_cli.local.local_stack import LocalStack

READ, WRITE, QUERY = "dynamodb.GetItem", "dynamodb.PutItem", "dynamodb.Query"


class Customer(Model):
    """A record with a hook."""

    def on_success(self, ctx: Context) -> None: ...


def count_nothing(_params: Params, _ctx: Context) -> None: ...


def settle(_params: Params, ctx: Context) -> None:
    ctx.step("charge", str, 1990)
    ctx.step("mail", str, "sent")


def remind(_params: Params, ctx: Context) -> None:
    ctx.step("mail", str, "sent")
    ctx.sleep("nap", 3600)


def approve(_params: Params, ctx: Context) -> None:
    ctx.step("mail", str, "sent")
    ctx.wait_for_person("Refund?", ["refund", "refuse"], within=3600)


def follow_up(params: Params, ctx: Context) -> None:
    ctx.wait_for("store/shipment/created", params.id, within=3600)


def keep_customer(params: Params, ctx: Context) -> None:
    ctx.records(Customer).upsert(params.id)


@pytest.fixture
def calls(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """The names of the AWS calls that this process makes, with the default consumer's environment."""
    made = noted_calls(monkeypatch)
    with environment_of(stack, "DefaultConsumer"):
        yield made


@pytest.fixture
def consumer(calls: list[str]) -> Consumer:
    return wired.consumer(ConsumerSettings.of(os.environ), Registry([declared(count_nothing)]))


@pytest.fixture
def stores(stack: LocalStack, calls: list[str], store_hash: str) -> Generator[DynamoStores]:
    """The table of stores. The test's own store is deleted afterwards: the reconciler would pause it."""
    dynamodb, table = stack.emulator.client("dynamodb"), os.environ["STORES_TABLE"]
    yield DynamoStores(dynamodb, table, KmsCipher(stack.emulator.client("kms"), os.environ["TOKEN_KEY"]))
    dynamodb.delete_item(TableName=table, Key={"store_hash": {"S": store_hash}})


@pytest.fixture
def store_hash() -> str:
    """A store that no other test knows."""
    return secrets.token_hex(5)


def work(consumer: Consumer, store_hash: str, scope: str = "store/order/updated") -> str:
    """Work on a new event of a store, about an order of its own."""
    event_id = secrets.token_hex(20)
    data = {"type": "order", "id": secrets.randbelow(10**9)}
    body = event_body(scope, data=data, hash=event_id, producer=f"stores/{store_hash}", created_at=int(time.time()))
    message = queued(body, store_hash=store_hash, delivery_id=event_id)
    return consumer.handle(ReceivedMessage(encode(message), "id", "receipt", seconds_left=60)).result


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


@pytest.mark.parametrize(("scope", "read"), [("store/customer/created", []), ("store/customer/updated", [READ])])
def test_what_is_new_with_a_record_and_its_hook_costs_four_calls(
    calls: list[str], store_hash: str, scope: str, read: list[str]
) -> None:
    consumer = wired.consumer(
        ConsumerSettings.of(os.environ),
        Registry([declared(keep_customer, "store/customer/created", "store/customer/updated")]),
    )
    work(consumer, store_hash, scope)
    calls.clear()

    assert (work(consumer, store_hash, scope), calls) == ("completed", [WRITE, *read, WRITE, WRITE, WRITE])


@pytest.mark.parametrize(("action", "result"), [(settle, "completed"), (remind, "suspended"), (approve, "suspended")])
def test_each_step_each_sleep_and_each_question_costs_one_write_more(
    calls: list[str], store_hash: str, action: Callable[..., object], result: str
) -> None:
    consumer = wired.consumer(ConsumerSettings.of(os.environ), Registry([declared(action)]))
    work(consumer, store_hash)
    calls.clear()

    assert (work(consumer, store_hash), calls) == (result, [WRITE] * 4)


def test_a_wait_costs_two_writes_until_its_event_comes(calls: list[str], store_hash: str) -> None:
    waits = declared(follow_up, waits_for={"store/shipment/created": "orderId"})
    consumer = wired.consumer(ConsumerSettings.of(os.environ), Registry([waits]))
    work(consumer, store_hash)
    calls.clear()

    # The claim, a look at the events, the row that says what it waits for, the wait, and another look.
    assert work(consumer, store_hash) == "suspended"
    assert calls == [WRITE, QUERY, WRITE, WRITE, QUERY]
