"""What the core needs from the outside, as protocols. `aws/` has the real ones, `memory.py` the ones in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.message import Message
from storehook.runs import Run


class Outbox(Protocol):
    """Where ingest puts accepted deliveries."""

    def send(self, message: Message) -> None:
        """Queue a message; when this returns, it is stored. Raises if it is not."""
        ...


class Lanes(Protocol):
    """The queues, as a consumer sees them."""

    def send(self, messages: Sequence[tuple[str, Message]]) -> None:
        """Queue each message to the lane beside it. Raises if any is not stored."""
        ...

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:
        """Put a message into the dead-letter queue of the consumer's own lane."""
        ...

    def postpone(self, receipt: str, seconds: float) -> None:
        """Hide a received message for some seconds, at most `MAX_POSTPONE`."""
        ...


class Ledger(Protocol):
    """The table of runs."""

    def save(self, run: Run) -> Run | None:
        """Store a run as the successor of the version before it, or where nothing is stored.

        Returns None once it is stored, else the version that is there instead: then nothing was written. Saving one run
        twice is saving it once, so an answer that got lost on the way can be asked for again.
        """
        ...


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter, as received.

    Args:
        text: its body: an encoded message.
        receipt: what names this receipt of it.
        attributes: its envelope: action, store, scope, attempts, error_type, fingerprint. SQS's own have none.
    """

    text: str
    receipt: str
    attributes: Mapping[str, str]


class DeadLetters(Protocol):
    """One lane's dead-letter queue, and the way back."""

    def count(self) -> int:
        """How many dead letters there are, as nearly as the queue can tell."""
        ...

    def receive(self) -> DeadLetter | None:
        """One dead letter, hidden from others for a while; None if none is there."""
        ...

    def send_back(self, letter: DeadLetter) -> None:
        """Put it into the lane's queue. Raises if it is not stored."""
        ...

    def delete(self, letter: DeadLetter) -> None:
        """Forget it."""
        ...
