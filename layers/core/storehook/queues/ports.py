"""What is asked of the queues. `aws/` asks SQS; `testing/` keeps them in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.queues.task import Task

type ParallelMap = Callable[..., Iterable[Any]]
"""The built-in `map`, or the `map` of a thread pool, which makes its calls at the same time."""


class DeliveryQueue(Protocol):
    """Where ingest puts accepted deliveries."""

    def send(self, message: Message) -> None:
        """Queue a message; when this returns, it is stored. Raises if it is not."""
        ...


class Lanes(Protocol):
    """The queues, as a consumer sees them."""

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:
        """Queue each message to the lane beside it, hidden for some seconds at first, at most `MAX_DELAY`.

        Raises if any is not stored; others may be.
        """
        ...

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:
        """Put a message into the dead-letter queue of the consumer's own lane."""
        ...

    def postpone(self, receipt: str, seconds: float) -> None:
        """Hide a received message for some seconds, at most `MAX_POSTPONE`."""
        ...

    def acknowledge(self, receipts: Sequence[str]) -> None:
        """Forget received messages, of a batch of ten at most."""
        ...


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter, as received.

    Args:
        text: its body: an encoded message.
        receipt: names this receipt of it.
        attributes: its envelope: action, store, scope, attempts, error_type, fingerprint. SQS's own have none.
        id: the queue's name for it.
        sent_at: when it came, in unix seconds; if SQS itself moved it, when its message did.
    """

    text: str
    receipt: str
    attributes: Mapping[str, str]
    id: str = ""
    sent_at: float = 0.0


class DeadLetters(Protocol):
    """One lane's dead-letter queue, and the way back."""

    def count(self) -> int:
        """How many dead letters there are, without those that are hidden, as nearly as the queue can tell."""
        ...

    def hidden(self) -> int:
        """How many are hidden, as somebody looks at them."""
        ...

    def receive_some(self, limit: int = 10, *, seconds: float = 60.0) -> Sequence[DeadLetter]:
        """At most so many dead letters, and ten; hidden from others for some seconds. None if all are hidden."""
        ...

    def release(self, letters: Sequence[DeadLetter]) -> None:
        """Show these to others again, now. One that is not there any more is let be."""
        ...

    def send_back(self, letter: DeadLetter) -> None:
        """Put it into the lane's queue. Raises if it is not stored."""
        ...

    def delete(self, letter: DeadLetter) -> None:
        """Forget it."""
        ...


@dataclass(frozen=True, slots=True)
class Moved:
    """How far the queue's own move of dead letters has come.

    Args:
        count: how many letters have been moved.
        ended: whether it has ended.
        problem: why it ended early; empty if it did not.
    """

    count: int
    ended: bool
    problem: str = ""


class LetterMove(Protocol):
    """The queue's own way of moving all of a lane's dead letters back."""

    def start(self) -> bool:
        """Begin; tells whether it has begun."""
        ...

    def progress(self) -> Moved:
        """How far the latest move has come."""
        ...


class Tasks(Protocol):
    """The reconcile queue."""

    def send(self, tasks: Iterable[Task], delay: float = 0.0) -> None:
        """Queue tasks, hidden for some seconds at first; when this returns, all are stored. Raises if one is not."""
        ...

    def postpone(self, receipt: str, seconds: float) -> None:
        """Hide a received task for some seconds, at most `MAX_POSTPONE`."""
        ...


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is in a lane's queue and its dead-letter queue, as nearly as they can tell.

    Args:
        waiting: messages to be worked on now; not the wake-ups of what is due later.
        in_flight: messages that are worked on.
        dead_letters: messages in the dead-letter queue.
    """

    waiting: int
    in_flight: int
    dead_letters: int


class Depths(Protocol):
    """Tells how much is in the queues."""

    def of_lane(self, lane: str) -> Depth:
        """How much is in a lane's queues."""
        ...

    def waiting(self, lane: str) -> int:
        """As `Depth.waiting`: without a look at the dead letters."""
        ...
