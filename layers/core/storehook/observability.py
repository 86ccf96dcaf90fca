"""One logger and one set of metrics a function, from Powertools."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from aws_lambda_powertools import Logger, Metrics

NAMESPACE = "storehook"
"""CloudWatch's namespace for our metrics, where the environment names none. The template names one of each stack's own:
else an alarm of one would go off for another's trouble, as dimensions tell only the functions apart."""


@cache
def logger() -> Logger:
    """The function's logger: JSON lines, with `service` from the environment and whatever keys are in force."""
    return Logger()


@cache
def metrics() -> Metrics:
    """The function's metrics, written to its log in CloudWatch's embedded format: no call on the way of a webhook."""
    return Metrics(namespace=os.environ.get("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE))


def keyed_logger(**keys: object) -> Logger:
    """The logger, with keys for the lines of this thread, whatever other threads log meanwhile."""
    logger().thread_safe_append_keys(**keys)
    return logger()


def count(results: Iterable[str | None]) -> None:
    """Write a batch's metrics: `MessagesCompleted`, `MessagesFailed` and so on; `MessagesUnhandled` for None."""
    for result in results:
        metrics().add_metric(f"Messages{(result or 'unhandled').capitalize()}", "Count", 1)
    metrics().flush_metrics()


def count_all(found: Iterable[Mapping[str, int]]) -> None:
    """Write the sums of what was counted, by metric."""
    sums = sum((Counter(each) for each in found), Counter[str]())
    for name, value in sums.items():
        metrics().add_metric(name, "Count", value)
    if sums:
        metrics().flush_metrics()
