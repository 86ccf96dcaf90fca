"""Received messages and their outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run

Result = Literal[
    "completed",  # the attempt completed its run.
    "retrying",  # the attempt failed, and the run waits for its next attempt.
    "throttled",  # no quota, a refused token, or writes that are slowed down. The run waits, and no attempt counts.
    "suspended",  # the run sleeps or waits for an event. No attempt counts.
    "queued",  # the run waits in its store's quota queue or for a resource lock.
    "unknown",  # this version does not know the action. The run waits for a deploy, and no attempt counts.
    "failed",  # the run failed and has its dead letter.
    "duplicate",  # the run has ended, or was purged.
    "cancelled",  # its time has passed, or an event cancelled it.
    "ignored",  # no action subscribes to the event, or the app is uninstalled from the store.
    "dropped",  # the store was purged.
    "coalesced",  # the event joined a window.
    "held",  # the store, the action or the lane is paused.
    "stored",  # no action subscribes to the event, but runs may wait for it. Those that do were woken.
    "split",  # several actions subscribe to the event. Each got its own message.
    "early",  # the run is not due, or another worker has it. The timer looks at it again.
    "postponed",  # another worker has the run, or the row is not there yet. The message comes back later.
    "suspect",  # the run may have killed its last process. It runs alone, in an invocation with its full time left.
    "fenced",  # another worker took over after the lease ended. This attempt's result was discarded.
]
"""The result of a message."""

_KEPT: frozenset[Result] = frozenset({"postponed", "suspect", "fenced"})


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """Message as received from the queue.

    Args:
        id: its message ID, which matters only if storehook did not write the body.
        seconds_left: seconds for which this process may still work on it.
        receives: number of receipts, this one included.
        alone: the process works on nothing else meanwhile.
    """

    text: str
    id: str
    receipt: str
    seconds_left: float
    receives: int = 1
    alone: bool = True

    @classmethod
    def of(cls, record: Mapping[str, Any], seconds_left: float) -> "ReceivedMessage":
        """Read a record that Lambda received from SQS."""
        receives = int(record["attributes"]["ApproximateReceiveCount"])
        return cls(record["body"], record["messageId"], record["receiptHandle"], seconds_left, receives)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of a message, and its run as last written. After a timeout, the action may still run, without tools."""

    result: Result
    message: Message | RunKey
    run: Run | None = None
    timed_out: bool = False

    @property
    def acknowledged(self) -> bool:
        """The queue may delete the message."""
        return self.result not in _KEPT

    def summary(self) -> dict[str, object]:
        """Return its fields for the log: names and numbers, never the payload."""
        fields: dict[str, object] = {
            "store_hash": self.message.store_hash,
            "event": self.message.event_id,
            "action": self.message.action,
        }
        if isinstance(self.message, Message):
            fields["delivery_id"] = self.message.delivery_id
        if self.run is not None:
            fields |= {"event": self.run.key.event_id, "action": self.run.key.action, "attempt": self.run.attempt}
        if self.run is not None and self.run.failure is not None:
            fields |= {"error_type": self.run.failure.error_type, "fingerprint": self.run.failure.fingerprint}
        return fields


def dead_letter_attributes(run: Run) -> Mapping[str, str]:
    """Return the envelope of a dead letter, by which it can be sorted without being opened."""
    failure = run.failure
    return {
        "action": run.key.action,
        "store": run.key.store_hash,
        "scope": run.scope,
        "attempts": str(run.attempt),
        "error_type": failure.error_type if failure else "-",
        "fingerprint": failure.fingerprint if failure else "-",
    }
