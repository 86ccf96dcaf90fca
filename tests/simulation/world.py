"""World of a history: the queues, the table, BigCommerce, and the real code between them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from math import ceil, inf
from typing import Literal

from tests.simulation.bigcommerce import KEYS, MAX_AGE, SECRETS, BigCommerce, Delivery, Event
from tests.simulation.deployment import LIMITS, STORES, Deployment
from tests.simulation.faults import AwsError
from tests.simulation.ports import (
    DeadLetters,
    HeldNames,
    Ingress,
    Lanes,
    LockTable,
    RunRepository,
    StepTable,
    WaitTable,
)
from tests.simulation.queues import RETENTION, Queue
from tests.simulation.rows import RETENTION as TABLE_RETENTION
from tests.simulation.schedule import START, Process, Schedule
from tests.simulation.suspects import Suspects
from tests.simulation.table import DueRuns, Table
from tests.simulation.violations import Violation
from tests.support.memory import MemoryDeadLetters

from storehook.actions.action import Registry
from storehook.actions.deadline import Deadline
from storehook.consumer.batch import handle_batch
from storehook.consumer.consumer import Consumer
from storehook.consumer.context_factory import ContextFactory
from storehook.consumer.coverage import Coverage
from storehook.consumer.holds import Holds
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.consumer.recorder import Recorder
from storehook.consumer.resource_locks import ResourceLocks
from storehook.consumer.waits import Waits
from storehook.errors import AttemptEnded, RequestRefused
from storehook.ingest.receive import Receiver
from storehook.operations.run_operations import RunOperations
from storehook.queues import redrive
from storehook.queues.message import Message, decode_any
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run, asked_step
from storehook.runs.steps import Step
from storehook.stores.store import Pause, Status
from storehook.testing.memory import (
    MemoryLanes,
    MemoryRecordStore,
    MemorySecretTexts,
    MemoryStepTable,
    MemoryWriteMarks,
    Queued,
)
from storehook.testing.memory_waits import (
    MemoryHeldNames,
    MemoryLateRunTable,
    MemoryLockTable,
    MemoryPauses,
    MemoryWaitTable,
    MemoryWakeProgress,
    OpenDoor,
)
from storehook.testing.store_client import fake_connections
from storehook.timer.releases import Releases
from storehook.timer.timer import AHEAD, Timer
from storehook.webhooks.refreshes import Refreshes

type Operation = Literal["retry", "again", "cancel"]

INGEST_LIMIT = 9.0
OPERATOR_LIMIT = 30.0
DAY = 24 * 3600.0
REDRIVE_LIMIT = 60.0
TIMER_LIMIT = 60.0
DEAD_LETTER_VISIBILITY = 60.0

SILENT = logging.getLogger("tests.simulation")
"""A logger for actions that log nothing."""


@cache
def is_delivery(text: str) -> bool:
    """Return whether a message carries a payload. The others are wake-ups."""
    return isinstance(decode_any(text), Message)


def _at_once(_deadline: Deadline, work: Callable[[], object]) -> BaseException | None:
    # The death of a process isn't an error of the action, so it passes through.
    try:
        work()
    except (Exception, AttemptEnded) as error:
        return error
    return None


class World:
    """The world of one history.

    Args:
        seed: the same seed makes the same world.
    """

    def __init__(self, seed: int) -> None:
        self.schedule = Schedule(seed)
        self.pace = self.schedule.random.choice([0.1, 1.0])
        self.violations = list[Violation]()
        self.bigcommerce = BigCommerce(self.schedule, self.violations.append)
        self.deployment = Deployment(self.schedule, self.violations.append)
        self.repository = Table.at(self.schedule.clock)
        self.pauses, self.held_names, self.wake_progress = MemoryPauses(), MemoryHeldNames(), MemoryWakeProgress()
        self.locks = MemoryLockTable()
        self.steps = MemoryStepTable()
        self.waits = MemoryWaitTable()
        self.late_runs = MemoryLateRunTable()
        self.lost = set[str | None]()
        self.paused = set[str]()
        self.uninstalled = set[str]()
        self.dead_letters = {lane: self._queue(DEAD_LETTER_VISIBILITY) for lane in LIMITS}
        self.queues = {lane: self._lane_queue(lane, limit) for lane, limit in LIMITS.items()}
        self.cancelled = set[RunKey]()
        self.operated = set[RunKey]()
        self._tokens = count()
        self._ticked_at = START

    def ingest(self, delivery: Delivery) -> None:
        """Start an ingest invocation for a request."""
        role = "ingest" if delivery.event else "forged"
        self.schedule.start(role, INGEST_LIMIT, lambda process: self._ingest(process, delivery))

    def consume(self, lane: str, messages: Sequence[Queued]) -> None:
        """Start a consumer invocation for a batch of messages."""
        batch = [replace(self.queues[lane].deliver(message)) for message in messages]
        self.schedule.start(lane, LIMITS[lane], lambda process: self._consume(process, lane, batch))

    def tick(self) -> None:
        """Start a tick of the timer for each of its tasks."""
        self._ticked_at = self.schedule.clock.now
        self.schedule.start("timer", TIMER_LIMIT, self._wake)
        self.schedule.start("releases", TIMER_LIMIT, self._release)

    def timer_at(self) -> float:
        """Return the time of the next tick that finds something due, in unix seconds, or infinity."""
        unfinished = [run for run in self.repository.rows.values() if not run.has_ended]
        due = min((run.due_at for run in unfinished if run.due_at), default=inf)
        if any(run.held_by and not self._is_paused(run.held_by) for run in unfinished):
            due = self.schedule.clock.now
        earliest = max(due - AHEAD, self._ticked_at + 1)
        return earliest if earliest == inf else START + ceil((earliest - START) / 60) * 60

    def visible(self) -> list[tuple[str, Queued]]:
        """Return every message that a consumer could receive now, with its lane."""
        return [(lane, message) for lane, queue in self.queues.items() for message in queue.visible()]

    def deliver(self, event: Event) -> None:
        """Send an event from BigCommerce, and start an ingest invocation for it."""
        self.ingest(self.bigcommerce.send(event))

    def redrive(self, lane: str, limit: int) -> None:
        """Redrive a lane's dead letters, as an operator."""
        letters = MemoryDeadLetters(self.dead_letters[lane], self.queues[lane])
        self.schedule.start(
            "redrive", REDRIVE_LIMIT, lambda process: self._redrive(process, DeadLetters(process, letters), limit)
        )

    def operate(self, does: Operation, keys: Sequence[RunKey]) -> None:
        """Retry runs, run them again, or cancel them, as an operator."""
        self.operated.update(keys)
        if does == "cancel":
            self.cancelled.update(keys)
        self.deployment.hurried.update(replace(key, generation=0) for key in keys)
        self.schedule.start("operator", OPERATOR_LIMIT, lambda process: self._operate(process, does, keys))

    def questions(self) -> list[tuple[Run, str]]:
        """Return the runs that are held because of a step, with the step."""
        return [(run, step) for run in self.repository.all() if (step := asked_step(run))]

    def answer(self, run: Run, step: str) -> None:
        """Answer truthfully if a step has happened, as an operator."""
        self.schedule.start("operator", OPERATOR_LIMIT, lambda process: self._answer(process, run, step))

    def send_back_moved(self) -> None:
        """Send back messages that SQS itself has moved to the dead-letter queues, as a person."""
        for lane, letters in self.dead_letters.items():
            for message in letters.moved():
                self.queues[lane].put(message.text)
                letters.messages.remove(message)

    def pass_by(self, seconds: float) -> None:
        """Let time pass. While a delivery is queued, less than 13 days: no consumer is down for so long."""
        queued = [
            message for queue in (*self.queues.values(), *self.dead_letters.values()) for message in queue.messages
        ]
        deliveries = [message for message in queued if not message.attributes and is_delivery(message.text)]
        latest = min((message.sent_at for message in deliveries), default=inf) + RETENTION - self.schedule.clock.now
        self.schedule.clock.pass_by(max(0.0, min(seconds, latest - DAY)))

    def forget(self) -> None:
        """Expire messages and rows."""
        for queue in (*self.queues.values(), *self.dead_letters.values()):
            queue.forget()
        if self.schedule.clock.now > START + TABLE_RETENTION:
            self.schedule.happened("the table expires a run", self.repository.forget(self.schedule.clock.now))

    def pause_or_resume(self, holder: str) -> bool:
        """Pause a store, an action or a lane, or resume it, and return whether it is paused now."""
        kind, _, name = holder.partition("/")
        if is_paused := holder in self.pauses.rows or name in self.paused:
            self.paused.discard(name)
            self.pauses.resume(holder)
        elif kind == "store":
            self.paused.add(name)
        else:
            self.pauses.pause(holder, Pause("operator", self.schedule.clock.now))
        self.schedule.note("", f"---- {holder} is {'resumed' if is_paused else 'paused'} ----")
        self.schedule.happened("something is resumed" if is_paused else "something is paused")
        return not is_paused

    def resume_all(self) -> None:
        """Resume everything that is paused."""
        for holder in [*self.pauses.rows, *(f"store/{name}" for name in self.paused)]:
            self.pause_or_resume(holder)

    def _is_paused(self, holder: str) -> bool:
        return holder in self.pauses.rows or holder.removeprefix("store/") in self.paused

    def install_or_uninstall(self) -> None:
        """Uninstall the app, or install it again, as a merchant."""
        store = self.schedule.random.choice(STORES)
        self.uninstalled ^= {store}
        self.schedule.note("", f"---- {store} {'uninstalls' if store in self.uninstalled else 'installs'} the app ----")
        self.schedule.happened(f"the app is {'uninstalled' if store in self.uninstalled else 'installed again'}")

    def _ingest(self, process: Process, delivery: Delivery) -> None:
        process.note(f"receives {delivery.event.id if delivery.event else 'a forged request'}")
        ingress = Ingress(process, self._lanes("default"), self.bigcommerce, delivery)
        ingress.answer(self._status(ingress))

    def _status(self, ingress: Ingress) -> int:
        receiver = Receiver(
            secrets=lambda _store, _may_refresh: SECRETS,
            keys=KEYS,
            refreshes=Refreshes(self.schedule.clock),
            proof="signature",
            max_age=MAX_AGE,
            delivery_queue=ingress,
        )
        try:
            receiver.receive(ingress.delivery.request, self.schedule.clock.now)
        except RequestRefused as refused:
            return refused.status
        except AwsError:
            return 503
        return 200

    def _consume(self, process: Process, lane: str, messages: Sequence[Queued]) -> None:
        process.holds = [message.text for message in messages]
        registry = self.deployment.registry
        batch = [
            ReceivedMessage(message.text, message.id, message.receipt or "", LIMITS[lane], message.receives)
            for message in messages
        ]
        suspects = Suspects(self.violations.append)

        def handle(received: ReceivedMessage) -> Outcome | None:
            suspects.starts(received)
            outcome = self._work(self.schedule.current, lane, received, registry)
            suspects.ended(received, outcome)
            return outcome

        outcomes = handle_batch(batch, handle)
        for received, outcome in zip(batch, outcomes, strict=True):
            if outcome and outcome.acknowledged:
                self._ports(process, lane, received.receipt).acknowledge([received.receipt])

    def _work(self, process: Process, lane: str, received: ReceivedMessage, registry: Registry) -> Outcome | None:
        process.note(f"receives {received.id} as {received.receipt}")
        lanes = self._ports(process, lane, received.receipt)
        consumer = self._consumer(process, lane, lanes, registry)
        left = max(process.deadline - self.schedule.clock.now, 0.0)
        try:
            outcome = consumer.handle(replace(received, seconds_left=min(received.seconds_left, left)))
        except AwsError as error:
            process.note(f"returns it to the queue: {error}")
            consumer.return_message(received)
            return None
        process.note(f"ends: {outcome.result}")
        self.schedule.happened(f"outcome {outcome.result}")
        return outcome

    def _release(self, process: Process) -> None:
        releases = Releases(
            status=lambda store: self._status_of(process, store),
            pauses=self.pauses,
            names=HeldNames(process, self.held_names),
            due_runs=DueRuns(process, self.repository, self.violations.append),
            lanes=self._ports(process, "default"),
            clock=self.schedule.clock,
        )
        process.note(f"ends: {releases.tick().total()} released")

    def _wake(self, process: Process) -> None:
        timer = Timer(
            due_runs=DueRuns(process, self.repository, self.violations.append),
            lanes=self._ports(process, "default"),
            progress=self.wake_progress,
            clock=self.schedule.clock,
        )
        woken = timer.tick().woken.total()
        process.note(f"ends: {woken} woken")
        self.schedule.happened("woken by the timer", woken)

    def _consumer(self, process: Process, lane: str, lanes: Lanes, registry: Registry) -> Consumer:
        repository = RunRepository(process, self.repository, self.violations.append)
        resource_locks = ResourceLocks(LockTable(process, self.locks), repository, self.schedule.clock)
        holds = Holds(
            status=lambda store: self._status_of(process, store),
            pauses=self.pauses,
            names=HeldNames(process, self.held_names),
            clock=self.schedule.clock,
        )

        def token() -> str:
            return f"owner-{next(self._tokens)}"

        waits = Waits(
            table=WaitTable(process, self.waits),
            repository=repository,
            lanes=lanes,
            clock=self.schedule.clock,
            token=token,
        )
        contexts = ContextFactory(
            registry=registry,
            repository=repository,
            step_table=lambda: StepTable(process, self.steps),
            wait_table=lambda: waits.table,
            open_gaps=lambda _: (),
            lanes=lanes,
            records=MemoryRecordStore(),
            write_marks=MemoryWriteMarks(),
            secrets=MemorySecretTexts(),
            own_settings=lambda: None,
            connect=lambda *_, **__: fake_connections(),
            clock=self.schedule.clock,
            token=token,
            log=lambda _run: SILENT,
        )
        return Consumer(
            lane=lane,
            longest_attempt=LIMITS[lane],
            registry=registry,
            repository=repository,
            lanes=lanes,
            clock=self.schedule.clock,
            token=token,
            contexts=contexts,
            recorder=Recorder(repository, lanes, self.schedule.clock, resource_locks, holds),
            admission=OpenDoor(),
            resource_locks=resource_locks,
            coverage=Coverage(self.late_runs, repository, self.schedule.clock),
            holds=holds,
            waits=lambda: waits,
            run_until=_at_once,
            random=self.schedule.random.random,
        )

    def _status_of(self, process: Process, store: str) -> Status:
        status: Status = "paused" if store in self.paused else "active"
        if store in self.uninstalled:
            status = "uninstalled"
        process.pause()  # the status may change before the code acts on it
        return status

    def _redrive(self, process: Process, letters: DeadLetters, limit: int) -> None:
        process.note(f"starts to move {limit}")
        moved = redrive.redrive(letters, limit)
        process.note(f"ends: {moved} moved")
        self.schedule.happened("redriven", moved)

    def _operate(self, process: Process, does: Operation, keys: Sequence[RunKey]) -> None:
        process.note(f"starts to {does}: {', '.join(map(str, keys))}")
        operations = self._operations(process)
        done = operations.cancel(keys) if does == "cancel" else operations.retry(keys, again=does == "again")
        process.note(f"ends: {done} done")
        self.schedule.happened(f"operator: {does}", done)

    def _answer(self, process: Process, run: Run, step: str) -> None:
        table, stepping = StepTable(process, self.steps), self.deployment.stepping
        stored, result = table.of_run(run.run_key).get(step), stepping.truth(run.run_key, step)
        process.note(f"answers that {step} of {run.key} {'has not happened' if result is None else 'has happened'}")
        if result is not None:
            table.finish(run.run_key, Step(name=step, result=result, stored_at=self.schedule.clock.now))
        elif stored and stored.is_started:
            table.forget(run.run_key, stored)
        self._operations(process).answer(run, step)
        self.schedule.happened(f"answered: {'it has not' if result is None else 'it has'} happened")

    def _operations(self, process: Process) -> RunOperations:
        return RunOperations(
            repository=RunRepository(process, self.repository, self.violations.append),
            step_table=StepTable(process, self.steps),
            lanes=self._ports(process, "default"),
            letters={
                lane: DeadLetters(process, MemoryDeadLetters(letters, self.queues[lane]))
                for lane, letters in self.dead_letters.items()
            },
            clock=self.schedule.clock,
            token=lambda: f"operator-{next(self._tokens)}",
        )

    def _ports(self, process: Process, lane: str, receipt: str = "") -> Lanes:
        return Lanes(process, self._lanes(lane), self.repository.past_rows, self.violations.append, receipt)

    def _lanes(self, lane: str) -> MemoryLanes:
        return MemoryLanes(lane, self.queues, self.dead_letters)

    def _lane_queue(self, lane: str, limit: float) -> Queue:
        random, queue = self.schedule.random, self._queue(6 * limit)
        # SQS's limits, or lower ones that a short history reaches.
        queue.max_in_flight, queue.max_receives = random.choice([120_000, 3]), random.choice([100, 4])
        queue.dead = self.dead_letters[lane]
        return queue

    def _queue(self, visibility: float) -> Queue:
        return Queue(clock=self.schedule.clock, visibility=visibility, schedule=self.schedule)
