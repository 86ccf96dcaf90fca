"""Receipt of a message of the reconcile queue, and the result of the work on it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SUMS: Mapping[str, Sequence[str]] = {
    "WebhooksInterrupted": ("DomainsBlocked", "DeliveryExceptions90002", "WebhooksReactivated"),
    "StoresNotReconciled": ("StoresFailed", "StoresPaused"),
}
"""Metrics that add up others, because an alarm is billed for each metric that it watches."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Receipt of a message, with the number of its receipts and the time of the first, in unix seconds."""

    handle: str
    receives: int
    first_at: float

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Receipt":
        """Return the receipt of an SQS record in a Lambda event."""
        attributes = record["attributes"]
        first_at = int(attributes["ApproximateFirstReceiveTimestamp"]) / 1000
        return cls(record["receiptHandle"], int(attributes["ApproximateReceiveCount"]), first_at)


@dataclass(frozen=True, slots=True)
class TaskResult:
    """Result of a task, with an answer for the log and the caller, and the counts of metrics by name."""

    result: str
    acknowledged: bool = True
    answer: Mapping[str, Any] = field(default_factory=dict[str, Any])
    counts: Mapping[str, int] = field(default_factory=Counter[str])

    def metrics(self) -> Counter[str]:
        """Return the counts, and the sums of them that alarms watch."""
        sums = {name: sum(self.counts.get(part, 0) for part in parts) for name, parts in SUMS.items()}
        return +Counter({**self.counts, **sums})
