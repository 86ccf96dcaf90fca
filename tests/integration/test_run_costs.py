"""Costs of a run at AWS: calls of the consumer and the timer, and DynamoDB's write units, including indexes."""

import os
import secrets
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any

import pytest
from tests.support.aws_costs import Meter
from tests.support.aws_twins import twins
from tests.support.clocks import NOW, Clock
from tests.support.deployed import Deployed
from tests.support.deployment import declared, queued
from tests.support.function_environment import environment_of
from tests.support.merchants import new_merchant
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.aws import clients
from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.queues import SqsLanes
from storehook.aws.runs import DynamoRunRepository
from storehook.consumer.batch import handle_batch
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import ReceivedMessage
from storehook.queues.message import Message, encode
from storehook.queues.run_key import RunKey
from storehook.runs.retries import Retries
from storehook.runs.run import Run
from storehook.settings import ConsumerSettings
from storehook.testing.memory_waits import MemoryWakeProgress
from storehook.timer.timer import AHEAD, Timer
from storehook.wiring import consumer as wired
from storehook_cli.costs.usage import (
    ATTEMPTS,
    FAILED_RUN_WRITE_UNITS,
    RATE_WINDOW_WRITE_UNITS,
    READ_UNITS,
    RUN_WRITE_UNITS,
)
from storehook_cli.local.local_stack import LocalStack

TOGETHER = 5
"""Runs that live at the same time: the timer wakes them with one call."""

BURST, BATCH = 100, 10

READS = "Query"
"""Reading call of a tick. Their number is the same for one due run and for a thousand."""

REFUSED = "422 Unprocessable Entity: an order that has been shipped cannot be given a discount. " * 3


def succeeds(_params: Params, _ctx: Context) -> None: ...


def reads_the_order(params: Params, ctx: Context) -> None:
    ctx.connections.bigcommerce.current.v2.get("/orders/{order_id}", order_id=params.id)


def fails(_params: Params, _ctx: Context) -> None:
    raise ValueError(REFUSED)


def fails_in_other_words(_params: Params, _ctx: Context) -> None:
    raise ValueError(f"Request {secrets.token_hex(16)}: {REFUSED}")


def waits_for_its_shipment(params: Params, ctx: Context) -> None:
    ctx.wait_for("store/shipment/created", params.id, within=3600)


@pytest.fixture
def meter(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Generator[Meter]:
    """Counts what the library's clients call, with the default consumer's environment."""
    meter = Meter(stack.emulator.client("dynamodb"))
    with environment_of(stack, "DefaultConsumer"):
        meter.watch(clients.session())
        meter.watch_signed(monkeypatch)
        yield meter


@pytest.fixture
def settings(stack: LocalStack, meter: Meter) -> Generator[ConsumerSettings]:
    """The deployed consumer's, but with queues and a table of runs that the deployed functions do not know."""
    with twins(stack) as made:
        yield replace(
            ConsumerSettings.of(os.environ),
            runs_table=made.runs_table,
            queue_urls=made.queue_urls,
            dead_letter_url=made.dead_letter_url,
        )


@dataclass
class Lives:
    """Runs of one action, from their messages to their ends, in a time that passes as fast as they are worked on."""

    consumer: Consumer
    timer: Timer
    table: DynamoRunRepository
    clock: Clock

    def live(self, messages: Sequence[Message]) -> list[Run]:
        """Work on the runs whenever they are due, which the timer tells if no message does."""
        for message in messages:
            self._handle(message)
        while waiting := [run for run in self._runs(messages) if not run.has_ended]:
            self._wait(waiting)
            for run in waiting:
                self._handle(run.key)
        return self._runs(messages)

    def _wait(self, waiting: list[Run]) -> None:
        (at,) = {run.next_attempt_at for run in waiting}
        unsent = [run for run in waiting if run.due_at == run.next_attempt_at]
        if unsent:
            self.clock.now = at - AHEAD
            assert self.timer.tick().woken.total() == len(unsent)
        self.clock.now = at

    def _handle(self, message: Message | RunKey) -> None:
        self.consumer.handle(ReceivedMessage(encode(message), "id", "receipt", seconds_left=60))

    def _runs(self, messages: Sequence[Message]) -> list[Run]:
        (action,) = self.consumer.registry
        keys = [RunKey(message.store_hash, message.delivery_id, action.name) for message in messages]
        return [run for key in keys if (run := self.table.get(key))]


type Begin = Callable[[Callable[..., object]], Lives]


@pytest.fixture
def begin(settings: ConsumerSettings, stack: LocalStack) -> Begin:
    """Gives a consumer of one action, and the timer, with a clock of their own; the consumer knows the store."""
    dynamodb: Any = clients.client("dynamodb", connect_timeout=1, read_timeout=5, attempts=4)
    sqs: Any = clients.client("sqs", connect_timeout=1, read_timeout=5, attempts=4)

    def lives(function: Callable[..., object]) -> Lives:
        clock = Clock()
        action = declared(function, retries=Retries(), waits_for={"store/shipment/created": "orderId"})
        consumer = wired.consumer(settings, Registry([action]))
        due_runs = DynamoDueRuns(dynamodb, settings.runs_table)
        lanes = SqsLanes(sqs, settings.queue_urls, "default", "")
        timer = Timer(
            due_runs=due_runs,
            lanes=lanes,
            progress=MemoryWakeProgress(),
            clock=clock,
        )
        rows_read = DynamoRunRepository(stack.emulator.client("dynamodb"), settings.runs_table, retention=86_400)
        steady = replace(
            consumer,
            clock=clock,
            contexts=replace(consumer.contexts, clock=clock),
            recorder=replace(consumer.recorder, clock=clock),
            waits=lambda: replace(consumer.waits(), clock=clock),
            random=lambda: 0.5,
        )
        return Lives(steady, timer, rows_read, clock)

    return lives


def deliveries(number: int, store_hash: str, *, age: float = 0.0) -> list[Message]:
    """Webhooks of a store, about events that happened some seconds ago."""
    ids = [secrets.token_hex(20) for _ in range(number)]
    created_at = int(time.time() - age)
    bodies = [event_body(hash=each, producer=f"stores/{store_hash}", created_at=created_at) for each in ids]
    return [queued(body, store_hash=store_hash, delivery_id=each) for each, body in zip(ids, bodies, strict=True)]


@pytest.fixture
def warm(begin: Begin, meter: Meter) -> Begin:
    """Gives a consumer that has worked for the store before: it knows its status and quota, as most do."""

    def lives(function: Callable[..., object]) -> Lives:
        found = begin(function)
        found.live(deliveries(1, STORE))
        meter.clear()
        return found

    return lives


def a_run(meter: Meter) -> tuple[float, float]:
    """The calls and the write units that one of the runs took."""
    own = sum(number for name, number in meter.calls.items() if name != READS)
    return own / TOGETHER, meter.write_units / TOGETHER


def writes(meter: Meter) -> float:
    """The writes that one of the runs took."""
    return sum(meter.calls[name] for name in ("PutItem", "UpdateItem")) / TOGETHER


def test_a_run_that_completes_takes_two_calls_and_five_write_units(warm: Begin, meter: Meter) -> None:
    runs = warm(succeeds).live(deliveries(TOGETHER, STORE))

    assert {run.state for run in runs} == {"completed"}
    assert a_run(meter) == (2, RUN_WRITE_UNITS)
    assert RUN_WRITE_UNITS == 5


def test_a_run_of_an_event_that_is_late_takes_one_call_more(warm: Begin, meter: Meter) -> None:
    runs = warm(succeeds).live(deliveries(TOGETHER, STORE, age=time.time() - NOW + 3600))

    assert {run.state for run in runs} == {"completed"}
    calls, units = a_run(meter)
    assert (calls, units <= RUN_WRITE_UNITS + 1) == (3, True)


@pytest.fixture
def large_store(stack: LocalStack) -> Generator[str]:
    """A store with the app, and a quota that a burst does not use up."""
    deployed = Deployed(stack)
    merchant = new_merchant(deployed)
    rate = f"{deployed.info.sandbox_url}/_sandbox/stores/{merchant.store_hash}/rate"
    deployed.http.put(rate, json={"quota": 10_000}).raise_for_status()
    merchant.install()
    yield merchant.store_hash
    deployed.http.close()


def test_in_a_burst_an_attempt_takes_little_of_its_stores_quota_and_reads_nearly_nothing(
    settings: ConsumerSettings, meter: Meter, large_store: str
) -> None:
    consumer = wired.consumer(settings, Registry([declared(reads_the_order)]))
    messages = [
        ReceivedMessage(encode(each), "id", "receipt", seconds_left=60) for each in deliveries(BURST, large_store)
    ]
    first, *others = batched(messages, BATCH, strict=True)
    handle_batch(first, consumer.handle)
    meter.clear()
    for batch in others:
        assert {outcome.result for outcome in handle_batch(batch, consumer.handle) if outcome} == {"completed"}

    number = len(others) * BATCH
    # On a slow machine some of what was taken lapses, and is taken once more.
    assert meter.write_units <= number * RUN_WRITE_UNITS + 2 * len(others) * RATE_WINDOW_WRITE_UNITS
    assert meter.calls["GetItem"] <= len(others) * READ_UNITS


@pytest.mark.parametrize("function", [fails, fails_in_other_words])
def test_a_run_that_fails_nine_times_takes_at_most_30_calls_and_75_write_units(
    warm: Begin, meter: Meter, function: Callable[..., object]
) -> None:
    runs = warm(function).live(deliveries(TOGETHER, STORE))

    assert {(run.state, run.attempt) for run in runs} == {("failed", ATTEMPTS)}
    calls, units = a_run(meter)
    assert calls <= 30
    assert units <= FAILED_RUN_WRITE_UNITS


def test_a_wait_without_its_event_takes_five_writes_more(warm: Begin, meter: Meter) -> None:
    runs = warm(waits_for_its_shipment).live(deliveries(TOGETHER, STORE))

    # The suspended row, the wait, the timer's note, another claim, and the result.
    assert {run.state for run in runs} == {"completed"}
    assert (writes(meter), meter.write_units / TOGETHER) == (2 + 5, RUN_WRITE_UNITS + 9)


def test_a_wait_that_its_event_ends_takes_five_writes_more(warm: Begin, meter: Meter) -> None:
    lives = warm(waits_for_its_shipment)
    body = event_body("store/shipment/created", hash=secrets.token_hex(20), data={"id": 9, "orderId": 250})

    runs = lives.live([*deliveries(TOGETHER, STORE), queued(body)])

    # The suspended row, the wait, the woken row, another claim, and the result. The event is stored once.
    assert {run.state for run in runs} == {"completed"}
    assert (writes(meter) * TOGETHER, meter.write_units) == (7 * TOGETHER + 1, (RUN_WRITE_UNITS + 9) * TOGETHER + 1)
