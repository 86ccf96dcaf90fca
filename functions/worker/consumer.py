"""Consumer: work on a batch of one lane's messages, each in a thread of its own."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import actions
from storehook.actions.action import discover
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import Outcome, Received
from storehook.observability import count, logger
from storehook.settings import ConsumerSettings
from storehook.wiring import worker


@cache
def wiring() -> Consumer:
    """The consumer of this function's lane, with the actions of this folder."""
    return worker.consumer(ConsumerSettings.of(os.environ), discover(actions))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Work on the batch, and name the messages that the queue must keep."""
    records = event["Records"]
    with ThreadPoolExecutor(max_workers=len(records)) as threads:
        outcomes = list(threads.map(partial(_work, wiring(), context), records))
    count(outcome and outcome.result for outcome in outcomes)
    kept = [record for record, outcome in zip(records, outcomes, strict=True) if not (outcome and outcome.acknowledged)]
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in kept]}


def _work(consumer: Consumer, context: LambdaContext, record: dict[str, Any]) -> Outcome | None:
    logger().thread_safe_clear_keys()  # the thread may have worked on another message
    seconds_left = context.get_remaining_time_in_millis() / 1000
    receives = int(record["attributes"]["ApproximateReceiveCount"])
    try:
        outcome = consumer.handle(
            Received(record["body"], record["messageId"], record["receiptHandle"], seconds_left, receives)
        )
    except Exception:
        logger().exception("The message stays in the queue", extra={"message_id": record["messageId"]})
        return None
    logger().info(outcome.result, extra=outcome.summary())
    return outcome
