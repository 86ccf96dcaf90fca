"""Number of the reconciler's calls of AWS and BigCommerce for an unchanged store."""

import os
import secrets
import time
from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.clocks import Clock
from tests.support.deployment import declared
from tests.support.function_environment import environment_of

from bigcommerce_sandbox import Store as SandboxStore
from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.aws import clients
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.transport import HttpTransport
from storehook.queues.task import Task, encode
from storehook.reconciler.reconciler import Receipt
from storehook.settings import ReconcilerSettings
from storehook.stores.store import Store
from storehook.wiring import bigcommerce
from storehook.wiring import reconciler as wired
from storehook_cli.local.local_stack import LocalStack

READ = "dynamodb.GetItem"


def count_nothing(_params: Params, _ctx: Context) -> None: ...


@pytest.fixture
def calls(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """The calls that this process makes, of AWS and BigCommerce, with the reconciler's environment."""
    made: list[str] = []
    send = HttpTransport.send

    def counted(transport: HttpTransport, store_hash: str, call: Call, *given: Any) -> Any:
        made.append(f"{call.method} {call.path}")
        return send(transport, store_hash, call, *given)

    monkeypatch.setattr(HttpTransport, "send", counted)
    with environment_of(stack, "Reconciler"):
        clients.session().register(
            "before-send", lambda event_name, **_: made.append(event_name.removeprefix("before-send."))
        )
        yield made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The reconciler's."""
    clock = Clock()
    clock.now = time.time()
    for module in (wired, bigcommerce):
        monkeypatch.setattr(module, "time", SimpleNamespace(time=clock, monotonic=clock, sleep=time.sleep))
    return clock


@pytest.fixture
def store_hash(stack: LocalStack, calls: list[str]) -> Generator[str]:
    """A new store. It goes again: the deployed reconciler would visit it."""
    name, token = f"calm{secrets.token_hex(4)}", secrets.token_hex(16)
    stack.sandbox.add_store(SandboxStore(name, token, f"client-{name}", secrets.token_hex(32)))
    cipher = KmsCipher(stack.emulator.client("kms"), os.environ["TOKEN_KEY"])
    stores = DynamoStores(stack.emulator.client("dynamodb"), os.environ["STORES_TABLE"], cipher)
    stores.save(Store(name, installed_at=time.time() - 60), token)
    yield name
    stores.client.delete_item(TableName=stores.table, Key={"store_hash": {"S": name}})


@pytest.fixture
def reconcile(calls: list[str], clock: Clock, store_hash: str) -> Callable[[float], str]:
    """Gives what makes a pass over the store, so many seconds later."""
    reconciler = wired.reconciler(ReconcilerSettings.of(os.environ), Registry([declared(count_nothing)]))
    message = encode(Task("reconcile", store_hash))

    def make_pass(after: float) -> str:
        clock.now += after
        calls.clear()
        return reconciler.receive(message, Receipt("receipt", 1, clock.now), lambda: 60.0).result

    return make_pass


QUIET = [
    READ,  # the store and what is known of its webhooks
    "secrets-manager.GetSecretValue",  # the hooks' secret: every 5 s, for all stores
    READ,  # its token, which is in the same row
    "dynamodb.PutItem",  # a few requests of its quota
    "GET /v3/hooks",
    "GET /v3/hooks/admin",
    READ,  # its open gaps
]
"""Calls of a reconciliation of an unchanged store."""


def test_a_pass_over_a_store_in_which_nothing_has_changed_writes_its_row_once_an_hour_and_never_calls_kms(
    reconcile: Callable[[float], str], calls: list[str]
) -> None:
    reconcile(0)
    passes = [(reconcile(900), [*calls]) for _ in range(4)]

    # It also looks for gaps that have become too old.
    written = [*QUIET[:-1], READ, "dynamodb.UpdateItem", QUIET[-1]]
    assert passes == [("reconciled", QUIET)] * 3 + [("reconciled", written)]
