"""A queue that does all that SQS may do: duplicates, any order, outdated receipts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.simulation.faults import AwsError
from tests.simulation.schedule import Schedule

from storehook.testing.memory import MemoryQueue, Queued

MAX_HIDDEN = 12 * 3600
"""Seconds. SQS hides a message no longer."""


@dataclass(slots=True, kw_only=True)
class Queue(MemoryQueue):
    """A standard queue.

    Args:
        schedule: decides what goes wrong.
        receipts: the message of each receipt ever given, so that an outdated one can still do harm.
    """

    schedule: Schedule
    receipts: dict[str, Queued] = field(default_factory=dict[str, Queued])

    def put(self, text: str, attributes: Mapping[str, str] | None = None, delay: float = 0.0) -> None:
        """Store a message, sometimes twice; the copy then comes later."""
        MemoryQueue.put(self, text, attributes, delay)
        if self.schedule.faults.echoes():
            MemoryQueue.put(self, text, attributes, delay)
            self.messages[-1].visible_at += self.schedule.random.uniform(0, 30)
            self.schedule.happened("the queue stores a message twice")

    def visible(self) -> list[Queued]:
        """Every message that can be received now."""
        return [message for message in self.messages if message.visible_at <= self.clock()]

    def receive(self, seconds: float | None = None) -> Queued | None:
        """Any visible message; None if there is none."""
        found = self.visible()
        return self.deliver(self.schedule.random.choice(found), seconds) if found else None

    def deliver(self, message: Queued, seconds: float | None = None) -> Queued:
        """Give out a message, with a fresh receipt."""
        message.receipt = f"receipt-{len(self.receipts)}"
        message.receives += 1
        message.visible_at = self.clock() + (self.visibility if seconds is None else seconds)
        self.receipts[message.receipt] = message
        return message

    def delete(self, receipt: str) -> None:
        """As `MemoryQueue.delete`; an outdated receipt may or may not act."""
        if self._acts(receipt):
            self.messages = [message for message in self.messages if message is not self.receipts[receipt]]

    def hide(self, receipt: str, seconds: float) -> None:
        """As `MemoryQueue.hide`; an outdated receipt may or may not act."""
        if not self._acts(receipt):
            return
        if self.receipts[receipt].visible_at <= self.clock():
            self.schedule.happened("a message comes back before it is postponed")
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
