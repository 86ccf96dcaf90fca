"""Tables and queues in memory that authors of actions don't need. The contract tests run over these and over AWS."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from storehook.bigcommerce.quota_queue import QuotaQueue, take
from storehook.bigcommerce.rate_windows import RateWindow
from storehook.catch_up.progress import CatchUpProgress
from storehook.history.errors import CursorInvalid
from storehook.history.indexes import MOST_COUNTED, Slice
from storehook.history.key_ranges import Index, KeyRange
from storehook.history.partitions import partition
from storehook.history.rows import Filter, IndexPosition, RunRow, row_of
from storehook.operations.action_secrets import SecretEntry
from storehook.operations.audit import AuditEntry
from storehook.operations.stack_secrets import LiveSecret
from storehook.queues.message import Message
from storehook.queues.ports import DeadLetter, Depth
from storehook.queues.run_key import RunKey
from storehook.queues.task import Task
from storehook.registration.record import EXHAUSTED, DeliveryException, Registration
from storehook.runs.open import open_entry
from storehook.runs.questions import Question, QuestionPage, question_of
from storehook.runs.run import Run, RunSummary
from storehook.saves import SAVED, Conflict, Saved
from storehook.stores.gaps import Gaps
from storehook.stores.ports import StorePage
from storehook.stores.store import Credentials, Pause, Status, Store
from storehook.stores.tombstone import Tombstone
from storehook.testing.memory import MemoryQueue, MemoryRunRepository, MemoryStepTable


@dataclass(frozen=True, slots=True)
class MemoryHistory:
    """The history of a resource from a table of runs in memory: `catch_up.coverage.History`."""

    repository: MemoryRunRepository

    def of_resource(self, store_hash: str, resource: str, since: float) -> list[RunSummary]:
        """Implement `catch_up.coverage.History.of_resource`."""
        return [
            RunSummary(
                run.key.action,
                run.state,
                run.scope,
                run.happened_at,
                error_type=run.failure.error_type if run.failure else "",
                started_at=run.started_at,
                covered_by=run.covered_by,
            )
            for run in list(self.repository.rows.values())
            if (run.key.store_hash, run.resource) == (store_hash, resource) and run.happened_at >= since
        ]


@dataclass(frozen=True, slots=True)
class MemoryQuestions:
    """Questions without an answer of the tables in memory: `runs.questions.Questions`. A cursor is a number."""

    repository: MemoryRunRepository
    steps: MemoryStepTable

    def page(self, cursor: str | None, limit: int) -> QuestionPage:
        """Implement `runs.questions.Questions.page`."""
        if cursor and not cursor.isdecimal():
            raise CursorInvalid
        every = sorted(self._all(), key=lambda question: question.asked_at)
        begin = int(cursor or 0)
        end = begin + limit
        return QuestionPage(every[begin:end], str(end) if end < len(every) else None)

    def _all(self) -> Iterator[Question]:
        for run in list(self.repository.rows.values()):
            if question := question_of(run, self.steps.of_run(run.run_key)):
                yield question


@dataclass(slots=True)
class MemoryDeadLetters:
    """One lane's dead letters, and its queue."""

    letters: MemoryQueue
    queue: MemoryQueue

    def count(self) -> int:
        """Implement `queues.ports.DeadLetters.count`."""
        return len(self.letters.messages) - self.hidden()

    def hidden(self) -> int:
        """Implement `queues.ports.DeadLetters.hidden`."""
        return sum(message.visible_at > self.letters.clock() for message in self.letters.messages)

    def receive_some(self, limit: int = 10, *, seconds: float = 60.0) -> list[DeadLetter]:
        """Implement `queues.ports.DeadLetters.receive_some`."""
        received = (self.letters.receive(seconds) for _ in range(limit))
        return [
            DeadLetter(message.text, message.receipt or "", message.attributes, message.id, message.sent_at)
            for message in received
            if message
        ]

    def release(self, letters: Sequence[DeadLetter]) -> None:
        """Implement `queues.ports.DeadLetters.release`."""
        for letter in letters:
            self.letters.hide(letter.receipt, 0.0)

    def send_back(self, letter: DeadLetter) -> None:
        """Implement `queues.ports.DeadLetters.send_back`."""
        self.queue.put(letter.text)

    def delete(self, letter: DeadLetter) -> None:
        """Implement `queues.ports.DeadLetters.delete`."""
        self.letters.delete(letter.receipt)


@dataclass(slots=True)
class MemoryRecheckProgress:
    """Progress of rechecks for a table in memory: `timer.recheck.RecheckProgress`."""

    repository: MemoryRunRepository
    noted: dict[int, float] = field(default_factory=dict[int, float])

    def until(self) -> Mapping[int, float]:
        """Implement `timer.recheck.RecheckProgress.until`."""
        return dict(self.noted)

    def note(self, until: Mapping[int, float]) -> None:
        """Implement `timer.recheck.RecheckProgress.note`."""
        self.noted |= until

    def make_due(self, key: RunKey, lane: str, at: float) -> bool:
        """Implement `timer.recheck.RecheckProgress.make_due`."""
        stored = self.repository.rows.get(key)
        if stored is None or stored.has_ended or stored.due_at:
            return False
        assert lane == stored.lane, "the row would stand where no turn of its lane looks"
        self.repository.rows[key] = replace(stored, due_at=at)
        return True


@dataclass(frozen=True, slots=True)
class MemoryDepths:
    """Depths of queues in memory: `queues.ports.Depths`.

    Args:
        queues: the queue of each lane.
        dead_letters: the dead-letter queue of each lane.
    """

    queues: Mapping[str, MemoryQueue]
    dead_letters: Mapping[str, MemoryQueue]

    def of_lane(self, lane: str) -> Depth:
        """Implement `queues.ports.Depths.of_lane`."""
        queue = self.queues[lane]
        hidden = [message for message in queue.messages if message.visible_at > queue.clock()]
        in_flight = sum(message.receives > 0 for message in hidden)
        waiting = sum(message.visible_at <= queue.clock() for message in queue.messages)
        return Depth(waiting, in_flight, len(self.dead_letters[lane].messages))


@dataclass(slots=True)
class MemoryAuditLog:
    """The audit log in a list: `operations.audit.AuditLog`. A position is a count from its start."""

    entries: list[AuditEntry] = field(default_factory=list[AuditEntry])

    def add(self, entry: AuditEntry) -> None:
        """Implement `operations.audit.AuditLog.add`."""
        if entry not in self.entries:
            self.entries.append(entry)

    def latest(self, limit: int, before: str | None = None) -> tuple[list[AuditEntry], str | None]:
        """Implement `operations.audit.AuditLog.latest`."""
        end = len(self.entries) if before is None else int(before)
        start = max(end - limit, 0)
        return self.entries[start:end][::-1], str(start) if start else None


@dataclass(slots=True)
class MemoryActionSecrets:
    """Actions' secrets in a dictionary, which `testing.memory.MemorySecretTexts` can read.

    Args:
        texts: the secrets, by name.
    """

    texts: dict[str, str] = field(default_factory=dict[str, str])
    clock: Callable[[], float] = time.time
    _changed: dict[str, float] = field(default_factory=dict[str, float])

    def put(self, name: str, text: str) -> None:
        """Implement `operations.action_secrets.ActionSecrets.put`."""
        self.texts[name], self._changed[name] = text, self.clock()

    def delete(self, name: str) -> bool:
        """Implement `operations.action_secrets.ActionSecrets.delete`."""
        return self.texts.pop(name, None) is not None

    def all(self) -> Iterator[SecretEntry]:
        """Implement `operations.action_secrets.ActionSecrets.all`."""
        yield from (SecretEntry(name, self._changed[name]) for name in self.texts)


@dataclass(slots=True)
class MemoryStackSecret:
    """Secret of the stack with its current and its previous value: `operations.stack_secrets.StackSecret`."""

    texts: list[str]
    since: float = 0.0

    def live(self) -> LiveSecret:
        """Implement `operations.stack_secrets.StackSecret.live`."""
        until = self.since + 49 * 3600
        is_live = len({*self.texts}) > 1 and until > time.time()
        return LiveSecret(self.texts[0], self.since, until if is_live else None)

    def put(self, text: str) -> None:
        """Implement `operations.stack_secrets.StackSecret.put`."""
        self.texts, self.since = [text, *self.texts][:2], time.time()


@dataclass(frozen=True, slots=True)
class MemoryRunIndexes:
    """Indexes of a table of runs in memory: `indexes.RunIndexes`."""

    repository: MemoryRunRepository
    _rows: dict[RunKey, tuple[Run, RunRow]] = field(default_factory=dict[RunKey, tuple[Run, RunRow]])

    def read(
        self,
        key_range: KeyRange,
        where: Filter,
        after: IndexPosition | None,
        limit: int,
        *,
        oldest_first: bool = False,
        brief: bool = False,
    ) -> Slice:
        """Implement `indexes.RunIndexes.read`."""
        every = (self._row(run) for run in list(self.repository.rows.values()))
        held = [(key_range.position(row), row) for row in every if holds(key_range, row)]
        ordered = sorted(held, key=_position, reverse=not oldest_first)
        ahead = [
            entry for entry in ordered if after is None or (entry[0] > after if oldest_first else entry[0] < after)
        ]
        rows_read = ahead[:limit]
        rows = tuple(brief_row(row) if brief else row for _, row in rows_read if where.matches(row))
        return Slice(rows, rows_read[-1][0] if len(ahead) > limit else None, len(rows_read))

    def _row(self, run: Run) -> RunRow:
        known, row = self._rows.get(run.key, (None, None))
        if row is None or known is not run:
            row = row_of(run)
            self._rows[run.key] = run, row
        return row

    def count(self, partition: str) -> int:
        """Implement `indexes.RunIndexes.count`."""
        entries = filter(None, map(open_entry, list(self.repository.rows.values())))
        return min(sum(entry == partition for entry, _ in entries), MOST_COUNTED)

    def of_event(self, store_hash: str, event_id: str) -> list[RunRow]:
        """Implement `indexes.RunIndexes.of_event`."""
        event = (store_hash, event_id)
        runs = [run for run in list(self.repository.rows.values()) if (run.key.store_hash, run.key.event_id) == event]
        return [row_of(run) for run in sorted(runs, key=lambda run: run.key.action)]


def holds(key_range: KeyRange, row: RunRow) -> bool:
    """Return whether a run is in a range of an index."""
    is_in_partition = key_range.partition == _partition_of(key_range.index, row)
    return is_in_partition and key_range.since <= key_range.position(row).at <= key_range.until


def brief_row(row: RunRow) -> RunRow:
    """Return the brief row of a run."""
    return RunRow(
        key=row.key,
        state=row.state,
        created_at=row.created_at,
        updated_at=row.updated_at,
        received_at=row.received_at,
        lane=row.lane,
        open=row.open,
    )


def _partition_of(index: Index, row: RunRow) -> str | None:
    """Return the partition of an index that holds a run. None if the index does not hold it."""
    match index:
        case "by-resource":
            return f"{row.key.store_hash}#{row.resource}" if row.resource else None
        case "by-store":
            return row.key.store_hash
        case "by-time":
            return partition(row.created_at, row.key.event_id)
        case "open":
            return row.open


def _position(entry: tuple[IndexPosition, RunRow]) -> IndexPosition:
    return entry[0]


@dataclass(frozen=True, slots=True)
class MemoryLogLines:
    """Log groups in a dictionary: `operations.log_lines.LogLines`."""

    groups: dict[str, list[tuple[float, str]]] = field(default_factory=dict[str, list[tuple[float, str]]])

    def about(self, group: str, text: str, since: float, until: float | None) -> Iterator[tuple[float, str]]:
        """Implement `operations.log_lines.LogLines.about`."""
        assert text
        for at, line in self.groups.get(group, []):
            if since <= at and (until is None or at <= until):
                yield at, line


PAGE = 1000
"""Stores per page."""


@dataclass(slots=True)
class MemoryRateWindows:
    """Rate windows in a dictionary: `bigcommerce.rate_limiter.RateWindows`. It counts the writes."""

    rows: dict[str, RateWindow] = field(default_factory=dict[str, RateWindow])
    writes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def save(self, window: RateWindow) -> Saved | Conflict[RateWindow]:
        """Implement `bigcommerce.rate_limiter.RateWindows.save`."""
        with self._lock:
            self.writes += 1
            stored = self.rows.get(window.store_hash)
            if stored is None or stored.version == window.version - 1:
                self.rows[window.store_hash] = window
                return SAVED
            return SAVED if stored.is_same_write(window) else Conflict(stored)


@dataclass(slots=True)
class MemoryQuotaQueues:
    """Quota queues in a dictionary: `bigcommerce.admission.QuotaQueues`. It counts the writes."""

    rows: dict[str, QuotaQueue] = field(default_factory=dict[str, QuotaQueue])
    writes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, store_hash: str, earliest: float, seconds: float) -> tuple[float, QuotaQueue]:
        """Implement `bigcommerce.admission.QuotaQueues.take`."""
        with self._lock:
            self.writes += 1
            queue = self.rows.get(store_hash, QuotaQueue(store_hash=store_hash))
            position, self.rows[store_hash] = take(queue, earliest, seconds)
            return position, self.rows[store_hash]

    def save(self, queue: QuotaQueue) -> Saved | Conflict[QuotaQueue]:
        """Implement `bigcommerce.admission.QuotaQueues.save`."""
        with self._lock:
            self.writes += 1
            stored = self.rows.get(queue.store_hash, QuotaQueue(store_hash=queue.store_hash))
            if stored.version in (0, queue.version - 1):
                self.rows[queue.store_hash] = replace(queue, next_at=stored.next_at)
                return SAVED
            return SAVED if stored.is_same_write(queue) else Conflict(stored)


@dataclass(slots=True)
class MemoryStores:
    """Stores in a dictionary: `stores.ports.Stores`. `beside` has further data of the stores' rows."""

    rows: dict[str, Credentials] = field(default_factory=dict[str, Credentials], repr=False)
    secrets: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]], repr=False)
    tombstones: dict[str, Tombstone] = field(default_factory=dict[str, Tombstone])
    beside: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def get(self, store_hash: str) -> Store | None:
        """Implement `stores.ports.Stores.get`."""
        row = self.rows.get(store_hash)
        return row.store if row else None

    def find(self, store_hash: str) -> Store | Tombstone | None:
        """Implement `stores.ports.Stores.find`."""
        return self.get(store_hash) or self.tombstones.get(store_hash)

    def save(self, store: Store, token: str | None = None, client_secret: str | None = None) -> None:
        """Implement `stores.ports.Stores.save`."""
        self.tombstones.pop(store.store_hash, None)
        erased = store.erases()
        before = self.rows.get(store.store_hash, Credentials(store, None))
        self.rows[store.store_hash] = Credentials(store, None if "token" in erased else token or before.token)
        if "client_secret" in erased:
            self.secrets.pop(store.store_hash, None)
        elif client_secret:
            before = self.secrets.get(store.store_hash, ())
            self.secrets[store.store_hash] = (client_secret, *before[:1])

    def give_name(self, store_hash: str, name: str) -> None:
        """Implement `stores.ports.Stores.give_name`."""
        if (store := self.get(store_hash)) and not store.name:
            self.save(replace(store, name=name))

    def pause(self, store: Store, pause: Pause) -> bool:
        """Implement `stores.ports.Stores.pause`."""
        stored = self.get(store.store_hash)
        is_same = stored is not None and stored.status == store.status
        return is_same and self._change(store, lambda row: row.paused(pause))

    def resume(self, store: Store) -> bool:
        """Implement `stores.ports.Stores.resume`."""
        stored = self.get(store.store_hash)
        pause = store.paused_by, store.paused_at
        is_same = not stored or stored.status != "paused" or (stored.paused_by, stored.paused_at) == pause
        return is_same and self._change(store, lambda row: row.active())

    def uninstall(self, store: Store, at: float) -> bool:
        """Implement `stores.ports.Stores.uninstall`."""
        return self._change(store, lambda row: row.uninstalled(at))

    def purge(self, tombstone: Tombstone, installed_at: float | None) -> bool:
        """Implement `stores.ports.Stores.purge`."""
        store = self.get(tombstone.store_hash)
        if store and store.installed_at != installed_at:
            return False
        for rows in (self.rows, self.secrets, *self.beside):
            rows.pop(tombstone.store_hash, None)
        self.tombstones[tombstone.store_hash] = tombstone
        return True

    def _change(self, store: Store, change: Callable[[Store], Store]) -> bool:
        stored = self.get(store.store_hash)
        if stored is None or stored.status == "uninstalled" or stored.installed_at != store.installed_at:
            return False
        self.save(change(stored))
        return True

    def credentials(self, store_hash: str) -> Credentials | None:
        """Implement `stores.ports.Stores.credentials`."""
        return self.rows.get(store_hash)

    def client_secrets(self, store_hash: str) -> Sequence[str]:
        """Implement `stores.ports.Stores.client_secrets`."""
        return self.secrets.get(store_hash, ())

    def hashes(self, status: Status, after: str = "") -> StorePage:
        """Implement `stores.ports.Stores.hashes`."""
        names = sorted(name for name, row in self.rows.items() if row.store.status == status and name > after)
        page = tuple(names[:PAGE])
        return StorePage(page, page[-1] if len(names) > PAGE else "")


@dataclass(slots=True)
class MemoryRegistrations:
    """Registrations of stores in a dictionary: `registration.record.Registrations`."""

    stores: MemoryStores
    rows: dict[str, Registration] = field(default_factory=dict[str, Registration])

    def __post_init__(self) -> None:
        """Become part of the stores' rows."""
        self.stores.beside.append(self.rows)

    def with_store(self, store_hash: str) -> tuple[Store, Registration] | None:
        """Implement `registration.record.Registrations.with_store`."""
        store = self.stores.get(store_hash)
        return (store, self.get(store_hash)) if store else None

    def get(self, store_hash: str) -> Registration:
        """Implement `registration.record.Registrations.get`."""
        return self.rows.get(store_hash, Registration())

    def save(self, store_hash: str, registration: Registration) -> bool:
        """Implement `registration.record.Registrations.save`."""
        before = self.get(store_hash)
        if store_hash not in self.stores.rows:
            return False
        if before.version not in (0, registration.version - 1):
            return before.is_same(registration)
        self.rows[store_hash] = replace(registration, exception=before.exception, exhausted=before.exhausted)
        return True

    def save_exception(self, store_hash: str, exception: DeliveryException) -> None:
        """Implement `registration.record.Registrations.save_exception`."""
        if store_hash in self.stores.rows:
            before = self.get(store_hash)
            exhausted = exception if exception.code == EXHAUSTED else before.exhausted
            self.rows[store_hash] = replace(before, exception=exception, exhausted=exhausted)


@dataclass(slots=True)
class MemoryOpenGaps:
    """Open gaps of stores in a dictionary: `stores.gaps.OpenGaps`."""

    stores: MemoryStores
    rows: dict[str, Gaps] = field(default_factory=dict[str, Gaps])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Become part of the stores' rows."""
        self.stores.beside.append(self.rows)

    def get(self, store_hash: str) -> Gaps:
        """Implement `stores.gaps.OpenGaps.get`."""
        return self.rows.get(store_hash, ())

    def change(self, store_hash: str, change: Callable[[Gaps], Gaps]) -> None:
        """Implement `stores.gaps.OpenGaps.change`."""
        with self._lock:
            if store_hash in self.stores.rows:
                self.rows[store_hash] = change(self.get(store_hash))


@dataclass(slots=True)
class MemoryCatchUps:
    """Progress of stores' catch-ups in a dictionary: `catch_up.progress.CatchUps`."""

    stores: MemoryStores
    rows: dict[str, CatchUpProgress] = field(default_factory=dict[str, CatchUpProgress])

    def __post_init__(self) -> None:
        """Become part of the stores' rows."""
        self.stores.beside.append(self.rows)

    def get(self, store_hash: str) -> CatchUpProgress | None:
        """Implement `catch_up.progress.CatchUps.get`."""
        return self.rows.get(store_hash)

    def save(self, progress: CatchUpProgress) -> bool:
        """Implement `catch_up.progress.CatchUps.save`."""
        before = self.rows.get(progress.store_hash)
        if progress.store_hash not in self.stores.rows or (before.version if before else 0) != progress.version - 1:
            return False
        self.rows[progress.store_hash] = progress
        return True


@dataclass(slots=True)
class MemoryTasks:
    """The reconcile queue as a list: `queues.ports.Tasks`. It records how long tasks are hidden."""

    sent: list[Task] = field(default_factory=list[Task])
    delays: list[float] = field(default_factory=list[float])
    postponed: dict[str, float] = field(default_factory=dict[str, float])

    def send(self, tasks: Iterable[Task], delay: float = 0.0) -> None:
        """Implement `queues.ports.Tasks.send`."""
        for task in tasks:
            self.sent.append(task)
            self.delays.append(delay)

    def postpone(self, receipt: str, seconds: float) -> None:
        """Implement `queues.ports.Tasks.postpone`."""
        self.postponed[receipt] = seconds


@dataclass
class MemoryDeliveryQueue:
    """A delivery queue that keeps its messages in a list."""

    sent: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        self.sent.append(message)
