"""The reconciler's work on one task, or on one message that came in by the exceptions' path."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from storehook.actions.action import Action, Registry
from storehook.catch_up.preview import Preview
from storehook.errors import Unreadable
from storehook.queues import message as messages
from storehook.queues.ports import DeliveryQueue, Tasks
from storehook.queues.task import Task, task_of
from storehook.reconciler.bytecode import is_compiled
from storehook.reconciler.exceptions import BLOCKED, CODES, take_exception
from storehook.reconciler.uninstalls import confirm_uninstall
from storehook.records import declaration
from storehook.registration.reconciliation import SecondsLeft, StoreReconciler
from storehook.registration.report import LATER, Report
from storehook.stores.ports import Stores
from storehook.webhooks.event import json_object

MOST_TRIES = 10
"""How often a store for which BigCommerce does not answer is tried. The schedule has sent another task by then."""

NEXT_TURN = 5.0
"""Seconds until a catch-up that is not done goes on: others have their turn meanwhile."""

LONGEST_TURN = 300.0
"""Seconds: what that grows to."""

LONGEST_DELAY = 900.0
"""Seconds for which SQS hides a message at most (SQS quotas)."""


class CatchUpWorker(Protocol):
    """Fetches what a store has not delivered."""

    def work(self, task: Task, asked_at: float, seconds_left: float) -> bool:
        """Work on a catch-up, or go on with it, for as long as there is time; tells whether it is done."""
        ...

    def seconds_to_next_task(self, store_hash: str) -> float | None:
        """In how many seconds a task must come for a store; None if none must."""
        ...

    def preview(self, store_hash: str, since: float, seconds_left: float) -> Preview:
        """What a catch-up up to now would send."""
        ...


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What became of a task.

    Args:
        result: in one word or two.
        acknowledged: whether the queue may forget it.
        answer: the whole of it, for the log and for who asked.
        counts: what is counted in metrics, by their names.
    """

    result: str
    acknowledged: bool = True
    answer: Mapping[str, Any] = field(default_factory=dict[str, Any])
    counts: Mapping[str, int] = field(default_factory=Counter[str])


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt of a message.

    Args:
        name: the queue's, to postpone it.
        number: how often the message has been received, this time included.
        first_at: when it was received for the first time, in unix seconds.
    """

    name: str
    number: int
    first_at: float

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Receipt":
        """The receipt of a record, as Lambda gets it from SQS."""
        attributes = record["attributes"]
        first_at = int(attributes["ApproximateFirstReceiveTimestamp"]) / 1000
        return cls(record["receiptHandle"], int(attributes["ApproximateReceiveCount"]), first_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciler:
    """Works on what the reconcile queue carries, and on what it is asked directly.

    Args:
        stores: works on one store.
        delivery_queue: the default lane.
        catch_up: fetches what stores have not delivered.
        registry: the actions of this deployment.
    """

    stores: StoreReconciler
    delivery_queue: DeliveryQueue
    catch_up: CatchUpWorker
    registry: Registry

    def receive(self, text: str, receipt: Receipt, seconds_left: SecondsLeft) -> TaskResult:
        """Work on a message of the queue. What it raises is a fault of what surrounds it: the message then stays.

        Args:
            text: its body: a task, or a delivery as ingest queued it.
            receipt: this receipt of it.
            seconds_left: gives for how many seconds the function may still run.

        Raises:
            Unreadable: it is neither. It ends up in the dead-letter queue.
        """
        fields = json_object(text.encode(errors="surrogatepass"))
        if "delivery_id" in fields:
            return self._exception(messages.decode(text))
        task = task_of(fields)
        match task.kind:
            case "reconcile-all":
                return self._fan_out(task, seconds_left)
            case "reconcile":
                work, after = self._reconcile(task, seconds_left)
                tries_again = after > 0 and receipt.number < MOST_TRIES
                return self._postpone(receipt, after, work) if tries_again else work
            case "catch-up":
                return self._catch_up(task, receipt, seconds_left)
            case "uninstall":
                return self._uninstall(task, receipt, seconds_left)

    def answer(self, fields: dict[str, Any], seconds_left: SecondsLeft) -> TaskResult:
        """Do what somebody asks directly: the schedule, a deployment, or a person.

        Args:
            fields: a task, as `task_of` reads it. With `dry_run`, one store's plan or catch-up is shown, and nothing
                done. With `unregister`, every webhook of ours at one store is deleted. The kinds `actions` and `models`
                are no tasks: they ask which actions there are, and which models these use.
            seconds_left: gives for how many seconds the function may still run.

        Raises:
            Unreadable: it is no task; the message says what one looks like.
        """
        if listed := self._listed(fields.get("kind")):
            return listed
        task = task_of(fields)
        match task.kind, fields.get("dry_run") is True, fields.get("unregister") is True:
            case "reconcile-all", False, False:
                return self._fan_out(task, seconds_left)
            case "reconcile", False, False:
                return self._reconcile(task, seconds_left)[0]
            case "reconcile", True, False:
                return _reported(self.stores.preview(task.store_hash, seconds_left))
            case "reconcile", False, True:
                return _reported(self.stores.unregister(task.store_hash, seconds_left))
            case "catch-up", False, False:
                self.stores.resources.tasks.send([task])
                return TaskResult("queued", answer={"store_hash": task.store_hash, "outcome": "queued"})
            case "catch-up", True, False if task.since:
                preview = self.catch_up.preview(task.store_hash, task.since, seconds_left())
                return TaskResult("previewed", answer=preview.as_json())
            case _:
                raise Unreadable(
                    '"dry_run" goes with one store, "catch-up" with "since", "unregister" with "reconcile".'
                )

    def _listed(self, kind: object) -> TaskResult | None:
        match kind:
            case "actions":
                return TaskResult("listed", answer={"actions": [_declared(each) for each in self.registry]})
            case "models":
                return TaskResult("listed", answer={"models": declaration.names()})
            case "runtime":
                return TaskResult("listed", answer={"sdk_is_compiled": is_compiled("botocore")})
            case _:
                return None

    def _fan_out(self, task: Task, seconds_left: SecondsLeft) -> TaskResult:
        resources = self.stores.resources
        return TaskResult("fanned out", answer={"sent": fan_out(task, resources.stores, resources.tasks, seconds_left)})

    def _reconcile(self, task: Task, seconds_left: SecondsLeft) -> tuple[TaskResult, float]:
        report = self.stores.reconcile(task.store_hash, seconds_left)
        self._wake_catch_up(task.store_hash)
        work = _reported(report)
        return replace(work, answer={"why": task.why, **work.answer}), report.after

    def _uninstall(self, task: Task, receipt: Receipt, seconds_left: SecondsLeft) -> TaskResult:
        stores = self.stores.resources.stores
        found = confirm_uninstall(stores, lambda: self.stores.opens(task.store_hash, seconds_left), task.store_hash)
        work = TaskResult(found, answer={"store_hash": task.store_hash, "outcome": found})
        # The callback may come before the token ends.
        tries_again = found in ("installed", "unknown") and receipt.number < MOST_TRIES
        return self._postpone(receipt, LATER, work) if tries_again else work

    def _wake_catch_up(self, store_hash: str) -> None:
        """See to it that what is open in a store is caught up: a gap just found, and whatever has stopped before."""
        if (delay := self.catch_up.seconds_to_next_task(store_hash)) is not None:
            self._go_on(store_hash, "gap", min(delay, LONGEST_DELAY))

    def _go_on(self, store_hash: str, why: str, delay: float) -> None:
        self.stores.resources.tasks.send([Task("catch-up", store_hash, why=why)], delay=delay)

    def _catch_up(self, task: Task, receipt: Receipt, seconds_left: SecondsLeft) -> TaskResult:
        done = self.catch_up.work(task, receipt.first_at, seconds_left())
        found = {"store_hash": task.store_hash, "since": task.since}
        if done:
            return TaskResult("caught up", answer=found)
        if task.since:
            # What was asked for is noted by now. The same task again would begin anew.
            self._go_on(task.store_hash, task.why, NEXT_TURN)
            return TaskResult("catching up", answer=found)
        # A store that is throttled or away is asked less and less often; the queue lets a message come 100 times.
        return self._postpone(
            receipt, min(NEXT_TURN * receipt.number, LONGEST_TURN), TaskResult("catching up", answer=found)
        )

    def _postpone(self, receipt: Receipt, seconds: float, work: TaskResult) -> TaskResult:
        self.stores.resources.tasks.postpone(receipt.name, seconds)
        return replace(work, acknowledged=False)

    def _exception(self, message: messages.Message) -> TaskResult:
        resources = self.stores.resources
        code = take_exception(message, resources.registrations, resources.tasks, self.delivery_queue)
        answer = {"store_hash": message.store_hash, "delivery_id": message.delivery_id, "code": code}
        if code is None:
            return TaskResult("passed on", answer=answer)
        counts = {f"DeliveryExceptions{code if code in CODES else 'Other'}": 1, "DomainsBlocked": int(code == BLOCKED)}
        return TaskResult("passed on", answer=answer, counts=+Counter(counts))


def _declared(action: Action) -> dict[str, Any]:
    return {"action": action.name, "scopes": list(action.webhooks), "lane": action.lane}


def _reported(report: Report) -> TaskResult:
    return TaskResult(report.outcome, answer=report.as_json(), counts=report.counts())


RESERVE = 20.0
"""Seconds: with less than that left, no further page is begun. A page of 1,000 stores is 100 calls of SQS."""


def fan_out(task: Task, stores: Stores, tasks: Tasks, seconds_left: Callable[[], float]) -> int:
    """Send a task for each active store after the task's `after`, a page at a time; gives how many were sent.

    When the function's time is nearly up, it sends a task to go on from there. There is always one page of progress.

    Args:
        task: what to begin or go on with.
        stores: the table of stores.
        tasks: the queue.
        seconds_left: gives for how many seconds the function may still run.
    """
    after, sent = task.after, 0
    while True:
        page = stores.hashes("active", after)
        tasks.send(Task("reconcile", store_hash, why=task.why) for store_hash in page.hashes)
        after, sent = page.after, sent + len(page.hashes)
        if not after:
            return sent
        if seconds_left() < RESERVE:
            tasks.send([Task("reconcile-all", why=task.why, after=after)])
            return sent
