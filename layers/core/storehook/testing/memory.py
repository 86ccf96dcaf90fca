"""In-memory tables and queues, for tests. The same contract tests run against these and against AWS."""

import copy
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from storehook.queues.message import Message, encode
from storehook.queues.run_key import RunKey
from storehook.records.rows import RecordKey, RecordPage, RecordRow, item, partition, row_of
from storehook.records.table import Expiry
from storehook.runs.loops import WriteMark
from storehook.runs.run import Lease, Run, is_due, next_attempt
from storehook.runs.steps import Step
from storehook.saves import SAVED, Conflict, Saved


@dataclass(slots=True)
class MemoryRunRepository:
    """Table of runs in a dictionary: `runs.ports.RunRepository`."""

    rows: dict[RunKey, Run] = field(default_factory=dict[RunKey, Run])

    def get(self, key: RunKey) -> Run | None:
        return self.rows.get(key)

    def claim_due(self, key: RunKey, lease: Lease) -> Run | None:
        stored = self.rows.get(key)
        if stored is None or not is_due(stored, lease.now):
            return stored if stored and (stored.state, stored.owner) == ("running", lease.owner) else None
        self.rows[key] = next_attempt(stored, lease)
        return self.rows[key]

    def latest(self, key: RunKey) -> Run | None:
        runs = (run for other, run in list(self.rows.items()) if _is_generation(other, key))
        return max(runs, key=lambda run: run.key.generation, default=None)

    def save(self, run: Run) -> Saved | Conflict[Run]:
        stored = self.rows.get(run.key)
        if (stored.version if stored else 0) == run.version - 1:
            self.rows[run.key] = run
            return SAVED
        return SAVED if stored and stored.is_same_write(run) else Conflict(stored or run)

    def delete(self, key: RunKey) -> None:
        self.rows.pop(key, None)


@dataclass(slots=True)
class MemoryStepTable:
    """Table of steps in a dictionary: `runs.steps.StepTable`. Nothing expires."""

    rows: dict[str, dict[str, Step]] = field(default_factory=dict[str, dict[str, Step]])

    def of_run(self, run_key: str) -> Mapping[str, Step]:
        return dict(self.rows.get(run_key, {}))

    def put(self, run_key: str, step: Step) -> Step:
        return self.rows.setdefault(run_key, {}).setdefault(step.name, step)

    def finish(self, run_key: str, step: Step) -> Step:
        steps = self.rows.setdefault(run_key, {})
        if step.name not in steps or steps[step.name].result is None:
            steps[step.name] = step
        return steps[step.name]

    def forget(self, run_key: str, step: Step) -> bool:
        steps = self.rows.get(run_key, {})
        stored = steps.get(step.name)
        if stored is None or (stored.result, stored.owner) != (step.result, step.owner):
            return False
        del steps[step.name]
        return True

    def keep(self, run_key: str, steps: Mapping[str, Step], until: float) -> None:
        """Do nothing."""


def _is_generation(other: RunKey, key: RunKey) -> bool:
    return (other.store_hash, other.event_id, other.action) == (key.store_hash, key.event_id, key.action)


@dataclass(slots=True)
class Queued:
    """Message in a queue.

    Args:
        visible_at: unix seconds from which it can be received.
        receipt: handle of the latest receive; None before the first.
        receives: number of receives so far.
        sent_at: unix seconds.
        attributes: message attributes of a dead letter.
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
    """Queue that hides a received message for a while, like SQS, instead of removing it.

    Args:
        clock: returns unix seconds.
        visibility: seconds for which a received message stays hidden.
    """

    clock: Callable[[], float]
    visibility: float = 360.0
    messages: list[Queued] = field(default_factory=list[Queued])
    _ids: Iterator[int] = field(default_factory=count)

    def put(self, text: str, attributes: Mapping[str, str] | None = None, delay: float = 0.0) -> None:
        """Store a message, which stays hidden for the seconds of the delay."""
        now, name = self.clock(), f"message-{next(self._ids)}"
        self.messages.append(Queued(name, text, now + delay, sent_at=now, attributes=attributes or {}))

    def receive(self, seconds: float | None = None) -> Queued | None:
        """Return the first visible message and hide it for some seconds, `visibility` by default; None without one."""
        for message in self.messages:
            if message.visible_at <= self.clock():
                message.receipt = f"receipt-{next(self._ids)}"
                message.receives += 1
                message.visible_at = self.clock() + (self.visibility if seconds is None else seconds)
                return message
        return None

    def delete(self, receipt: str) -> None:
        """Delete the message of that receipt, if it is still there."""
        self.messages = [message for message in self.messages if message.receipt != receipt]

    def hide(self, receipt: str, seconds: float) -> None:
        """Hide the message of that receipt from now on."""
        for message in self.messages:
            if message.receipt == receipt:
                message.visible_at = self.clock() + seconds


@dataclass(slots=True)
class MemoryLanes:
    """Queues and dead-letter queues by lane, as the consumer of one lane sees them: `queues.ports.Lanes`."""

    lane: str
    queues: Mapping[str, MemoryQueue]
    dead_letters: Mapping[str, MemoryQueue]

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:
        for lane, message in messages:
            self.queues[lane].put(encode(message), delay=delay)

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:
        self.dead_letters[self.lane].put(encode(message), attributes)

    def postpone(self, receipt: str, seconds: float) -> None:
        self.queues[self.lane].hide(receipt, seconds)

    def acknowledge(self, receipts: Sequence[str]) -> None:
        for receipt in receipts:
            self.queues[self.lane].delete(receipt)


@dataclass(slots=True)
class MemoryWriteMarks:
    """Marks of our writes, in a dictionary: `runs.ports.WriteMarks`."""

    write_marks: dict[tuple[str, str], list[WriteMark]] = field(default_factory=dict[tuple[str, str], list[WriteMark]])

    def between(self, store_hash: str, resource: str, since: float, until: float) -> list[WriteMark]:
        return [mark for mark in self.write_marks.get((store_hash, resource), []) if since <= mark.at <= until]

    def put(self, store_hash: str, resource: str, mark: WriteMark) -> None:
        self.write_marks.setdefault((store_hash, resource), []).append(mark)


@dataclass(slots=True)
class MemorySecretTexts:
    """Secrets in a dictionary, by name: `actions.secrets.SecretTexts`."""

    texts: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def find(self, name: str) -> str | None:
        return self.texts.get(name)


@dataclass(slots=True)
class MemoryRecordStore:
    """Table of records in a dictionary, by partition and ID: `records.table.RecordStore`.

    Rows are stored as items, so that it refuses what DynamoDB would refuse. By default, they never expire.
    """

    items: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict[tuple[str, str], dict[str, Any]])
    expiry: Expiry = field(default_factory=Expiry)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: RecordKey) -> RecordRow | None:
        stored = self.items.get(_primary(key))
        return row_of(copy.deepcopy(stored)) if stored and not self.expiry.is_over(stored) else None

    def put(self, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        written = copy.deepcopy(item(row, self.expiry.of(row)))
        with self._lock:
            stored = self._stored(row.key)
            free = self.get(row.key) is None if replaces is None else replaces.is_same_write(stored)
            if free:
                self.items[_primary(row.key)] = written
            return free or row.is_same_write(stored)

    def delete(self, row: RecordRow) -> bool:
        with self._lock:
            if row.is_same_write(self._stored(row.key)):
                del self.items[_primary(row.key)]
            return self.get(row.key) is None

    def page(self, store_hash: str, model: str, *, after: str | None, limit: int) -> RecordPage:
        pk = partition(store_hash, model)
        keys = sorted(key for key in list(self.items) if key[0] == pk and key[1] > (after or ""))
        items = [self.items[key] for key in keys[:limit]]
        rows = [row_of(copy.deepcopy(stored)) for stored in items if not self.expiry.is_over(stored)]
        return RecordPage(rows, keys[limit - 1][1] if len(keys) > limit else None)

    def _stored(self, key: RecordKey) -> RecordRow | None:
        """Return the row, even if it has expired."""
        stored = self.items.get(_primary(key))
        return row_of(copy.deepcopy(stored)) if stored else None


def _primary(key: RecordKey) -> tuple[str, str]:
    return partition(key.store_hash, key.model), key.bigcommerce_id
