"""A queue that does everything that SQS may do: duplicates, any order, outdated receipts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf

from tests.simulation.faults import AwsError
from tests.simulation.schedule import Schedule

from storehook.testing.memory import MemoryQueue, Queued

RETENTION = 14 * 24 * 3600
"""The most seconds for which SQS keeps a message."""

MAX_HIDDEN = 12 * 3600
"""The most seconds for which SQS hides a message."""


@dataclass(slots=True, kw_only=True)
class Queue(MemoryQueue):
    """A standard queue.

    Args:
        schedule: decides what goes wrong.
        max_in_flight: the most messages in flight. At the limit, none is received.
        max_receives: how often a message is received before it is moved; infinite in a dead-letter queue.
        dead: the dead-letter queue.
        expired: the messages that have exceeded the queue's retention.
        receipts: the message of every receipt, so that an outdated one can still do harm.
    """

    schedule: Schedule
    max_in_flight: int = 120_000
    max_receives: float = inf
    dead: "Queue | None" = None
    expired: list[Queued] = field(default_factory=list[Queued])
    receipts: dict[str, Queued] = field(default_factory=dict[str, Queued])

    def put(self, text: str, attributes: Mapping[str, str] | None = None, delay: float = 0.0) -> None:
        """Store a message, sometimes twice. The copy becomes visible later."""
        MemoryQueue.put(self, text, attributes, delay)
        if self.schedule.faults.echoes():
            MemoryQueue.put(self, text, attributes, delay)
            self.messages[-1].visible_at += self.schedule.random.uniform(0, 30)
            self.schedule.happened("the queue stores a message twice")

    def visible(self) -> list[Queued]:
        """Return every message that can be received now."""
        now = self.clock()
        visible = [message for message in self.messages if message.visible_at <= now]
        in_flight = sum(message.receives > 0 and message.visible_at > now for message in self.messages)
        if in_flight < self.max_in_flight:
            return visible
        self.schedule.happened("the queue has too many in flight", len(visible))
        return []

    def forget(self) -> None:
        """Expire old messages, and move those that were received too often."""
        oldest = self.clock() - RETENTION
        expired = [message for message in self.messages if message.sent_at < oldest]
        self.schedule.happened("the queue lets a message expire", len(expired))
        self.expired += expired
        spent = [message for message in self.visible() if message.receives >= self.max_receives]
        for message in spent:
            self.schedule.happened("the queue moves a message that was received too often")
            assert self.dead is not None
            self.dead.messages.append(replace(message, visible_at=self.clock(), receives=0))
        self.messages = [message for message in self.messages if message.sent_at >= oldest and message not in spent]

    def moved(self) -> list[Queued]:
        """Return the messages of a dead-letter queue that SQS itself has moved there."""
        return [message for message in self.messages if not message.attributes]

    def receive(self, seconds: float | None = None) -> Queued | None:
        """Receive any visible message; None if there is none."""
        visible = self.visible()
        return self.deliver(self.schedule.random.choice(visible), seconds) if visible else None

    def deliver(self, message: Queued, seconds: float | None = None) -> Queued:
        """Deliver a message with a new receipt."""
        message.receipt = f"receipt-{len(self.receipts)}"
        message.receives += 1
        message.visible_at = self.clock() + (self.visibility if seconds is None else seconds)
        self.receipts[message.receipt] = message
        return message

    def delete(self, receipt: str) -> None:
        """Override `MemoryQueue.delete`: an outdated receipt may or may not act."""
        if self._acts(receipt):
            self.messages = [message for message in self.messages if message is not self.receipts[receipt]]

    def hide(self, receipt: str, seconds: float) -> None:
        """Override `MemoryQueue.hide`: an outdated receipt may or may not act."""
        if not self._acts(receipt):
            return
        if self.receipts[receipt].visible_at <= self.clock():
            self.schedule.happened("a message becomes visible before it is postponed")
            raise AwsError("the message is not in flight")
        self.receipts[receipt].visible_at = self.clock() + min(seconds, MAX_HIDDEN)

    def _acts(self, receipt: str) -> bool:
        if self.receipts[receipt].receipt == receipt:
            return True
        stale = self.schedule.faults.stale()
        self.schedule.happened(f"an outdated receipt {stale}")
        if stale == "is refused":
            raise AwsError("the receipt is outdated")
        return stale == "acts"
