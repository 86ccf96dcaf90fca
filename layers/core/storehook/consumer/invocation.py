"""Invocation of a consumer: handle a batch of SQS records, log and count the outcomes, name the messages to keep."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from storehook.consumer.batch import any_timed_out, handle_batch
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.observability import count, logger


def invoke(consumer: Consumer, event: Mapping[str, Any], seconds_left: Callable[[], float]) -> dict[str, Any]:
    """Handle the records of an event, and return the failures that SQS must keep."""
    batch = [ReceivedMessage.of(record, seconds_left()) for record in event["Records"]]
    outcomes = handle_batch(batch, partial(_handle, consumer, seconds_left))
    count([outcome.result if outcome else None for outcome in outcomes], [message.receives for message in batch])
    results = zip(batch, outcomes, strict=True)
    kept = [message for message, outcome in results if not (outcome and outcome.acknowledged)]
    if any_timed_out(outcomes):
        _recycle(consumer, [message for message in batch if message not in kept])
    return {"batchItemFailures": [{"itemIdentifier": message.id} for message in kept]}


def _handle(consumer: Consumer, seconds_left: Callable[[], float], received: ReceivedMessage) -> Outcome | None:
    logger().thread_safe_clear_keys()  # the thread may have handled another message before
    try:
        outcome = consumer.handle(replace(received, seconds_left=min(received.seconds_left, seconds_left())))
    except Exception:
        logger().exception("The message stays in the queue", extra={"message_id": received.id})
        consumer.return_message(received)
        return None
    logger().info(outcome.result, extra=outcome.summary())
    return outcome


def _recycle(consumer: Consumer, handled: Sequence[ReceivedMessage]) -> None:
    """End this process. Python cannot end the thread of an attempt that timed out, and such threads would pile up."""
    consumer.lanes.acknowledge([message.receipt for message in handled])
    sys.stdout.flush()
    os._exit(0)
