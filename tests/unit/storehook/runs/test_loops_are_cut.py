"""A store that echoes every write: actions that answer the echoes are stopped, however they write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pytest
from tests.support.deployment import Deployment, declared, queued
from tests.support.echo_pairs import ADDRESS, PAIRS, numbered
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.action import Action
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.connections import BigCommerceConnections, Connections
from storehook.bigcommerce.sending import Writes
from storehook.queues.message import Kind, encode
from storehook.runs.loops import HOUR, QUIET, SLOW_WRITES

LIMIT = 4
MANY = 60
"""Writes after which the store stops to echo: the loop was not cut."""


@dataclass
class EchoingStore:
    """A store that sends an event for each write, a second later.

    Args:
        actions: what its events trigger.
        scope: that of the events.
        data: what they carry; the number of the event stands for None.
        answer: what a write is answered; likewise.
        late: seconds after a write at which its event happens.
    """

    actions: list[Action]
    scope: str = "store/order/updated"
    data: Any = field(default_factory=lambda: {"type": "order", "id": 113})
    answer: Any = None
    late: int = 0
    writes: int = 0

    def __post_init__(self) -> None:
        self.deployment = Deployment(*(replace(each, loop_limit=LIMIT) for each in self.actions))
        self._numbers = count(1000)
        consumer = self.deployment.consumer()
        self.deployment.consumer = lambda *_: replace(  # type: ignore[method-assign]
            consumer, contexts=replace(consumer.contexts, connect=self.connect)
        )

    def settle(self) -> int:
        """Let all that has happened have its consequences; how many writes that made."""
        self.deployment.drain()
        return self.writes

    def happen(self, number: int = 0, late: int = 0) -> None:
        """Something changes, and the store tells, a second later."""
        self.deployment.clock.now += 1
        self.tell(self.deployment.clock.now + late, number)

    def tell(self, at: float, number: int = 0) -> None:
        """Something changes at a time to come, and the store tells."""
        body = event_body(hash=f"event-{at}", created_at=int(at), scope=self.scope, data=numbered(self.data, number))
        message = queued(body, delivery_id=f"event-{at}", received_at=at)
        self.deployment.queues["default"].put(encode(message), delay=at - self.deployment.clock.now)

    def written(self) -> Any:
        """Somebody writes; gives the answer."""
        self.writes += 1
        number = next(self._numbers)
        if self.writes < MANY:
            self.happen(number, self.late)
        return numbered(self.answer, number)

    def connect(self, _store: str, kind: Kind, *, writes: Writes, **_: object) -> Connections:
        """Return a run's connections to the store."""
        client = StoreClient(Sender(self, writes))
        return Connections(BigCommerceConnections(lambda _: client, None if kind == "action" else STORE))

    def errors(self) -> set[str | None]:
        """Return the types of the errors of the failed runs."""
        rows = self.deployment.repository.rows.values()
        return {run.failure and run.failure.error_type for run in rows if run.state == "failed"}


@dataclass
class Sender:
    """One run's way to the store: `sending.Sender`."""

    store: EchoingStore
    writes: Writes
    store_hash: str = STORE

    def send(self, call: Call) -> Any:
        self.writes.sending(STORE, call)
        answer = self.store.written()
        self.writes.answered(STORE, call, answer)
        return answer


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


def enqueues_for_later(params: Params, ctx: Context) -> None:
    ctx.enqueue("called", delay=300)


def enqueues_with_a_key(params: Params, ctx: Context) -> None:
    ctx.enqueue("called", key="order-113")


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
        [declared(enqueues_for_later), only_enqueued(called)],
        [declared(enqueues_with_a_key), only_enqueued(called)],
        [declared(enqueues_what_enqueues), only_enqueued(relays), only_enqueued(called)],
    ],
    ids=[
        "in one write",
        "in two writes a run",
        "in a called action",
        "in an enqueued one",
        "in one enqueued for later",
        "in one enqueued with a key",
        "two enqueues away",
    ],
)
def test_an_action_that_answers_its_echoes_is_cut_wherever_it_writes(actions: list[Action]) -> None:
    store = EchoingStore(actions)
    store.happen()

    writes = store.settle()

    assert LIMIT <= writes < MANY
    assert store.errors() == {"LoopDetected"}


@pytest.mark.parametrize(("scope", "data", "write", "body", "answer"), PAIRS)
def test_whatever_is_written_an_action_that_answers_its_echo_is_cut(
    scope: str, data: Any, write: str, body: Any, answer: Any
) -> None:
    method, _, path = write.partition(" ")

    def writes(params: Params, ctx: Context) -> None:
        store = ctx.connections.bigcommerce.current
        api = store.v2 if path.startswith("/v2/") else store.v3
        (api.post if method == "POST" else api.put)(path[len("/v2") :], json=body)

    store = EchoingStore([declared(writes, scope)], scope, data, answer)
    store.happen()

    assert store.settle() == LIMIT + SLOW_WRITES
    assert store.errors() == {"LoopDetected"}


NUMBERED = {"type": "order", "id": 113, "number": None}
"""An event that tells an edit from an echo: the number of an edit is 0."""


def writes_for_each_edit(params: Params, ctx: Context) -> None:
    if params.number == 0:
        put(ctx)


@pytest.mark.parametrize("seconds", [20, 1])
def test_what_people_edit_is_no_loop_though_each_edit_is_answered_with_a_write(seconds: int) -> None:
    """Every twenty seconds; and every second, by the time at which the backlog of an hour is worked on."""
    store = EchoingStore([declared(writes_for_each_edit)], data=NUMBERED)
    for _ in range(30):
        store.deployment.clock.now += seconds - 1
        store.happen()
        if seconds > 10:
            store.settle()
    store.deployment.clock.now += 3600

    assert store.settle() == 30
    assert store.errors() == set()


def test_the_runs_that_one_event_enqueues_do_not_answer_one_another() -> None:
    def enqueues_many(params: Params, ctx: Context) -> None:
        if params.number == 0:
            for number in range(20):
                ctx.enqueue("called", {"number": number})

    store = EchoingStore([declared(enqueues_many), only_enqueued(called)], data=NUMBERED)
    store.happen()

    assert store.settle() == 20
    assert store.errors() == set()


def test_the_events_of_one_bulk_edit_are_not_echoes_of_what_the_first_of_them_led_to() -> None:
    store = EchoingStore([declared(writes_for_each_edit)], data=NUMBERED)
    at = store.deployment.clock.now
    for number in range(20):
        body = event_body(hash=f"edit-{number}", created_at=int(at), data=NUMBERED | {"number": 0})
        store.deployment.post(queued(body, delivery_id=f"edit-{number}", received_at=at + number * 0.1))

    assert store.settle() == 20
    assert store.errors() == set()


def test_a_write_to_a_customer_is_not_echoed_by_the_address_of_its_number() -> None:
    def writes(params: Params, ctx: Context) -> None:
        ctx.connections.bigcommerce.current.v3.put("/customers", json=[{"id": 60}])

    scope = "store/customer/address/updated"
    store = EchoingStore([declared(writes, scope)], scope, ADDRESS)
    store.happen()

    assert store.settle() == MANY


@pytest.mark.parametrize("after", [11, 60])
def test_a_loop_whose_echoes_come_too_late_to_be_recognized_is_cut_within_the_hour(after: int) -> None:
    store = EchoingStore([replace(declared(writes_once), hourly_limit=20)], late=after)
    store.deployment.clock.now += HOUR - store.deployment.clock.now % HOUR
    store.happen()

    assert store.settle() == 20
    assert store.errors() == {"LoopDetected"}


def test_as_many_edits_as_an_hour_may_have_are_answered_in_each_hour() -> None:
    store = EchoingStore([replace(declared(writes_for_each_edit), hourly_limit=20)], data=NUMBERED)
    store.deployment.clock.now += HOUR - store.deployment.clock.now % HOUR
    for _ in range(40):
        store.happen()
        store.settle()
        store.deployment.clock.now += HOUR / 20 - 2

    assert store.errors() == set()
    assert store.writes == 40


class EditedProduct(EchoingStore):
    """A product that people edit, with an action that writes back what they changed."""

    def __init__(self, edits: Sequence[float], *, one_at_a_time: bool = False) -> None:
        super().__init__([declared(self.copies, "store/product/updated", one_at_a_time=one_at_a_time)])
        self.scope, self.data = "store/product/updated", {"type": "product", "id": 77}
        self.edits = [self.deployment.clock.now + after for after in edits]
        self.copied = 0
        for at in self.edits:
            self.tell(at)

    def copies(self, _params: Params, ctx: Context) -> None:
        """Write back the newest edit. The echo of that finds nothing to change."""
        newest = sum(at <= self.deployment.clock.now for at in self.edits)
        if self.copied != newest:
            ctx.connections.bigcommerce.current.v3.put("/catalog/products/77", json={"description": newest})
            self.copied = newest


@pytest.mark.parametrize("one_at_a_time", [False, True])
@pytest.mark.parametrize(("edits", "every"), [(20, 3), (5, 3), (6, 3), (7, 3), (8, 3), (30, 1), (12, 9)])
def test_the_last_of_many_edits_is_written_back_soon(edits: int, every: int, one_at_a_time: bool) -> None:
    store = EditedProduct([1.5 + number * every for number in range(edits)], one_at_a_time=one_at_a_time)

    store.settle()

    assert store.copied == edits
    assert store.deployment.clock.now <= store.edits[-1] + QUIET + 10
