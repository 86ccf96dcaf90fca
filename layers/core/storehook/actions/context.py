"""What an action is given besides its params: what triggered it, and its tools."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from storehook.actions.calls import Calls, Enqueued
from storehook.actions.deadline import Deadline
from storehook.actions.params import Params
from storehook.actions.secrets import Secrets
from storehook.bigcommerce.connections import Connections
from storehook.queues.message import Kind
from storehook.records.model import Model
from storehook.records.repository import Records
from storehook.records.session import Session
from storehook.runs.run import ENQUEUED, Run
from storehook.webhooks.event import Event


class Log(Protocol):
    """A structured logger: what is passed as `extra` becomes fields of the JSON line."""

    def debug(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def info(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def warning(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def error(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def exception(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Trigger:
    """Why the action runs.

    Args:
        kind: webhook, action, catch-up or manual.
        scope: the event's scope; `(enqueued)` where another action asked for the run.
        data: the event's data as BigCommerce sent it, not flattened.
        store_hash: the store.
        created_at: when it happened, in unix seconds; None if BigCommerce did not say.
        hash: the event's hash; None if BigCommerce sent none.
        attempt: the number of this attempt; the first is 1.
        retries: how many attempts went before this one.
        final_attempt: whether the run fails if this attempt does.

    ```python
    if ctx.trigger.kind == "webhook" and ctx.trigger.final_attempt:
        ctx.logger.warning("The last attempt", extra={"scope": ctx.trigger.scope, "attempt": ctx.trigger.attempt})
    ```
    """

    kind: Kind
    scope: str
    data: dict[str, Any] | list[Any]
    store_hash: str
    created_at: int | None
    hash: str | None
    attempt: int
    retries: int
    final_attempt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """An action's tools, bound to one store and one run.

    Args:
        trigger: why the action runs.
        logger: a logger whose lines carry the store, the event, the action and the attempt.
        run_key: names the run, the same in every attempt: pass it on where a side effect takes an idempotency key.
        connections: the stores' APIs.
        secrets: your own secrets, by the names under which `storehook secrets set` has put them.
        own_settings: gives your settings; use `settings`.
        session: the attempt's records; use `records`.
        calls: the attempt's calls; use `call` and `enqueue`.
        deadline: when the attempt ends; use `remaining`.

    ```python
    order = ctx.connections.bigcommerce.current.v2.get("/orders/{order_id}", order_id=params.id)
    ctx.records(Order).upsert(params.id, staff_notes=order["staff_notes"])
    ctx.logger.info("Kept", extra={"order": params.id, "run": ctx.run_key})
    ```
    """

    trigger: Trigger
    logger: Log
    run_key: str
    connections: Connections
    secrets: Secrets
    own_settings: Callable[[], Any]
    session: Session
    calls: Calls
    deadline: Deadline

    @property
    def remaining(self) -> float:
        """Seconds until the attempt ends.

        ```python
        if ctx.remaining < 10:
            raise Retry("Too little time is left.", after=0)
        ```
        """
        return self.deadline.remaining()

    @property
    def settings(self) -> Any:
        """Your settings: the `Settings` of functions/worker/settings.py, with the values of the stack's environment.

        Raises:
            SettingsMissing: there is no such file.
            SettingsInvalid: the values do not fit.

        ```python
        sender = ctx.settings.sender  # SettingsMissing, without a functions/worker/settings.py
        ```
        """
        return self.own_settings()

    def records[M: Model](self, model: type[M]) -> Records[M]:
        """The records of a model, of the run's store.

        ```python
        orders = ctx.records(Order)
        orders.upsert(params.id, staff_notes="Packed")
        assert orders.get(params.id).staff_notes == "Packed"
        ```
        """
        return Records(model, self.session)

    def call(self, name: str, /, **params: Any) -> Any:
        """Run another action here and now, as part of this attempt, and give what it returns.

        It gets the params and the store's hash as `storeHash`, and no current store: that is `for_store_hash()`.

        Raises:
            UnknownAction: there is none of that name.
            CallTooDeep: it is at work already, or too many are.

        ```python
        number = ctx.call("send_invoice", id=params.id)
        ```
        """
        self.deadline.check()
        action, calls = self.calls.action(name), self.calls.deeper(name)
        given = Params(params, storeHash=self.trigger.store_hash)
        called = replace(self.trigger, kind="action", scope=ENQUEUED, data=dict(given))
        return action(given, replace(self.without_current_store(), trigger=called, calls=calls))

    def enqueue(
        self,
        name: str,
        params: Mapping[str, Any] | None = None,
        *,
        delay: float = 0.0,
        key: str | None = None,
        lane: str | None = None,
    ) -> Enqueued:
        """Ask for a run of another action, with states, retries and dead letters of its own.

        Args:
            name: the action.
            params: what it is given besides `storeHash`; plain JSON values.
            delay: seconds until it is due; a year, too.
            key: names the run: while one of that key is live, asking again gives that one. An attempt that is made
                again is given what an earlier one has begun by that key with the same params, even if it has ended.
            lane: the lane to run in; the default is the action's.

        Raises:
            UnknownAction, UnknownLane, CallTooDeep, Fail: it cannot be asked for; the message says why.

        ```python
        asked = ctx.enqueue("send_invoice", {"id": params.id}, delay=600, key=f"invoice/{params.id}")
        ctx.logger.info("Asked for", extra={"run": asked.run_key, "new": asked.is_new})
        ```
        """
        self.deadline.check()
        return self.calls.enqueue(name, params or {}, delay=delay, key=key, lane=lane)

    def without_current_store(self) -> "Context":
        """The same tools, for code that runs for any store: a called action, or a model's hook."""
        return replace(self, connections=self.connections.without_current())


def trigger(run: Run, event: Event, *, retry_count: int) -> Trigger:
    """Tell an action why it runs.

    Args:
        run: the claimed run.
        event: what its message says.
        retry_count: how many attempts the action has after its first.
    """
    return Trigger(
        kind=run.message.kind,
        scope=event.scope,
        data=event.data,
        store_hash=event.store_hash,
        created_at=event.created_at,
        hash=event.hash,
        attempt=run.attempt,
        retries=run.attempt - 1,
        final_attempt=run.attempt > retry_count,
    )
