"""Receipt of a message of the reconcile queue, and the result of the work on it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Receipt:
    """Receipt of a message.

    Args:
        handle: SQS's receipt handle.
        receives: how often the message has been received, this time included.
        first_at: time of the first receipt, in unix seconds.
    """

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
    """Result of a task.

    Args:
        result: one or two words for the log.
        acknowledged: whether the queue may delete the message.
        answer: details for the log and the caller.
        counts: metrics by name.
    """

    result: str
    acknowledged: bool = True
    answer: Mapping[str, Any] = field(default_factory=dict[str, Any])
    counts: Mapping[str, int] = field(default_factory=Counter[str])
