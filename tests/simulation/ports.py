"""The ports of one process: in memory, with an effect around each call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.simulation.bigcommerce import BigCommerce, Delivery
from tests.simulation.faults import Effect
from tests.simulation.rows import RETENTION, Rows
from tests.simulation.schedule import Process
from tests.simulation.suspects import check_time
from tests.simulation.violations import Promise, Violation
from tests.support.memory import MemoryDeadLetters

from storehook.aws import run_items
from storehook.queues.message import Message
from storehook.queues.ports import DeadLetter
from storehook.queues.run_key import RunKey
from storehook.runs.pauses import HeldName
from storehook.runs.resource_locks import LockHolder, LockState, LockWaiter, ResourceLock
from storehook.runs.run import FINISHED, Lease, Run
from storehook.runs.steps import Step
from storehook.runs.waits import AwaitedEvent, Waiter
from storehook.saves import Conflict, Saved
from storehook.testing.memory import MemoryLanes, MemoryRunRepository, MemoryStepTable
from storehook.testing.memory_waits import MemoryHeldNames, MemoryLockTable, MemoryWaitTable


@dataclass(frozen=True, slots=True)
class Ingress:
    """The queue and the caller of an ingest invocation."""

    process: Process
    lanes: MemoryLanes
    bigcommerce: BigCommerce
    delivery: Delivery

    def send(self, message: Message) -> None:
        """Implement `queues.ports.DeliveryQueue.send`."""
        if self.delivery.event is None:
            self.bigcommerce.report(Violation(Promise.NOTHING_FORGED, f"{message.delivery_id} was queued"))
        self.process.effect(Effect.ENQUEUE, message.delivery_id, lambda: self.lanes.send([(self.lanes.lane, message)]))

    def answer(self, status: int) -> None:
        """Answer the request."""
        self.process.effect(Effect.ANSWER, str(status), lambda: self.bigcommerce.answered(self.delivery, status))


@dataclass(frozen=True, slots=True)
class Lanes:
    """The queues of a consumer invocation.

    Args:
        rows: the runs. A wake-up is sent only after its row.
        report: takes violations.
        receipt: the receipt of the message that it works on.
    """

    process: Process
    lanes: MemoryLanes
    rows: Rows
    report: Callable[[Violation], None]
    receipt: str = ""

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:
        """Implement `queues.ports.Lanes.send`, with an effect per message: any of them may be lost."""
        for lane, message in messages:
            if isinstance(message, RunKey):
                self._wake(lane, message, delay)
            else:
                self._send(lane, message)

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:
        """Implement `queues.ports.Lanes.dead_letter`."""
        detail = f"{message.delivery_id}/{attributes['action']}, redrive {message.redrives}"
        self.process.effect(Effect.DEAD_LETTER, detail, lambda: self.lanes.dead_letter(message, attributes))

    def postpone(self, receipt: str, seconds: float) -> None:
        """Implement `queues.ports.Lanes.postpone`."""
        self.process.effect(Effect.POSTPONE, f"for {seconds:.1f} s", lambda: self.lanes.postpone(receipt, seconds))

    def acknowledge(self, receipts: Sequence[str]) -> None:
        """Implement `queues.ports.Lanes.acknowledge`. Lambda calls it for each message that did not fail."""
        self.process.effect(Effect.ACKNOWLEDGE, ", ".join(receipts), lambda: self.lanes.acknowledge(receipts))

    def _send(self, lane: str, message: Message) -> None:
        detail = f"{message.delivery_id} for {message.action} to {lane}"
        self.process.effect(Effect.SPLIT, detail, lambda: self.lanes.send([(lane, message)]))

    def _wake(self, lane: str, wake_up: RunKey, delay: float) -> None:
        self._check_row(wake_up)
        self._check_lane(lane, wake_up)
        detail = f"{wake_up} in {lane} after {delay:.1f} s"
        self.process.effect(Effect.WAKE, detail, lambda: self.lanes.send([(lane, wake_up)], delay))
        self.process.woken.add(wake_up)

    def _check_row(self, wake_up: RunKey) -> None:
        run, claimed = self.rows.get(wake_up), self.process.claimed
        if wake_up not in self.rows.past:
            self.report(Violation(Promise.ROW_FIRST, f"{wake_up} is woken and has no row"))
        elif claimed is not None and run is not None and run.is_same_write(claimed) and run.key == claimed.key:
            self.report(Violation(Promise.ROW_FIRST, f"{wake_up} is woken and its row says {run.state}"))

    def _check_lane(self, lane: str, wake_up: RunKey) -> None:
        run = self.rows.get(wake_up)
        if run is not None and run.lane != lane:
            self.report(Violation(Promise.OWN_LANE, f"{wake_up} is woken in {lane}, and its own lane is {run.lane}"))


@dataclass(frozen=True, slots=True)
class RunRepository:
    """The table of runs of a consumer invocation.

    Args:
        report: takes violations.
    """

    process: Process
    inner: MemoryRunRepository
    report: Callable[[Violation], None]

    def get(self, key: RunKey) -> Run | None:
        """Implement `runs.ports.RunRepository.get`. The row may change before the code acts on it."""
        run = self.inner.get(key)
        self.process.pause()
        return run

    def latest(self, key: RunKey) -> Run | None:
        """Implement `runs.ports.RunRepository.latest`. The row may change before the code acts on it."""
        run = self.inner.latest(key)
        self.process.pause()
        return run

    def claim_due(self, key: RunKey, lease: Lease) -> Run | None:
        """Implement `runs.ports.RunRepository.claim_due`."""
        self.process.run_keys.add(str(key))
        self._note_claim(key, alone=lease.alone)
        claimed = self.process.effect(Effect.CLAIM, str(key), lambda: self.inner.claim_due(key, lease))
        if claimed is not None:
            self.process.claimed = claimed
        return claimed

    def save(self, run: Run) -> Saved | Conflict[Run]:
        """Implement `runs.ports.RunRepository.save`."""
        self.process.run_keys.add(str(run.key))
        detail = f"{run.key} version {run.version}: {run.state}, attempt {run.attempt}"
        if run.state == "running":
            self._note_claim(run.key, alone=run.alone)
        saved = self.process.effect(Effect.SAVE, detail, lambda: self._save(run))
        if isinstance(saved, Saved) and run.state == "running":
            self.process.claimed = run
        return saved

    def delete(self, key: RunKey) -> None:
        """Fail: no history has a purge."""
        raise NotImplementedError(key)

    def _note_claim(self, key: RunKey, *, alone: bool) -> None:
        # Before the write: it may be stored even if its answer is lost.
        if alone:
            self.process.claimed_alone.append(str(key))

    def _save(self, run: Run) -> Saved | Conflict[Run]:
        before = self.inner.rows.get(run.key)
        answer = self.inner.save(run)
        if isinstance(answer, Conflict):
            self.process.note(f"... but version {answer.stored.version} is there: {answer.stored.state}")
            self.process.schedule.happened("a write finds another version")
        if "expires_at" in run_items.item(run, RETENTION) and not run.has_ended:
            self.report(Violation(Promise.NOTHING_ASLEEP, f"{run.key} is {run.state} and expires"))
        if before and before.version == run.version - 1 and before.state == run.state == "running":
            self.process.schedule.happened("a suspect starts")
            check_time(run, self.report)
        if before is not None and before.state in FINISHED and self.inner.rows[run.key] is not before:
            detail = f"{self.process.name} wrote {run.key} as {run.state} when it was {before.state}"
            self.report(Violation(Promise.COMPLETES_ONCE, detail))
        return answer


@dataclass(frozen=True, slots=True)
class StepTable:
    """The table of steps of a consumer invocation."""

    process: Process
    inner: MemoryStepTable

    def of_run(self, run_key: str) -> Mapping[str, Step]:
        """Implement `runs.steps.StepTable.of_run`. The steps may change before the code acts on them."""
        steps = self.inner.of_run(run_key)
        self.process.pause()
        return steps

    def put(self, run_key: str, step: Step) -> Step:
        """Implement `runs.steps.StepTable.put`."""
        return self.process.effect(Effect.SAVE, f"{run_key} step {step.name}", lambda: self.inner.put(run_key, step))

    def finish(self, run_key: str, step: Step) -> Step:
        """Implement `runs.steps.StepTable.finish`."""
        return self.process.effect(
            Effect.SAVE, f"{run_key} result {step.name}", lambda: self.inner.finish(run_key, step)
        )

    def forget(self, run_key: str, step: Step) -> bool:
        """Implement `runs.steps.StepTable.forget`."""
        return self.process.effect(
            Effect.SAVE, f"{run_key} forget {step.name}", lambda: self.inner.forget(run_key, step)
        )

    def keep(self, run_key: str, steps: Mapping[str, Step], until: float) -> None:
        """Implement `runs.steps.StepTable.keep`. Nothing expires here."""


@dataclass(frozen=True, slots=True)
class WaitTable:
    """The table of waits of a consumer invocation."""

    process: Process
    inner: MemoryWaitTable

    def put_event(self, store_hash: str, name: str, event: AwaitedEvent) -> None:
        """Implement `runs.waits.WaitTable.put_event`."""
        self.process.effect(
            Effect.SAVE, f"{name}: event {event.id}", lambda: self.inner.put_event(store_hash, name, event)
        )

    def events(self, store_hash: str, name: str, since: float, limit: int) -> Sequence[AwaitedEvent]:
        """Implement `runs.waits.WaitTable.events`. More may come before the code acts on them."""
        events = self.inner.events(store_hash, name, since, limit)
        self.process.pause()
        return events

    def put_waiter(self, store_hash: str, name: str, waiter: Waiter) -> None:
        """Implement `runs.waits.WaitTable.put_waiter`."""
        self.process.effect(
            Effect.SAVE, f"{name}: {waiter.path} waits", lambda: self.inner.put_waiter(store_hash, name, waiter)
        )

    def waiter(self, store_hash: str, name: str, path: str) -> Waiter | None:
        """Implement `runs.waits.WaitTable.waiter`."""
        return self.inner.waiter(store_hash, name, path)

    def waiters(self, store_hash: str, name: str, after: str, limit: int) -> Sequence[Waiter]:
        """Implement `runs.waits.WaitTable.waiters`. More may wait before the code acts on them."""
        waiters = self.inner.waiters(store_hash, name, after, limit)
        self.process.pause()
        return waiters

    def remove(self, store_hash: str, name: str, waiter: Waiter) -> None:
        """Implement `runs.waits.WaitTable.remove`."""
        self.process.effect(
            Effect.SAVE, f"{name}: {waiter.path} removed", lambda: self.inner.remove(store_hash, name, waiter)
        )


@dataclass(frozen=True, slots=True)
class HeldNames:
    """The names that have held runs, for an invocation."""

    process: Process
    inner: MemoryHeldNames

    def note(self, holder: str, at: float) -> None:
        """Implement `runs.pauses.HeldNames.note`."""
        self.process.effect(Effect.NOTE, holder, lambda: self.inner.note(holder, at))

    def all(self) -> Sequence[HeldName]:
        """Implement `runs.pauses.HeldNames.all`."""
        return self.inner.all()

    def forget(self, name: HeldName) -> None:
        """Implement `runs.pauses.HeldNames.forget`."""
        self.process.effect(Effect.NOTE, f"{name.holder} no more", lambda: self.inner.forget(name))


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """A lane's dead letters, for a redrive."""

    process: Process
    inner: MemoryDeadLetters

    def count(self) -> int:
        """Implement `queues.ports.DeadLetters.count`. It changes nothing, so it has no effect here."""
        return self.inner.count()

    def hidden(self) -> int:
        """Implement `queues.ports.DeadLetters.hidden`. It changes nothing either."""
        return self.inner.hidden()

    def receive_some(self, limit: int = 10, *, seconds: float = 60.0) -> Sequence[DeadLetter]:
        """Implement `queues.ports.DeadLetters.receive_some`."""
        return self.process.effect(Effect.RECEIVE_LETTERS, "", lambda: self.inner.receive_some(limit, seconds=seconds))

    def release(self, letters: Sequence[DeadLetter]) -> None:
        """Implement `queues.ports.DeadLetters.release`."""
        self.process.effect(Effect.RELEASE_LETTERS, str(len(letters)), lambda: self.inner.release(letters))

    def send_back(self, letter: DeadLetter) -> None:
        """Implement `queues.ports.DeadLetters.send_back`."""
        self.process.effect(Effect.SEND_BACK, letter.receipt, lambda: self.inner.send_back(letter))

    def delete(self, letter: DeadLetter) -> None:
        """Implement `queues.ports.DeadLetters.delete`."""
        self.process.effect(Effect.DELETE_LETTER, letter.receipt, lambda: self.inner.delete(letter))


@dataclass(frozen=True, slots=True)
class LockTable:
    """The resource locks of a consumer invocation."""

    process: Process
    inner: MemoryLockTable

    def acquire(
        self, lock: ResourceLock, holder: LockHolder, now: float, *, after: LockHolder | None = None
    ) -> LockHolder:
        """Implement `runs.resource_locks.LockTable.acquire`."""
        detail = f"{lock.resource}: acquire for {holder.name}" + (f" after {after.name}" if after else "")
        return self.process.effect(Effect.LOCK, detail, lambda: self.inner.acquire(lock, holder, now, after=after))

    def wait(self, lock: ResourceLock, waiter: LockWaiter, now: float) -> None:
        """Implement `runs.resource_locks.LockTable.wait`."""
        self.process.schedule.happened("a run waits for its lock")
        self.process.effect(
            Effect.LOCK, f"{lock.resource}: {waiter.name} waits", lambda: self.inner.wait(lock, waiter, now)
        )

    def read(self, lock: ResourceLock) -> LockState:
        """Implement `runs.resource_locks.LockTable.read`. The lock may change before the code acts on it."""
        state = self.inner.read(lock)
        self.process.pause()
        return state

    def remove(self, lock: ResourceLock, waiter: LockWaiter) -> None:
        """Implement `runs.resource_locks.LockTable.remove`."""
        self.process.effect(
            Effect.LOCK, f"{lock.resource}: remove {waiter.name}", lambda: self.inner.remove(lock, waiter)
        )

    def pass_on(self, lock: ResourceLock, holder: LockHolder, waiter: LockWaiter, now: float) -> bool:
        """Implement `runs.resource_locks.LockTable.pass_on`."""
        self.process.schedule.happened("a lock is passed on")
        detail = f"{lock.resource}: pass on to {waiter.name}"
        return self.process.effect(Effect.LOCK, detail, lambda: self.inner.pass_on(lock, holder, waiter, now))

    def free(self, lock: ResourceLock, holder: LockHolder) -> None:
        """Implement `runs.resource_locks.LockTable.free`."""
        self.process.effect(Effect.LOCK, f"{lock.resource}: free", lambda: self.inner.free(lock, holder))
