"""A store that echoes every write: actions that answer the echoes are stopped, however they write."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from tests.support.deployment import Deployment, declared, queued
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.action import Action
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.connections import BigCommerceConnections, Connections
from storehook.queues.message import Kind

type OnWrite = Callable[[str, str, str], None]

LIMIT = 4
MANY = 60
"""Writes after which the store stops to echo: the loop was not cut."""


class EchoingStore:
    """A store that sends an event for each write, a second later."""

    def __init__(self, *actions: Action) -> None:
        self.deployment = Deployment(*(replace(each, loop_limit=LIMIT) for each in actions))
        self.writes = 0

    def settle(self) -> int:
        """Let somebody change the order, and all that follows; how many writes that made."""
        self.happen()
        consumer = self.deployment.consumer()
        self.deployment.consumer = lambda *_: replace(  # type: ignore[method-assign]
            consumer, context_factory=replace(consumer.context_factory, connect=self.connect)
        )
        self.deployment.drain()
        return self.writes

    def happen(self) -> None:
        """The order changes, and the store tells."""
        self.deployment.clock.now += 1
        now = self.deployment.clock.now
        body = event_body(hash=f"event-{now}", created_at=int(now), data={"type": "order", "id": 113})
        self.deployment.post(queued(body, delivery_id=f"event-{now}", received_at=now))

    def write(self) -> None:
        """Somebody writes to the order."""
        self.writes += 1
        if self.writes < MANY:
            self.happen()

    def connect(self, _store: str, kind: Kind, *, on_write: OnWrite, **_: object) -> Connections:
        """What a run reaches the store by."""
        client = StoreClient(Sender(self, on_write))
        return Connections(BigCommerceConnections(lambda _: client, None if kind == "action" else STORE))


@dataclass
class Sender:
    """One run's way to the store: `sending.Sender`."""

    store: EchoingStore
    on_write: OnWrite
    store_hash: str = STORE

    def send(self, call: Call) -> None:
        self.on_write(STORE, call.method, call.path)
        self.store.write()


def put(ctx: Context) -> None:
    """Write to the order."""
    ctx.connections.bigcommerce.for_store_hash(STORE).v2.put("/orders/113", json={})


def writes_once(params: Params, ctx: Context) -> None:
    put(ctx)


def writes_twice(params: Params, ctx: Context) -> None:
    put(ctx)
    put(ctx)


def calls(params: Params, ctx: Context) -> None:
    ctx.call("called")


def called(params: Params, ctx: Context) -> None:
    put(ctx)


def enqueues(params: Params, ctx: Context) -> None:
    ctx.enqueue("called")


def enqueues_what_enqueues(params: Params, ctx: Context) -> None:
    ctx.enqueue("relays")


def relays(params: Params, ctx: Context) -> None:
    ctx.enqueue("called")


def only_enqueued(function: Callable[..., object]) -> Action:
    return declared(function, "store/app/uninstalled")


@pytest.mark.parametrize(
    "actions",
    [
        [declared(writes_once)],
        [declared(writes_twice)],
        [declared(calls), only_enqueued(called)],
        [declared(enqueues), only_enqueued(called)],
        [declared(enqueues_what_enqueues), only_enqueued(relays), only_enqueued(called)],
    ],
    ids=["in one write", "in two writes a run", "in a called action", "in an enqueued one", "two enqueues away"],
)
def test_an_action_that_answers_its_echoes_is_cut_wherever_it_writes(actions: list[Action]) -> None:
    store = EchoingStore(*actions)

    writes = store.settle()

    failed = [run for run in store.deployment.repository.rows.values() if run.state == "failed"]
    assert LIMIT <= writes < MANY
    assert {run.failure and run.failure.error_type for run in failed} == {"LoopDetected"}


def test_an_action_that_writes_once_for_many_changes_by_others_is_let_be() -> None:
    store = EchoingStore()
    seen: list[Params] = []

    def writes_for_the_first(params: Params, ctx: Context) -> None:
        if not seen:
            put(ctx)
        seen.append(params)

    store.deployment = Deployment(replace(declared(writes_for_the_first), loop_limit=LIMIT))
    for _ in range(20):
        store.happen()

    assert store.settle() == 1
    assert {run.state for run in store.deployment.repository.rows.values()} == {"completed"}
