"""Logger and metrics of a function, from Powertools."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf

from aws_lambda_powertools import Logger, Metrics, single_metric
from aws_lambda_powertools.metrics import MetricUnit

from storehook.errors import RequestRefused

NAMESPACE = "storehook"
"""Default namespace of the metrics. The template sets one for each stack, because dimensions name only the function."""

QUEUES = "queues"
"""Service of the metric that the functions of all queues share. An alarm is billed for each metric that it watches."""

METRICS: Mapping[str, Mapping[str, str]] = {
    "ingest": {
        "DeliveriesAccepted": "Deliveries that ingest queued and answered with 200.",
        "DeliveriesNotAccepted": "Genuine deliveries that ingest answered with 503. Each accepted one adds a 0.",
        "DeliveriesRefused": "Requests that ingest answered with 401 or 413. In a flood, it may miss 99 per process.",
        "GenuineDeliveriesRefused": "Refused deliveries that BigCommerce provably sent.",
    },
    "consumer": {
        "MessagesUnhandled": "Messages that raised. They stay in the queue.",
    },
    "timer": {
        "SecondsLate": "Seconds by which the oldest due run of the stack is overdue. Written only while it is.",
    },
    "reconciler": {
        "StoresFailed": "Reconciliations that failed.",
        "StoresPaused": "Stores that were paused because BigCommerce refused their token twice.",
        "WebhooksCreated": "Webhooks that were created.",
        "WebhooksDeleted": "Webhooks that were deleted.",
        "WebhooksMissing": "Scopes that an action subscribes to and that could not be registered.",
        "WebhooksReactivated": "Webhooks that were inactive and were switched on again.",
        "WebhooksRepointed": "Webhooks whose destination or key was corrected.",
        "DomainsBlocked": "Domains of this stack that BigCommerce blocks.",
        "DeliveryExceptions90001": "Exceptions of BigCommerce: a delivery failed and is tried again.",
        "DeliveryExceptions90002": "Exceptions of BigCommerce: it gave up on a delivery after 48 hours.",
        "DeliveryExceptions90003": "Exceptions of BigCommerce: it blocks the domain.",
        "DeliveryExceptionsOther": "Exceptions of BigCommerce with another code.",
        "TasksUnhandled": "Tasks that raised. They stay in the queue.",
        "WebhooksInterrupted": "Sum of DomainsBlocked, DeliveryExceptions90002 and WebhooksReactivated.",
        "StoresNotReconciled": "Sum of StoresFailed and StoresPaused.",
    },
    QUEUES: {
        "MessagesStuck": "Messages of all queues that raised again and again. They stay in the queue.",
    },
    "connect": {
        "CallbacksAnswered": "Callbacks of BigCommerce's app pages that were answered.",
        "CallbacksRefused": "Callbacks that were refused. In a flood, it may miss 99 per process.",
        "CallbacksNotAnswered": "Callbacks that failed because of a fault of the stack or of BigCommerce.",
    },
}
"""Metrics of each function. A consumer also counts messages by result, such as `MessagesCompleted`."""


PATIENCE = 5
"""Receives of a consumer's message that a temporary fault may take: a minute and a half."""

LOGGED_EACH = 10
"""Refusals in a minute and process that are logged one by one."""

LOGGED_OF = 100
"""Number of later refusals of which one is logged."""


@dataclass(slots=True)
class RefusalSample:
    """Sample of the refusals of one process. Without it, a flood of forged requests would be a flood of log lines."""

    clock: Callable[[], float]
    _began: float = field(default=-inf, repr=False)
    _in_minute: int = field(default=0, repr=False)
    _unlogged: int = field(default=0, repr=False)

    def count(self) -> int:
        """Count a refusal. Return the number of refusals that its log line stands for, and 0 if it gets no line."""
        now = self.clock()
        if now - self._began >= 60:
            self._began, self._in_minute = now, 0
        self._in_minute += 1
        self._unlogged += 1
        if self._in_minute > LOGGED_EACH and self._in_minute % LOGGED_OF:
            return 0
        number, self._unlogged = self._unlogged, 0
        return number


@cache
def logger() -> Logger:
    """Return the function's logger. It writes JSON lines with `service` and the current keys."""
    return Logger()


@cache
def metrics() -> Metrics:
    """Return the function's metrics. They go to its log in CloudWatch's embedded format, without an API call."""
    return Metrics(namespace=_namespace())


def _namespace() -> str:
    return os.environ.get("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE)


def keyed_logger(**keys: object) -> Logger:
    """Return the logger, with keys for the lines of this thread only."""
    logger().thread_safe_append_keys(**keys)
    return logger()


def count(results: Sequence[str | None], receives: Sequence[int]) -> None:
    """Write a batch's metrics, such as `MessagesCompleted`, from each message's result and number of receives.

    A message without a result counts as `MessagesUnhandled`.
    """
    count_all({f"Messages{(result or 'unhandled').capitalize()}": 1} for result in results)
    count_stuck([number for result, number in zip(results, receives, strict=True) if result is None], PATIENCE)


def count_stuck(receives: Sequence[int], patience: int) -> None:
    """Write the number of unhandled messages that were received too often for a temporary fault.

    Args:
        patience: most receives that a temporary fault may take.
    """
    stuck = sum(number > patience for number in receives)
    if stuck:
        with single_metric("MessagesStuck", MetricUnit.Count, stuck, namespace=_namespace()) as metric:
            metric.add_dimension("service", QUEUES)


def count_all(counts: Iterable[Mapping[str, int]]) -> None:
    """Write the sum of each metric. A zero is written too: it is not the same as missing data."""
    sums = Counter[str]()
    for counter in counts:
        sums.update(counter)
    for name, value in sums.items():
        metrics().add_metric(name, "Count", value)
    if sums:
        metrics().flush_metrics()


@cache
def refusals() -> RefusalSample:
    """Return the sample of the function's refusals."""
    return RefusalSample(time.monotonic)


def report_refused(refused: RequestRefused, metric: str, **keys: object) -> None:
    """Log a refused request and count it in a metric, by sample: anybody can cause refusals, in any number.

    Args:
        keys: more keys of the log line.
    """
    number = refusals().count()
    if number:
        log_refused(refused, **keys)
        count_all([{metric: number}])


def log_refused(refused: RequestRefused, **keys: object) -> None:
    """Log a refused request without sampling."""
    logger().warning("Refused: %s", refused, extra={"status": refused.status, **keys})
