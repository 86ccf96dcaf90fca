"""The outside in memory, for tests and for trying actions out. The same contract tests run over these and over AWS."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from storehook.loops import Trace
from storehook.message import Message, encode
from storehook.ports import DeadLetter
from storehook.runs import Run, RunKey, RunSummary


@dataclass(slots=True)
class MemoryLedger:
    """A table of runs in a dictionary."""

    rows: dict[RunKey, Run] = field(default_factory=dict[RunKey, Run])

    def get(self, key: RunKey) -> Run | None:
        """As `ports.Ledger.get`."""
        return self.rows.get(key)

    def save(self, run: Run) -> Run | None:
        """As `ports.Ledger.save`."""
        stored = self.rows.get(run.key)
        if stored is None or stored.version == run.version - 1:
            self.rows[run.key] = run
            return None
        return None if stored.is_same_write(run) else stored


@dataclass(frozen=True, slots=True)
class MemoryHistory:
    """What a table of runs in memory remembers of a resource: `catch_up.ports.History`.

    Args:
        ledger: the table.
    """

    ledger: MemoryLedger

    def of_resource(self, store_hash: str, resource: str, since: float) -> list[RunSummary]:
        """As `catch_up.ports.History.of_resource`."""
        return [
            RunSummary(run.key.action, run.state, run.scope, run.happened_at)
            for run in list(self.ledger.rows.values())
            if (run.key.store_hash, run.resource) == (store_hash, resource) and run.happened_at >= since
        ]


@dataclass(slots=True)
class Queued:
    """One message in a queue.

    Args:
        id: the queue's name for it.
        text: its body.
        visible_at: from when it can be received, in unix seconds.
        receipt: names its latest receipt; None before the first.
        receives: how often it has been received.
        sent_at: when it was put there, in unix seconds.
        attributes: what a dead letter says on its envelope.
    """

    id: str
    text: str
    visible_at: float
    receipt: str | None = None
    receives: int = 0
    sent_at: float = 0.0
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class MemoryQueue:
    """A queue that, like SQS, hides a received message for a while rather than removing it.

    Args:
        clock: gives unix seconds.
        visibility: how long a received message stays hidden, in seconds.
    """

    clock: Callable[[], float]
    visibility: float = 360.0
    messages: list[Queued] = field(default_factory=list[Queued])
    _ids: Iterator[int] = field(default_factory=count)

    def put(self, text: str, attributes: Mapping[str, str] | None = None, delay: float = 0.0) -> None:
        """Store a message, hidden for some seconds at first."""
        now, name = self.clock(), f"message-{next(self._ids)}"
        self.messages.append(Queued(name, text, now + delay, sent_at=now, attributes=attributes or {}))

    def receive(self, seconds: float | None = None) -> Queued | None:
        """The first visible message, hidden for some seconds, as long as usual by default; None if there is none."""
        found = next((message for message in self.messages if message.visible_at <= self.clock()), None)
        if found:
            found.receipt = f"receipt-{next(self._ids)}"
            found.receives += 1
            found.visible_at = self.clock() + (self.visibility if seconds is None else seconds)
        return found

    def delete(self, receipt: str) -> None:
        """Forget the message of that receipt, if it is still there."""
        self.messages = [message for message in self.messages if message.receipt != receipt]

    def hide(self, receipt: str, seconds: float) -> None:
        """Hide the message of that receipt from now on."""
        for message in self.messages:
            if message.receipt == receipt:
                message.visible_at = self.clock() + seconds


@dataclass(slots=True)
class MemoryLanes:
    """The queues of all lanes, as the consumer of one lane sees them.

    Args:
        lane: the consumer's own lane.
        queues: every lane's queue.
        dead_letters: every lane's dead-letter queue.
    """

    lane: str
    queues: Mapping[str, MemoryQueue]
    dead_letters: Mapping[str, MemoryQueue]

    def send(self, messages: Sequence[tuple[str, Message]], delay: float = 0.0) -> None:
        """As `ports.Lanes.send`."""
        for lane, message in messages:
            self.queues[lane].put(encode(message), delay=delay)

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:
        """As `ports.Lanes.dead_letter`."""
        self.dead_letters[self.lane].put(encode(message), attributes)

    def postpone(self, receipt: str, seconds: float) -> None:
        """As `ports.Lanes.postpone`."""
        self.queues[self.lane].hide(receipt, seconds)


@dataclass(slots=True)
class MemoryDeadLetters:
    """One lane's dead letters, and its queue."""

    letters: MemoryQueue
    queue: MemoryQueue

    def count(self) -> int:
        """As `ports.DeadLetters.count`."""
        return len(self.letters.messages) - self.hidden()

    def hidden(self) -> int:
        """As `ports.DeadLetters.hidden`."""
        return sum(message.visible_at > self.letters.clock() for message in self.letters.messages)

    def receive_some(self, limit: int = 10, *, seconds: float = 60.0) -> list[DeadLetter]:
        """As `ports.DeadLetters.receive_some`."""
        received = (self.letters.receive(seconds) for _ in range(limit))
        return [
            DeadLetter(found.text, found.receipt or "", found.attributes, found.id, found.sent_at)
            for found in received
            if found
        ]

    def release(self, letters: Sequence[DeadLetter]) -> None:
        """As `ports.DeadLetters.release`."""
        for letter in letters:
            self.letters.hide(letter.receipt, 0.0)

    def send_back(self, letter: DeadLetter) -> None:
        """As `ports.DeadLetters.send_back`."""
        self.queue.put(letter.text)

    def delete(self, letter: DeadLetter) -> None:
        """As `ports.DeadLetters.delete`."""
        self.letters.delete(letter.receipt)


@dataclass(slots=True)
class MemoryLastEvents:
    """The last events of windows, in a dictionary."""

    ranks: dict[str, str] = field(default_factory=dict[str, str])

    def is_last(self, window: str, rank: str, ends_at: float) -> bool:  # noqa: ARG002 -- nothing is forgotten here
        """As `ports.LastEvents.is_last`."""
        self.ranks[window] = max(rank, self.ranks.get(window, ""))
        return self.ranks[window] == rank


@dataclass(slots=True)
class MemoryTraces:
    """The traces of our writes, in a dictionary."""

    traces: dict[tuple[str, str], Trace] = field(default_factory=dict[tuple[str, str], Trace])

    def get(self, store_hash: str, resource: str) -> Trace | None:
        """As `ports.Traces.get`."""
        return self.traces.get((store_hash, resource))

    def put(self, store_hash: str, resource: str, trace: Trace) -> None:
        """As `ports.Traces.put`."""
        self.traces[store_hash, resource] = trace
