"""Invocation of the reconciler: work on a batch of SQS records, or answer a direct call. Log and count the results."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from storehook.observability import count_all, count_stuck, logger
from storehook.reconciler.reconciler import Reconciler
from storehook.reconciler.task_result import Receipt, TaskResult
from storehook.registration.store_reconciler import SecondsLeft

PATIENCE = 1
"""Receives of a task that a temporary fault may take. A task that raised returns after twelve minutes."""


def invoke(reconciler: Reconciler, event: dict[str, Any], seconds_left: SecondsLeft) -> dict[str, Any]:
    """Work on the records of an event and return the failures that SQS must keep, or answer a direct call."""
    if "Records" not in event:
        return _answer(reconciler, seconds_left, event)
    records = event["Records"]
    with ThreadPoolExecutor(max_workers=max(1, len(records))) as threads:
        results = list(threads.map(partial(_work, reconciler, seconds_left), records))
    count_all(result.metrics() if result else {"TasksUnhandled": 1} for result in results)
    receipts = [Receipt.of(record) for record, result in zip(records, results, strict=True) if not result]
    count_stuck([receipt.receives for receipt in receipts], PATIENCE)
    kept = [record for record, result in zip(records, results, strict=True) if not (result and result.acknowledged)]
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in kept]}


def _answer(reconciler: Reconciler, seconds_left: SecondsLeft, event: dict[str, Any]) -> dict[str, Any]:
    logger().clear_state()
    result = reconciler.answer(event, seconds_left)
    count_all([result.metrics()])
    logger().info(result.result, extra=result.answer)
    return dict(result.answer)


def _work(reconciler: Reconciler, seconds_left: SecondsLeft, record: Mapping[str, Any]) -> TaskResult | None:
    logger().thread_safe_clear_keys()  # the thread may have worked on another message before
    try:
        result = reconciler.receive(record["body"], Receipt.of(record), seconds_left)
    except Exception:
        logger().exception("The message stays in the queue", extra={"message_id": record["messageId"]})
        return None
    logger().info(result.result, extra=result.answer)
    return result
