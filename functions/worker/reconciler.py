"""Reconciler: bring the stores' webhooks in line with the actions of this folder."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import actions
from storehook.actions.action import discover
from storehook.observability import count_all, count_poison, logger
from storehook.reconciler.reconciler import Reconciler
from storehook.reconciler.task_result import Receipt, TaskResult
from storehook.settings import ReconcilerSettings
from storehook.wiring import reconciler as wired


@cache
def wiring() -> Reconciler:
    """The reconciler, with the actions of this folder. If one cannot be imported, it raises and nothing changes."""
    return wired.reconciler(ReconcilerSettings.of(os.environ), discover(actions))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Work on a batch of the reconcile queue and name the messages to keep, or answer a direct call."""
    reconciler = wiring()
    if "Records" not in event:
        return _answer(reconciler, context, event)
    records = event["Records"]
    with ThreadPoolExecutor(max_workers=len(records)) as threads:
        works = list(threads.map(partial(_work, reconciler, context), records))
    count_all(work.counts if work else {"TasksUnhandled": 1} for work in works)
    count_poison([Receipt.of(record).receives for record, work in zip(records, works, strict=True) if work is None])
    kept = [record for record, work in zip(records, works, strict=True) if not (work and work.acknowledged)]
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in kept]}


def _answer(reconciler: Reconciler, context: LambdaContext, event: dict[str, Any]) -> dict[str, Any]:
    logger().clear_state()
    work = reconciler.answer(event, _seconds_left(context))
    count_all([work.counts])
    logger().info(work.result, extra=work.answer)
    return dict(work.answer)


def _work(reconciler: Reconciler, context: LambdaContext, record: dict[str, Any]) -> TaskResult | None:
    logger().thread_safe_clear_keys()  # the thread may have worked on another message
    try:
        work = reconciler.receive(record["body"], Receipt.of(record), _seconds_left(context))
    except Exception:
        logger().exception("The message stays in the queue", extra={"message_id": record["messageId"]})
        return None
    logger().info(work.result, extra=work.answer)
    return work


def _seconds_left(context: LambdaContext) -> Callable[[], float]:
    return lambda: context.get_remaining_time_in_millis() / 1000
