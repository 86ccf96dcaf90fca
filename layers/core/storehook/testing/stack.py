"""Stack in memory, for tests: the real consumers and timer in one thread, over tables and queues in memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from math import inf
from typing import Any

from storehook.actions.action import Registry
from storehook.actions.context import Log
from storehook.actions.deadline import Deadline
from storehook.bigcommerce.admission import Admits
from storehook.bigcommerce.connections import Connections
from storehook.consumer.consumer import Consumer
from storehook.consumer.context_factory import ContextFactory
from storehook.consumer.coverage import Coverage
from storehook.consumer.holds import Holds
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.consumer.recorder import Recorder
from storehook.consumer.resource_locks import ResourceLocks
from storehook.consumer.waits import Waits
from storehook.errors import AttemptEnded
from storehook.queues.lanes import LANES, LONGEST_ATTEMPT
from storehook.queues.message import Message, encode
from storehook.runs.ports import RunRepository
from storehook.runs.run import Run
from storehook.schedules.occurrences import upcoming
from storehook.schedules.stored import StoredSchedule
from storehook.stores.gaps import Interval
from storehook.stores.store import AnyStatus
from storehook.testing.memory import (
    MemoryLanes,
    MemoryQueue,
    MemoryRecordStore,
    MemoryRunRepository,
    MemorySecretTexts,
    MemoryStepTable,
    MemoryWriteMarks,
)
from storehook.testing.memory_schedules import MemoryHashes, MemoryStoredSchedules
from storehook.testing.memory_waits import (
    MemoryDueRuns,
    MemoryHeldNames,
    MemoryLateRunTable,
    MemoryLockTable,
    MemoryPauses,
    MemoryWaitTable,
    MemoryWakeProgress,
    OpenDoor,
)
from storehook.timer.releases import Releases
from storehook.timer.schedules import Schedules, StoreHashes
from storehook.timer.timer import Timer

type RunUntil = Callable[[Deadline, Callable[[], object]], BaseException | None]


def at_once(_deadline: Deadline, work: Callable[[], object]) -> BaseException | None:
    """Do an attempt's work in this thread, without a time limit, and return the error that it raised.

    What ends a test passes through: a failed assertion of pytest, or an interrupt.
    """
    try:
        work()
    except (Exception, SystemExit, AttemptEnded) as error:
        return error
    return None


@dataclass(slots=True, kw_only=True)
class MemoryStack[Clock: Callable[[], float]]:
    """Queues, dead letters, runs and records, a consumer for each lane, and the timer.

    Args:
        clock: returns unix seconds.
        random: returns the fraction by which waits are randomized. With 0.5, they are exact.
    """

    clock: Clock
    registry: Registry
    connect: Callable[..., Connections]
    log: Callable[[Run], Log]
    secrets: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    own_settings: Callable[[], Any] = lambda: None
    status: Callable[[str], AnyStatus] = lambda _store_hash: "active"
    run_until: RunUntil = at_once
    random: Callable[[], float] = lambda: 0.5
    is_local: bool = False
    admission: Admits = field(default_factory=OpenDoor)
    queues: dict[str, MemoryQueue] = field(init=False)
    dead_letters: dict[str, MemoryQueue] = field(init=False)
    holds: Holds = field(init=False)
    repository: MemoryRunRepository = field(default_factory=MemoryRunRepository)
    steps: MemoryStepTable = field(default_factory=MemoryStepTable)
    wait_table: MemoryWaitTable = field(default_factory=MemoryWaitTable)
    open_gaps: list[Interval] = field(default_factory=list[Interval])
    records: MemoryRecordStore = field(default_factory=MemoryRecordStore)
    write_marks: MemoryWriteMarks = field(default_factory=MemoryWriteMarks)
    lock_table: MemoryLockTable = field(default_factory=MemoryLockTable)
    late_runs: MemoryLateRunTable = field(default_factory=MemoryLateRunTable)
    pauses: MemoryPauses = field(default_factory=MemoryPauses)
    held_names: MemoryHeldNames = field(default_factory=MemoryHeldNames)
    wake_progress: MemoryWakeProgress = field(default_factory=MemoryWakeProgress)
    stored_schedules: MemoryStoredSchedules = field(default_factory=MemoryStoredSchedules)
    store_hashes: StoreHashes = field(default_factory=MemoryHashes)
    _tokens: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Make the queues of each lane."""
        self.queues = {lane: MemoryQueue(self.clock, 6 * LONGEST_ATTEMPT[lane]) for lane in LANES}
        self.dead_letters = {lane: MemoryQueue(self.clock) for lane in LANES}
        self.holds = Holds(status=self.status, pauses=self.pauses, names=self.held_names, clock=self.clock)

    def consumer(self, lane: str = "default", repository: RunRepository | None = None) -> Consumer:
        """Return the consumer of a lane, over another table of runs if one is given."""
        repository = repository or self.repository
        resource_locks = ResourceLocks(self.lock_table, repository, self.clock)
        return Consumer(
            lane=lane,
            longest_attempt=LONGEST_ATTEMPT[lane],
            registry=self.registry,
            repository=repository,
            lanes=self.lanes(lane),
            clock=self.clock,
            token=self.token,
            contexts=self.contexts(lane, repository),
            is_local=self.is_local,
            recorder=Recorder(repository, self.lanes(lane), self.clock, resource_locks, self.holds),
            admission=self.admission,
            resource_locks=resource_locks,
            coverage=Coverage(self.late_runs, repository, self.clock),
            holds=self.holds,
            waits=partial(self._waits, lane, repository),
            run_until=self.run_until,
            random=self.random,
        )

    def contexts(self, lane: str = "default", repository: RunRepository | None = None) -> ContextFactory:
        """Return the factory of the contexts of a lane's attempts."""
        return ContextFactory(
            registry=self.registry,
            repository=repository or self.repository,
            step_table=lambda: self.steps,
            wait_table=lambda: self.wait_table,
            open_gaps=lambda _: tuple(self.open_gaps),
            lanes=self.lanes(lane),
            records=self.records,
            write_marks=self.write_marks,
            secrets=MemorySecretTexts(self.secrets),
            own_settings=self.own_settings,
            connect=self.connect,
            clock=self.clock,
            token=self.token,
            log=self.log,
        )

    def _waits(self, lane: str, repository: RunRepository) -> Waits:
        return Waits(
            table=self.wait_table, repository=repository, lanes=self.lanes(lane), clock=self.clock, token=self.token
        )

    def lanes(self, lane: str = "default") -> MemoryLanes:
        """Return the queues as the consumer of a lane sees them."""
        return MemoryLanes(lane, self.queues, self.dead_letters)

    def timer(self) -> Timer:
        """Return the timer that wakes due runs."""
        due_runs = MemoryDueRuns(self.repository)
        return Timer(due_runs=due_runs, lanes=self.lanes(), progress=self.wake_progress, clock=self.clock)

    def releases(self) -> Releases:
        """Return the release of held runs."""
        return Releases(
            status=self.status,
            pauses=self.pauses,
            names=self.held_names,
            due_runs=MemoryDueRuns(self.repository),
            lanes=self.lanes(),
            clock=self.clock,
        )

    def schedules(self) -> Schedules:
        """Return the creation of the runs of schedules."""
        return Schedules(
            schedules=self.stored_schedules,
            stores=self.store_hashes,
            repository=self.repository,
            clock=self.clock,
            token=self.token,
        )

    def token(self) -> str:
        """Return a token that is unique within the stack."""
        return f"token-{next(self._tokens)}"

    def post(self, message: Message | str, lane: str = "default") -> None:
        """Queue a message."""
        self.queues[lane].put(message if isinstance(message, str) else encode(message))

    def receive(self, lane: str = "default", seconds_left: float | None = None) -> ReceivedMessage:
        """Receive the next message of a lane, as Lambda does. It stays in the queue, hidden."""
        message = self.queues[lane].receive()
        if message is None:
            raise AssertionError(f"No message is visible in lane {lane}.")
        seconds_left = LONGEST_ATTEMPT[lane] if seconds_left is None else seconds_left
        return ReceivedMessage(message.text, message.id, message.receipt or "", seconds_left, message.receives)

    def work(self, lane: str = "default") -> Outcome:
        """Handle the next message of a lane, and delete it if it is acknowledged."""
        received = self.receive(lane)
        outcome = self.consumer(lane).handle(received)
        if outcome.acknowledged:
            self.queues[lane].delete(received.receipt)
        return outcome

    def next_work(self) -> tuple[float, Callable[[], object]] | None:
        """Return when something is next to be done, in unix seconds, and the function that does it. None if nothing is.

        That is the next message, the next occurrence of a schedule, or a tick of the timer if only the table knows that
        a run is due.
        """
        occurrence = min(map(self._begins_at, self.stored_schedules.all()), default=inf)
        work = self._next_of_runs()
        if occurrence < (work[0] if work else inf):
            return occurrence, lambda: self.schedules().tick(0)
        return work

    def _begins_at(self, stored: StoredSchedule) -> float:
        if stored.occurrence or stored.run_now:
            return self.clock()
        return inf if stored.pause else upcoming(stored.schedule, stored.through)

    def _next_of_runs(self) -> tuple[float, Callable[[], object]] | None:
        messages = [(queued.visible_at, lane) for lane in LANES for queued in self.queues[lane].messages]
        due = [run.due_at for run in self.repository.rows.values() if run.due_at and not run.has_ended]
        if messages and (not due or min(messages)[0] <= min(due)):
            at, lane = min(messages)
            return at, lambda: self.work(lane)
        return (min(due), self.timer().tick) if due else None
