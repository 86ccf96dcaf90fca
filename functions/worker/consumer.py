"""Consumer: work on a batch of one lane's messages, each in a thread of its own."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import actions
from storehook.actions.action import discover
from storehook.consumer.batch import work_on
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import Outcome, Received
from storehook.observability import count, count_all, logger
from storehook.settings import ConsumerSettings
from storehook.wiring import consumer as wired


@cache
def wiring() -> Consumer:
    """The consumer of this function's lane, with the actions of this folder."""
    return wired.consumer(ConsumerSettings.of(os.environ), discover(actions))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Work on the batch, and name the messages that the queue must keep."""

    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000

    batch = [Received.of(record, seconds_left()) for record in event["Records"]]
    outcomes = work_on(batch, partial(_work, wiring(), seconds_left))
    count([outcome.result if outcome else None for outcome in outcomes], [received.receives for received in batch])
    kept = [each for each, outcome in zip(batch, outcomes, strict=True) if not (outcome and outcome.acknowledged)]
    if any(outcome and outcome.timed_out for outcome in outcomes):
        _recycle([each for each in batch if each not in kept])
    return {"batchItemFailures": [{"itemIdentifier": received.id} for received in kept]}


def _work(consumer: Consumer, seconds_left: Callable[[], float], received: Received) -> Outcome | None:
    logger().thread_safe_clear_keys()  # the thread may have worked on another message
    try:
        outcome = consumer.handle(replace(received, seconds_left=seconds_left()))
    except Exception:
        logger().exception("The message stays in the queue", extra={"message_id": received.id})
        consumer.return_message(received)
        return None
    logger().info(outcome.result, extra=outcome.summary())
    return outcome


def _recycle(done: Sequence[Received]) -> None:
    """End this process: Python cannot end the thread of an attempt that has timed out, and more would pile up."""
    wiring().context_factory.lanes.acknowledge([received.receipt for received in done])
    count_all([{"ProcessesRecycled": 1}])
    sys.stdout.flush()
    os._exit(0)
