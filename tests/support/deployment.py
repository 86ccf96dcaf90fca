"""A deployment in memory: queues, dead letters and runs, and consumers that work on them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from tests.support.clocks import NOW, Clock
from tests.support.memory import (
    MemoryDueRuns,
    MemoryHeldNames,
    MemoryLateRunTable,
    MemoryLockTable,
    MemoryPauses,
    MemoryWakeProgress,
)
from tests.support.signed_deliveries import DELIVERY_ID, SIGNED_AT, STORE, event_body

from storehook.actions.action import Action, Registry
from storehook.actions.context import Context
from storehook.actions.deadline import Deadline
from storehook.actions.params import Params, parser
from storehook.bigcommerce.admission import ADMITTED, AdmissionResult, Admits
from storehook.consumer.consumer import Consumer
from storehook.consumer.context_factory import ContextFactory
from storehook.consumer.coverage import Coverage
from storehook.consumer.holds import Holds
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.consumer.recorder import Recorder
from storehook.consumer.resource_locks import ResourceLocks
from storehook.queues.lanes import LANES, LONGEST_ATTEMPT
from storehook.queues.message import Message, encode
from storehook.runs.ports import RunRepository
from storehook.runs.retries import Retries
from storehook.runs.run import Run
from storehook.stores.store import AnyStatus
from storehook.testing import FakeStoreClient, fake_connections
from storehook.testing.memory import (
    MemoryLanes,
    MemoryQueue,
    MemoryRecordStore,
    MemoryRunRepository,
    MemorySecretTexts,
    MemoryWriteMarks,
    Queued,
)
from storehook.timer.releases import Releases
from storehook.timer.timer import Timer

STEADY = Retries(retry_count=2, initial_interval=10, backoff_factor=2, randomize_interval=False)
"""Retries with waits of exactly 10 and 20 seconds."""


class Died(BaseException):
    """Raised to end a dead process, past every `except` of an action."""


def at_once(_deadline: Deadline, work: Callable[[], object]) -> BaseException | None:
    """Do an attempt's work in this thread without a time limit, and return the error that it raised."""
    try:
        work()
    except Died:
        raise
    except BaseException as error:
        return error
    return None


def declared(
    function: Callable[..., object],
    *webhooks: str,
    retries: Retries = STEADY,
    lane: str = "default",
    annotation: object = None,
    coalesce: float | None = None,
    one_at_a_time: bool = False,
    timeout: float | None = None,
) -> Action:
    """Make an action without a file."""
    return Action(
        name=function.__name__,
        function=function,
        webhooks=webhooks or ("store/order/updated",),
        retries=retries,
        lane=lane,
        coalesce=coalesce,
        one_at_a_time=one_at_a_time,
        timeout=timeout,
        place="actions/in_a_test.py:1",
        parse=parser(annotation),
    )


def queued(body: bytes | None = None, **fields: object) -> Message:
    """Make a message as ingest writes it."""
    usual = {"store_hash": STORE, "delivery_id": DELIVERY_ID, "signed_at": SIGNED_AT, "received_at": NOW}
    return Message(payload=event_body() if body is None else body, **usual | fields)  # type: ignore[arg-type]


class OpenDoor:
    """Admits every run: `bigcommerce.admission.Admits`."""

    def admit(self, store_hash: str, action: str, position: float | None = None) -> AdmissionResult:  # noqa: ARG002 - the port's
        """Implement `Admits.admit`."""
        return ADMITTED

    def ended(self, store_hash: str, action: str, calls: int) -> None:
        """Implement `Admits.ended`."""


class Deployment:
    """Queues, dead letters and runs, and a consumer per lane."""

    def __init__(self, *actions: Action) -> None:
        self.clock = Clock()
        self.queues = {lane: MemoryQueue(self.clock) for lane in LANES}
        self.dead_letters = {lane: MemoryQueue(self.clock) for lane in LANES}
        self.repository = MemoryRunRepository()
        self.records = MemoryRecordStore()
        self.write_marks = MemoryWriteMarks()
        self.secrets: dict[str, str] = {}
        self.lock_table = MemoryLockTable()
        self.late_runs = MemoryLateRunTable()
        self.admission: Admits = OpenDoor()
        self.stores: list[FakeStoreClient] = []
        self.uninstalled: set[str] = set()
        self.paused: set[str] = set()
        self.purged: set[str] = set()
        self.pauses = MemoryPauses()
        self.held_names = MemoryHeldNames()
        self.wake_progress = MemoryWakeProgress()
        self.holds = Holds(status=self.status, pauses=self.pauses, names=self.held_names, clock=self.clock)
        self.registry = Registry(actions)
        self._tokens = count(1)

    def consumer(self, lane: str = "default", repository: RunRepository | None = None) -> Consumer:
        repository = repository or self.repository
        lanes = MemoryLanes(lane, self.queues, self.dead_letters)
        resource_locks = ResourceLocks(self.lock_table, repository, self.clock)
        contexts = ContextFactory(
            registry=self.registry,
            repository=repository,
            lanes=lanes,
            records=self.records,
            write_marks=self.write_marks,
            secrets=MemorySecretTexts(self.secrets),
            own_settings=lambda: None,
            connect=lambda *_, **__: fake_connections(*self.stores),
            clock=self.clock,
            token=self.token,
            log=lambda _run: logging.getLogger("runs"),
        )
        return Consumer(
            lane=lane,
            longest_attempt=LONGEST_ATTEMPT[lane],
            registry=self.registry,
            repository=repository,
            lanes=lanes,
            clock=self.clock,
            token=self.token,
            contexts=contexts,
            recorder=Recorder(repository, lanes, self.clock, resource_locks, self.holds),
            admission=self.admission,
            resource_locks=resource_locks,
            coverage=Coverage(self.late_runs, repository, self.clock),
            holds=self.holds,
            run_until=at_once,
            random=lambda: 1.0,
        )

    def token(self) -> str:
        return f"token-{next(self._tokens)}"

    def timer(self) -> Timer:
        return Timer(
            due_runs=MemoryDueRuns(self.repository),
            lanes=MemoryLanes("default", self.queues, self.dead_letters),
            progress=self.wake_progress,
            clock=self.clock,
        )

    def releases(self) -> Releases:
        return Releases(
            status=self.status,
            pauses=self.pauses,
            names=self.held_names,
            due_runs=MemoryDueRuns(self.repository),
            lanes=MemoryLanes("default", self.queues, self.dead_letters),
            clock=self.clock,
        )

    def status(self, store_hash: str) -> AnyStatus:
        if store_hash in self.purged:
            return "purged"
        if store_hash in self.uninstalled:
            return "uninstalled"
        return "paused" if store_hash in self.paused else "active"

    def post(self, message: Message | str, lane: str = "default") -> None:
        self.queues[lane].put(message if isinstance(message, str) else encode(message))

    def receive(self, lane: str = "default", seconds_left: float = 60.0) -> ReceivedMessage:
        """Receive the next message as Lambda does. It stays in the queue, hidden."""
        message: Queued | None = self.queues[lane].receive()
        assert message is not None, "no message is visible"
        return ReceivedMessage(message.text, message.id, message.receipt or "", seconds_left, message.receives)

    def work(self, lane: str = "default") -> Outcome:
        """Work on the next message, and delete it if it is acknowledged."""
        received = self.receive(lane)
        outcome = self.consumer(lane).handle(received)
        if outcome.acknowledged:
            self.queues[lane].delete(received.receipt)
        return outcome

    def work_through(self, *pauses: float) -> list[str]:
        """Work on one message again and again, with pauses in between. Return each result."""
        results: list[str] = [self.work().result]
        for pause in pauses:
            self.clock.now += pause
            results.append(self.work().result)
        return results

    def drain(self, rounds: int = 5000) -> list[str]:
        """Work until nothing waits. Time passes to the next message or tick of the timer. Return each result."""
        results: list[str] = []
        while len(results) < rounds:
            if waiting := [(queued.visible_at, lane) for lane in LANES for queued in self.queues[lane].messages]:
                visible_at, lane = min(waiting)
                self.clock.now = max(self.clock.now, visible_at)
                results.append(self.work(lane).result)
            elif due := [run.due_at for run in self.repository.rows.values() if run.due_at and not run.has_ended]:
                self.clock.now = max(self.clock.now, min(due))
                self.timer().tick()
            else:
                return results
        raise AssertionError("the queues do not become empty")

    def run(self) -> Run:
        """The only run."""
        (run,) = self.repository.rows.values()
        return run

    def waits(self, lane: str = "default") -> Sequence[float]:
        """Return the seconds for which each message of a lane is still hidden."""
        return [message.visible_at - self.clock.now for message in self.queues[lane].messages]


type Step = BaseException | Callable[[], object] | None


@dataclass
class Script:
    """A script of an action's attempts: an error is raised, a function is called, None succeeds."""

    steps: list[Step]
    contexts: list[Context]
    __name__ = "scripted"

    def __call__(self, _params: Params, ctx: Context) -> None:
        self.contexts.append(ctx)
        step = self.steps.pop(0)
        if isinstance(step, BaseException):
            raise step
        if step is not None:
            step()


def deploy(*steps: Step, retry_count: int = 2) -> tuple[Deployment, Script]:
    """Make a deployment with one message, for an action that follows a script."""
    script = Script([*steps], [])
    deployment = Deployment(declared(script, retries=replace(STEADY, retry_count=retry_count)))
    deployment.post(queued())
    return deployment, script
