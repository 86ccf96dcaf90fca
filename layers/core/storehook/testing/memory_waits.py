"""Tables in memory by which runs wait and continue, for tests. The same contract tests run against these and AWS."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from storehook.bigcommerce.admission import ADMITTED, AdmissionResult
from storehook.queues.run_key import RunKey
from storehook.runs.late_runs import LateRuns
from storehook.runs.open import due_in, open_entry, open_partition, open_place, time_of
from storehook.runs.pauses import HeldName
from storehook.runs.ports import Due
from storehook.runs.resource_locks import MOST_READ, LockHolder, LockState, LockWaiter, ResourceLock
from storehook.runs.run import release
from storehook.runs.waits import AwaitedEvent, Waiter
from storehook.saves import SAVED, Conflict, Saved
from storehook.stores.store import Pause
from storehook.testing.memory import MemoryRunRepository


@dataclass(frozen=True, slots=True)
class MemoryDueRuns:
    """Waiting runs of a table in memory: `runs.ports.DueRuns`."""

    repository: MemoryRunRepository

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
        every = [(open_entry(run), run) for run in list(self.repository.rows.values())]
        entries = [(entry[1], run.key, run) for entry, run in every if entry and entry[0] == partition]
        start = (after, RunKey("", "", "")) if isinstance(after, str) else (_place(partition, after), after.key)
        ahead = [entry for entry in entries if entry[:2] > start and entry[0] <= until]
        return [
            Due(run.key, time_of(place), run.next_attempt_at, run.lane)
            for place, _, run in sorted(ahead, key=lambda entry: entry[:2])[:limit]
        ]

    def move_check(self, due: Due, until: float) -> None:
        stored = self.repository.rows.get(due.key)
        partition = open_partition(due_in(due.lane), due.key)
        if stored and open_entry(stored) == (partition, _place(partition, due)):
            self.repository.rows[due.key] = replace(stored, due_at=until)

    def release(self, holder: str, due: Due, now: float) -> None:
        stored = self.repository.rows.get(due.key)
        if stored and stored.held_by == holder:
            self.repository.rows[due.key] = release(stored, now)


def _place(partition: str, due: Due) -> str:
    return open_place(partition, due.due_at, due.key.store_hash)


@dataclass(slots=True)
class MemoryWakeProgress:
    """Progress of waking in a dictionary: `timer.timer.WakeProgress`."""

    noted: dict[str, str] = field(default_factory=dict[str, str])

    def places(self) -> Mapping[str, str]:
        return dict(self.noted)

    def note(self, places: Mapping[str, str]) -> None:
        self.noted = dict(places)


@dataclass(slots=True)
class MemoryLockTable:
    """Resource locks in dictionaries: `runs.resource_locks.LockTable`."""

    holders: dict[ResourceLock, LockHolder] = field(default_factory=dict[ResourceLock, LockHolder])
    waiters: dict[tuple[ResourceLock, str], LockWaiter] = field(
        default_factory=dict[tuple[ResourceLock, str], LockWaiter]
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def acquire(
        self,
        lock: ResourceLock,
        holder: LockHolder,
        now: float,  # noqa: ARG002 - no lock expires here
        *,
        after: LockHolder | None = None,
    ) -> LockHolder:
        with self._lock:
            stored = self.holders.get(lock)
            if stored is None or stored.name == holder.name or (after is not None and self._has(lock, after)):
                self.holders[lock] = holder
            return self.holders[lock]

    def wait(self, lock: ResourceLock, waiter: LockWaiter, now: float) -> None:  # noqa: ARG002 - nor a waiter
        self.waiters[lock, waiter.text] = waiter

    def read(self, lock: ResourceLock) -> LockState:
        texts = sorted(text for of, text in list(self.waiters) if of == lock)[:MOST_READ]
        return LockState(self.holders.get(lock), tuple(self.waiters[lock, text] for text in texts))

    def remove(self, lock: ResourceLock, waiter: LockWaiter) -> None:
        if self.waiters.get((lock, waiter.text)) == waiter:
            del self.waiters[lock, waiter.text]

    def pass_on(self, lock: ResourceLock, holder: LockHolder, waiter: LockWaiter, now: float) -> bool:  # noqa: ARG002
        with self._lock:
            if is_its := self._has(lock, holder):
                self.holders[lock] = LockHolder(waiter.name, waiter.version, started=False)
            return is_its

    def free(self, lock: ResourceLock, holder: LockHolder) -> None:
        with self._lock:
            if self._has(lock, holder):
                del self.holders[lock]

    def _has(self, lock: ResourceLock, holder: LockHolder) -> bool:
        stored = self.holders.get(lock)
        return stored is not None and stored.name == holder.name and stored.version <= holder.version


@dataclass(slots=True)
class MemoryLateRunTable:
    """Late runs in a dictionary, by store, resource and action: `runs.late_runs.LateRunTable`."""

    rows: dict[tuple[str, str, str], LateRuns] = field(default_factory=dict[tuple[str, str, str], LateRuns])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def save(
        self,
        store_hash: str,
        resource: str,
        action: str,
        late: LateRuns,
        now: float,  # noqa: ARG002 - no row expires here
    ) -> Saved | Conflict[LateRuns]:
        key = (store_hash, resource, action)
        with self._lock:
            stored = self.rows.get(key, LateRuns())
            if stored.version != late.version - 1:
                return Conflict(stored)
            self.rows[key] = late
            return SAVED


@dataclass(slots=True)
class MemoryPauses:
    """Pauses in a dictionary: `runs.pauses.Pauses`. It counts the reads."""

    rows: dict[str, Pause] = field(default_factory=dict[str, Pause])
    reads: int = 0

    def all(self) -> Mapping[str, Pause]:
        self.reads += 1
        return dict(self.rows)

    def pause(self, holder: str, pause: Pause) -> None:
        self.rows.setdefault(holder, pause)

    def resume(self, holder: str) -> None:
        self.rows.pop(holder, None)


@dataclass(slots=True)
class MemoryHeldNames:
    """Names that have held runs, in a dictionary: `runs.pauses.HeldNames`. It keeps every note."""

    rows: dict[str, float] = field(default_factory=dict[str, float])
    notes: list[HeldName] = field(default_factory=list[HeldName])

    def note(self, holder: str, at: float) -> None:
        self.rows[holder] = at
        self.notes.append(HeldName(holder, at))

    def all(self) -> Sequence[HeldName]:
        return [HeldName(holder, at) for holder, at in sorted(self.rows.items())]

    def forget(self, name: HeldName) -> None:
        if self.rows.get(name.holder) == name.at:
            del self.rows[name.holder]


class OpenDoor:
    """Admission of every run: `bigcommerce.admission.Admits`."""

    def admit(self, store_hash: str, action: str, position: float | None = None) -> AdmissionResult:  # noqa: ARG002
        return ADMITTED

    def ended(self, store_hash: str, action: str, calls: int) -> None: ...


@dataclass(slots=True)
class MemoryWaitTable:
    """Table of waits in dictionaries: `runs.waits.WaitTable`. Nothing expires."""

    rows: dict[tuple[str, str], dict[str, AwaitedEvent]] = field(
        default_factory=dict[tuple[str, str], dict[str, AwaitedEvent]]
    )
    waiting: dict[tuple[str, str], dict[str, Waiter]] = field(default_factory=dict[tuple[str, str], dict[str, Waiter]])

    def put_event(self, store_hash: str, name: str, event: AwaitedEvent) -> None:
        # As in DynamoDB, an event without a time that comes twice has two: each receipt gives it one.
        self.rows.setdefault((store_hash, name), {})[f"{event.happened_at} {event.id}"] = event

    def events(self, store_hash: str, name: str, since: float, limit: int) -> list[AwaitedEvent]:
        events = self.rows.get((store_hash, name), {}).values()
        return sorted((event for event in events if event.happened_at >= since), key=_order)[:limit]

    def put_waiter(self, store_hash: str, name: str, waiter: Waiter) -> None:
        self.waiting.setdefault((store_hash, name), {})[waiter.path] = waiter

    def waiter(self, store_hash: str, name: str, path: str) -> Waiter | None:
        return self.waiting.get((store_hash, name), {}).get(path)

    def waiters(self, store_hash: str, name: str, after: str, limit: int) -> list[Waiter]:
        waiting = self.waiting.get((store_hash, name), {})
        return [waiting[path] for path in sorted(waiting) if path > after][:limit]

    def remove(self, store_hash: str, name: str, waiter: Waiter) -> None:
        stored = self.waiter(store_hash, name, waiter.path)
        if stored and stored.version == waiter.version:
            del self.waiting[store_hash, name][waiter.path]


def _order(event: AwaitedEvent) -> tuple[float, str]:
    return event.happened_at, event.id
