"""A batch of ten messages compared with a batch of one, in a consumer that is wired as on AWS, on the local AWS."""

import os
import secrets
import time

from tests.bench.rows import Row, ratio_of
from tests.bench.two_stacks import TwoStacks
from tests.support.deployment import declared, queued
from tests.support.function_environment import environment_of
from tests.support.signed_deliveries import event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.batch import handle_batch
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import ReceivedMessage
from storehook.queues.message import encode
from storehook.settings import ConsumerSettings
from storehook.wiring import consumer as wired

TEN, ROUNDS, SECONDS = 10, 9, 0.2


def waits(_params: Params, _ctx: Context) -> None:
    """Wait, as an action does for an answer."""
    time.sleep(SECONDS)


def batch_rows(stacks: TwoStacks) -> list[Row]:
    """Measure how long ten messages take compared with one, in turn."""
    store_hash = stacks.stack.info.store_hash
    with environment_of(stacks.stack, "DefaultConsumer"):
        consumer = wired.consumer(ConsumerSettings.of(os.environ), Registry([declared(waits)]))
        rounds = [[_took(consumer, _messages(store_hash, size)) for size in (TEN, 1)] for _ in range(1 + ROUNDS)][1:]
    tens, ones = zip(*rounds, strict=True)
    return [ratio_of("batch of 10 actions that each wait 200 ms", tens, "a batch of one", ones, 1.2)]


def _messages(store_hash: str, size: int) -> list[ReceivedMessage]:
    ids = [secrets.token_hex(20) for _ in range(size)]
    bodies = [event_body(hash=event_id, producer=f"stores/{store_hash}") for event_id in ids]
    messages = [
        queued(body, store_hash=store_hash, delivery_id=event_id) for event_id, body in zip(ids, bodies, strict=True)
    ]
    return [ReceivedMessage(encode(message), "id", "receipt", seconds_left=60) for message in messages]


def _took(consumer: Consumer, messages: list[ReceivedMessage]) -> float:
    started_at = time.monotonic()
    results = [outcome and outcome.result for outcome in handle_batch(messages, consumer.handle)]
    seconds = time.monotonic() - started_at
    if results != ["completed"] * len(messages):
        raise RuntimeError(f"The batch did not complete: {results}")
    return seconds
