"""Ports to the queues. `aws/` uses SQS, `testing/` keeps them in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.queues.task import Task

type ParallelMap = Callable[..., Iterable[Any]]
"""The built-in `map`, or the `map` of a thread pool, which makes its calls at the same time."""


class DeliveryQueue(Protocol):
    """Queue for the deliveries that ingest accepts."""

    def send(self, message: Message) -> None:
        """Queue a message. When this returns, it is stored. Otherwise, it raises."""
        ...


class Lanes(Protocol):
    """Queues of the lanes, as a consumer uses them."""

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:
        """Queue each message or wake-up to the lane beside it, delayed by some seconds, at most `MAX_DELAY`.

        Raises if any is not stored. Others may be stored.
        """
        ...

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:
        """Put a message into the dead-letter queue of the consumer's lane."""
        ...

    def postpone(self, receipt: str, seconds: float) -> None:
        """Hide a received message for some seconds, at most `MAX_POSTPONE`."""
        ...

    def acknowledge(self, receipts: Sequence[str]) -> None:
        """Delete received messages, at most ten."""
        ...


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Dead letter, as received.

    Args:
        text: its body, an encoded message.
        attributes: its envelope: action, store, scope, attempts, error_type, fingerprint. Empty if SQS itself moved it.
        id: its message ID.
        sent_at: time at which it was sent, in unix seconds. If SQS itself moved it, time of the original message.
    """

    text: str
    receipt: str
    attributes: Mapping[str, str]
    id: str = ""
    sent_at: float = 0.0


class DeadLetters(Protocol):
    """Dead-letter queue of one lane, and the way back to the lane."""

    def count(self) -> int:
        """Return the number of visible dead letters, as nearly as the queue can tell."""
        ...

    def hidden(self) -> int:
        """Return the number of dead letters that a reader hides."""
        ...

    def receive_some(self, limit: int = 10, *, seconds: float = 60.0) -> Sequence[DeadLetter]:
        """Receive up to `limit` dead letters, at most ten, hidden for some seconds. None come if all are hidden."""
        ...

    def release(self, letters: Sequence[DeadLetter]) -> None:
        """Make letters visible again now. A letter that is gone is skipped."""
        ...

    def send_back(self, letter: DeadLetter) -> None:
        """Send a letter to the lane's queue. Raises if it is not stored."""
        ...

    def delete(self, letter: DeadLetter) -> None:
        """Delete a letter."""
        ...


@dataclass(frozen=True, slots=True)
class Moved:
    """Progress of the queue's own move of dead letters.

    Args:
        problem: reason why it ended early. Empty if it did not.
    """

    count: int
    ended: bool
    problem: str = ""


class LetterMove(Protocol):
    """The queue's own move of all dead letters of a lane."""

    def start(self) -> bool:
        """Start a move, and return whether it started."""
        ...

    def progress(self) -> Moved:
        """Return the progress of the latest move."""
        ...


class Tasks(Protocol):
    """Reconcile queue."""

    def send(self, tasks: Iterable[Task], delay: float = 0.0) -> None:
        """Queue tasks, delayed by some seconds. When this returns, all are stored. Otherwise, it raises."""
        ...

    def postpone(self, receipt: str, seconds: float) -> None:
        """Hide a received task for some seconds, at most `MAX_POSTPONE`."""
        ...


@dataclass(frozen=True, slots=True)
class Depth:
    """Depth of a lane's queue and its dead-letter queue, as nearly as they can tell.

    Args:
        waiting: visible messages, without delayed wake-ups.
        in_flight: messages that consumers have received.
    """

    waiting: int
    in_flight: int
    dead_letters: int


class Depths(Protocol):
    """Depths of the queues."""

    def of_lane(self, lane: str) -> Depth:
        """Return the depth of a lane."""
        ...
