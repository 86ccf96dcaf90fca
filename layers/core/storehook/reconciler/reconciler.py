"""Reconciler: works on messages of the reconcile queue and answers direct calls."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from storehook.actions.action import Action, Registry
from storehook.catch_up.preview import Preview
from storehook.errors import ContentUnreadable
from storehook.queues import message as messages
from storehook.queues.lanes import MAX_DELAY
from storehook.queues.ports import DeliveryQueue, Tasks
from storehook.queues.task import Task, task_of
from storehook.reconciler.bytecode import is_compiled
from storehook.reconciler.exceptions import BLOCKED, CODES, take_exception
from storehook.reconciler.fan_out import fan_out
from storehook.reconciler.task_result import Receipt, TaskResult
from storehook.reconciler.uninstalls import confirm_uninstall
from storehook.records import declaration
from storehook.registration.record import Registrations
from storehook.registration.report import RETRY_DELAY, Report
from storehook.registration.store_reconciler import OpenClient, SecondsLeft, StoreReconciler
from storehook.stores.ports import Stores
from storehook.webhooks.event import json_object

MAX_TRIES = 10
"""Tries for a store for which BigCommerce doesn't answer. By then the schedule has sent another task."""

CONTINUE_DELAY = 5.0
"""Seconds until an unfinished catch-up continues. Other tasks are worked on in the meantime."""

MAX_CONTINUE_DELAY = 300.0
"""Seconds. The delay grows up to this with each try."""


class CatchUpWorker(Protocol):
    """Worker that catches stores up."""

    def work(self, task: Task, asked_at: float, seconds_left: float) -> bool:
        """Start or continue a catch-up for as long as there is time. Return whether it is done."""
        ...

    def seconds_to_next_task(self, store_hash: str) -> float | None:
        """Return in how many seconds the store needs a task, or None."""
        ...

    def preview(self, store_hash: str, since: float, seconds_left: float) -> Preview:
        """Return what a catch-up from `since` until now would send."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciler:
    """Reconciler of all stores. Its tasks wait in the reconcile queue. Its deliveries go to the lane `default`.

    Args:
        publish_schedules: stores the schedules of the actions.
    """

    store_reconciler: StoreReconciler
    stores: Stores
    registrations: Registrations
    tasks: Tasks
    delivery_queue: DeliveryQueue
    open_client: OpenClient
    catch_up: CatchUpWorker
    registry: Registry
    publish_schedules: Callable[[], None]

    def receive(self, body: str, receipt: Receipt, seconds_left: SecondsLeft) -> TaskResult:
        """Work on a message. If it raises another error, the message stays in the queue.

        Args:
            body: a task, or a delivery that ingest queued.

        Raises:
            ContentUnreadable: the body is neither. The message ends in the dead-letter queue.
        """
        fields = json_object(body.encode(errors="surrogatepass"))
        if "delivery_id" in fields:
            return self._take_exception(messages.decode(body))
        task = task_of(fields)
        match task.kind:
            case "reconcile-all":
                return self._fan_out(task, seconds_left)
            case "reconcile":
                result, after = self._reconcile(task, seconds_left)
                tries_again = after > 0 and receipt.receives < MAX_TRIES
                return self._postpone(receipt, after, result) if tries_again else result
            case "catch-up":
                return self._catch_up(task, receipt, seconds_left)
            case "uninstall":
                return self._uninstall(task, receipt, seconds_left)

    def answer(self, fields: dict[str, Any], seconds_left: SecondsLeft) -> TaskResult:
        """Answer a direct call: of the schedule, a deployment, or a person.

        Args:
            fields: a task, as `task_of` reads it. With `dry_run`, one store's plan or catch-up is returned and nothing
                changes. With `unregister`, all our webhooks of one store are deleted. The kinds `actions`, `models` and
                `runtime` aren't tasks: they return the actions, the models, or if the SDK is compiled.

        Raises:
            ContentUnreadable: it is not a task. The message shows what a task looks like.
        """
        if listed := self._listed(fields.get("kind")):
            return listed
        task = task_of(fields)
        match task.kind, fields.get("dry_run") is True, fields.get("unregister") is True:
            case "reconcile-all", False, False:
                return self._fan_out(task, seconds_left)
            case "reconcile", False, False:
                return self._reconcile_on_demand(task, seconds_left)
            case "reconcile", True, False:
                return _result(self.store_reconciler.preview(task.store_hash, seconds_left))
            case "reconcile", False, True:
                return _result(self.store_reconciler.unregister(task.store_hash, seconds_left))
            case "catch-up", False, False:
                self.tasks.send([task])
                return TaskResult("queued", answer={"store_hash": task.store_hash, "outcome": "queued"})
            case "catch-up", True, False if task.since:
                preview = self.catch_up.preview(task.store_hash, task.since, seconds_left())
                return TaskResult("previewed", answer=asdict(preview))
            case _:
                raise ContentUnreadable(
                    '"dry_run" needs one store, and "since" with "catch-up". "unregister" needs the kind "reconcile".'
                )

    def _listed(self, kind: object) -> TaskResult | None:
        match kind:
            case "actions":
                return TaskResult("listed", answer={"actions": [_declaration(action) for action in self.registry]})
            case "models":
                return TaskResult("listed", answer={"models": list(declaration.declared())})
            case "runtime":
                return TaskResult("listed", answer={"sdk_is_compiled": is_compiled("botocore")})
            case _:
                return None

    def _fan_out(self, task: Task, seconds_left: SecondsLeft) -> TaskResult:
        sent = fan_out(task, self.stores, self.tasks, seconds_left)
        if not task.after:  # once per fan-out, and last: an invalid schedule is an error, and stops no store
            self.publish_schedules()
        return TaskResult("fanned out", answer={"sent": sent})

    def _reconcile(self, task: Task, seconds_left: SecondsLeft) -> tuple[TaskResult, float]:
        report = self.store_reconciler.reconcile(task.store_hash, seconds_left)
        # The store may have an open gap: a new one, or one whose catch-up stopped.
        if (delay := self.catch_up.seconds_to_next_task(task.store_hash)) is not None:
            self.tasks.send([Task("catch-up", task.store_hash, why="gap")], delay=min(delay, MAX_DELAY))
        result = _result(report)
        return replace(result, answer={"why": task.why, **result.answer}), report.after

    def _reconcile_on_demand(self, task: Task, seconds_left: SecondsLeft) -> TaskResult:
        result, after = self._reconcile(task, seconds_left)
        if after > 0:
            self.tasks.send([task], delay=min(after, MAX_DELAY))
        return result

    def _uninstall(self, task: Task, receipt: Receipt, seconds_left: SecondsLeft) -> TaskResult:
        status = confirm_uninstall(
            self.stores, lambda: self.open_client(task.store_hash, seconds_left), task.store_hash, receipt.first_at
        )
        result = TaskResult(status, answer={"store_hash": task.store_hash, "outcome": status})
        # The callback may arrive before BigCommerce invalidates the token.
        tries_again = status in ("installed", "unknown") and receipt.receives < MAX_TRIES
        return self._postpone(receipt, RETRY_DELAY, result) if tries_again else result

    def _catch_up(self, task: Task, receipt: Receipt, seconds_left: SecondsLeft) -> TaskResult:
        done = self.catch_up.work(task, receipt.first_at, seconds_left())
        answer = {"store_hash": task.store_hash, "since": task.since}
        if done:
            return TaskResult("caught up", answer=answer)
        result = TaskResult("catching up", answer=answer)
        if task.since:
            # The gap is stored by now. The same task would start it again.
            self.tasks.send([Task("catch-up", task.store_hash, why=task.why)], delay=CONTINUE_DELAY)
            return result
        # A store that throttles or doesn't answer is tried less and less often. The queue allows 100 receipts.
        return self._postpone(receipt, min(CONTINUE_DELAY * receipt.receives, MAX_CONTINUE_DELAY), result)

    def _postpone(self, receipt: Receipt, seconds: float, result: TaskResult) -> TaskResult:
        self.tasks.postpone(receipt.handle, seconds)
        return replace(result, acknowledged=False)

    def _take_exception(self, message: messages.Message) -> TaskResult:
        code = take_exception(message, self.registrations, self.tasks, self.delivery_queue)
        answer = {"store_hash": message.store_hash, "delivery_id": message.delivery_id, "code": code}
        if code is None:
            return TaskResult("forwarded", answer=answer)
        counts = {f"DeliveryExceptions{code if code in CODES else 'Other'}": 1, "DomainsBlocked": int(code == BLOCKED)}
        return TaskResult("forwarded", answer=answer, counts=+Counter(counts))


def _declaration(action: Action) -> dict[str, Any]:
    return {"action": action.name, "scopes": list(action.webhooks), "lane": action.lane}


def _result(report: Report) -> TaskResult:
    return TaskResult(report.outcome, answer=report.as_json(), counts=report.counts())
