"""One logger and one set of metrics a function, from Powertools."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from aws_lambda_powertools import Logger, Metrics

from storehook.outcome import Outcome
from storehook.runs import Run

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


def run_logger(run: Run) -> Logger:
    """The logger for the thread that works on a run: its lines name the run, whatever other threads log meanwhile."""
    logger().thread_safe_append_keys(
        correlation_id=run.key.event_id, store_hash=run.key.store_hash, action=run.key.action, attempt=run.attempt
    )
    return logger()


def count(outcomes: Iterable[Outcome | None]) -> None:
    """Write a batch's metrics: `MessagesCompleted`, `MessagesFailed` and so on; `MessagesUnhandled` for None."""
    for outcome in outcomes:
        metrics().add_metric(f"Messages{(outcome.result if outcome else 'unhandled').capitalize()}", "Count", 1)
    metrics().flush_metrics()


def count_all(found: Iterable[Mapping[str, int]]) -> None:
    """Write the sums of what was counted, by metric."""
    sums = sum((Counter(each) for each in found), Counter[str]())
    for name, value in sums.items():
        metrics().add_metric(name, "Count", value)
    if sums:
        metrics().flush_metrics()
