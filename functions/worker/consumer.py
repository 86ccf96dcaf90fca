"""Consumer: work on a batch of one lane's messages, each in a thread of its own."""

import os
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import actions
from storehook.actions import discover
from storehook.aws.clients import client
from storehook.aws.ledger import DynamoLedger
from storehook.aws.queues import SqsLanes
from storehook.consume import Consumer, Outcome, Received
from storehook.observability import logger, metrics, run_logger
from storehook.settings import ConsumerSettings


@cache
def wiring() -> Consumer:
    """The consumer of this function's lane, with the actions of this folder."""
    settings = ConsumerSettings.of(os.environ)
    sqs = client("sqs", connect_timeout=1, read_timeout=5, attempts=3)
    dynamodb = client("dynamodb", connect_timeout=1, read_timeout=5, attempts=4)
    return Consumer(
        lane=settings.lane,
        registry=discover(actions),
        ledger=DynamoLedger(dynamodb, settings.runs_table, settings.runs_retention),
        lanes=SqsLanes(sqs, settings.queue_urls, settings.lane, settings.dead_letter_url),
        clock=time.time,
        random=random.random,
        token=lambda: uuid.uuid4().hex,
        log=run_logger,
    )


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Work on the batch, and name the messages that the queue must keep."""
    consumer, records = wiring(), event["Records"]

    def work(record: dict[str, Any]) -> Outcome | None:
        seconds_left = context.get_remaining_time_in_millis() / 1000
        received = Received(record["body"], record["messageId"], record["receiptHandle"], seconds_left)
        try:
            outcome = consumer.handle(received)
        except Exception:
            logger().exception("The message stays in the queue", extra={"message_id": received.id})
            return None
        logger().info(outcome.result, extra=outcome.summary())
        return outcome

    with ThreadPoolExecutor(max_workers=len(records)) as threads:
        outcomes = list(threads.map(work, records))
    for outcome in outcomes:
        metrics().add_metric(f"Messages{(outcome.result if outcome else 'unhandled').capitalize()}", "Count", 1)
    metrics().flush_metrics()
    kept = [
        record for record, outcome in zip(records, outcomes, strict=True) if not outcome or not outcome.acknowledged
    ]
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in kept]}
