"""Context of an action: its trigger and its tools."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, overload

from pydantic import BaseModel

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

if TYPE_CHECKING:
    from storehook.actions.steps import Steps


class Log(Protocol):
    """Structured logger. The items of `extra` become fields of the JSON line."""

    def debug(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def info(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def warning(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def error(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def exception(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Trigger:
    """Reason for which the action runs.

    Args:
        kind: webhook, action, catch-up or manual.
        scope: scope of the event, or `(enqueued)` if another action enqueued the run.
        data: data of the event as BigCommerce sent it, not flattened.
        store_hash: hash of the store.
        created_at: time of the event, in unix seconds; None if BigCommerce didn't send it.
        hash: hash of the event; None if BigCommerce didn't send it.
        attempt: number of this attempt; the first is 1.
        retries: number of earlier attempts.
        final_attempt: True if the run fails when this attempt fails.

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


@dataclass(slots=True)
class LazySteps:
    """Steps of an attempt, made at their first use. Their modules take time to load, and few actions use them."""

    make: "Callable[[], Steps]"
    made: "Steps | None" = None

    def __call__(self) -> "Steps":
        """Return the steps of the attempt."""
        self.made = self.made or self.make()
        return self.made


@dataclass(frozen=True, slots=True, kw_only=True)
class Context[S = Any]:
    """Tools of an action, bound to one store and one run.

    `Context[Settings]` gives `settings` the type of your `Settings`.

    Args:
        trigger: reason for which the action runs.
        logger: logger whose lines carry the store, the event, the action and the attempt.
        run_key: key of the run, the same in every attempt. Use it as an idempotency key.
        connections: APIs of the stores.
        secrets: your secrets, by the names that you gave them with `storehook secrets set`.
        own_settings: returns your settings; use `settings`.
        session: records of the attempt; use `records`.
        calls: calls of the attempt; use `call` and `enqueue`.
        steps: steps of the run; use `step`, `step_key`, `sleep`, `wait_for` and `wait_for_person`.
        deadline: end of the attempt; use `remaining`.

    ```python
    order = ctx.connections.bigcommerce.current.v2.get("/orders/{order_id}", order_id=params.id)
    if order is not None:
        ctx.records(Order).upsert(params.id, staff_notes=order["staff_notes"])
    ctx.logger.info("Saved the notes", extra={"order": params.id, "run": ctx.run_key})
    ```
    """

    trigger: Trigger
    logger: Log
    run_key: str
    connections: Connections
    secrets: Secrets
    own_settings: Callable[[], S]
    session: Session
    calls: Calls
    steps: LazySteps
    deadline: Deadline

    @property
    def remaining(self) -> float:
        """Seconds until the attempt times out.

        ```python
        if ctx.remaining < 10:
            raise Retry("Not enough time is left.", after=0)
        ```
        """
        return self.deadline.remaining()

    @property
    def settings(self) -> S:
        """Your settings: the `Settings` of functions/worker/settings.py, with the values of the stack's environment.

        Raises:
            SettingsMissing: the file doesn't exist.
            SettingsInvalid: the values don't fit the model.

        ```python
        sender = ctx.settings.sender  # SettingsMissing, without a functions/worker/settings.py
        ```
        """
        return self.own_settings()

    def records[M: Model](self, model: type[M]) -> Records[M]:
        """Return the records of a model in the run's store.

        ```python
        orders = ctx.records(Order)
        orders.upsert(params.id, staff_notes="Packed")
        assert orders.get(params.id).staff_notes == "Packed"
        ```
        """
        return Records(model, self.session)

    def call(self, name: str, /, **params: Any) -> Any:
        """Run another action within this attempt, and return its result.

        It gets the params and the store's hash as `storeHash`. It has no current store: use `for_store_hash()` there.

        Raises:
            UnknownAction: no action has that name.
            CallTooDeep: it is already running in this attempt, or too many actions are.

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
        """Create a run of another action, with its own state, retries and dead letter.

        Args:
            name: name of the action.
            params: plain JSON values. `storeHash` is added.
            delay: seconds until the run is due, up to ten years.
            key: name of the run. While a run of that key is live, it is returned, and none is created. A retry of this
                run gets the run that an earlier attempt created with the same key and params, even if it has ended.
                If the action runs `one_at_a_time`, the key names its resource, such as `order/113`.
            lane: lane of the run; by default the action's.

        Raises:
            UnknownAction, UnknownLane, CallTooDeep, Fail: the run can't be created. The message says why.

        ```python
        enqueued = ctx.enqueue("send_invoice", {"id": params.id}, delay=600, key=f"invoice/{params.id}")
        ctx.logger.info("Enqueued the invoice", extra={"run": enqueued.run_key, "new": enqueued.is_new})
        ```
        """
        self.deadline.check()
        return self.calls.enqueue(name, params or {}, delay=delay, key=key, lane=lane)

    @overload
    def step[*Args, Result](
        self, name: str, function: Callable[[*Args], Result], /, *args: *Args, once: bool = ...
    ) -> Result: ...
    @overload
    def step[*Args, Result](
        self, name: str, function: Callable[[*Args], object], /, *args: *Args, returns: type[Result], once: bool = ...
    ) -> Result: ...
    @overload
    def step[*Args](
        self, name: str, function: Callable[[*Args], object], /, *args: *Args, returns: Any, once: bool = ...
    ) -> Any: ...

    def step(
        self, name: str, function: Callable[..., Any], /, *args: Any, returns: Any = None, once: bool = False
    ) -> Any:
        """Execute a step of the run and store its result, or return the result that an earlier attempt stored.

        If the attempt fails later on, the next one doesn't execute the step again. If the process dies after the
        function has acted and before the result is stored, the next attempt does: pass `step_key` to services that
        take an idempotency key. Code between steps runs again in each attempt.

        Args:
            name: name of the step, unique within the run. In a loop, add a key: `f"reserve {line_id}"`.
            function: receives the other arguments. Its result is JSON or a pydantic model, up to 64 KB.
            returns: type of the result; by default the annotation of the function.
            once: never execute it twice. If it was started and its result isn't known, the run is held, and a person
                says whether it happened. In the function, raise `Retry` or `Fail` if it has certainly not happened.

        Raises:
            StepNameTaken, StepResultInvalid, StepResultTooLarge, StepsExpired: the run fails. The message says why.

        ```python
        def create_invoice(order_id: int, key: str) -> str:
            return f"Invoice of order {order_id}"

        number = ctx.step("invoice", create_invoice, params.id, ctx.step_key("invoice"))
        ```
        """
        return self.steps().step(name, function, args, returns, once=once)

    def step_key(self, name: str) -> str:
        """Return the idempotency key of a step: the same in every attempt, and never used for another step or run.

        ```python
        headers = {"Idempotency-Key": ctx.step_key("charge")}
        ```
        """
        return self.steps().key(name)

    def sleep(self, name: str, until: datetime | timedelta | float) -> None:
        """Suspend the run. The attempt ends here, and another one begins after the sleep, at the top of the action.

        A run that sleeps has no attempt and no timeout, and has released its resource lock. After the sleep, it has
        all its retries again. Steps from before the sleep return their stored results. Put code that must not run
        again into steps.

        Args:
            name: name of the sleep, unique among the run's steps.
            until: a time with a time zone, a duration, or seconds; at most 366 days ahead.

        ```python
        from datetime import timedelta

        @action()
        def follow_up(params: Params, ctx: Context) -> None:
            ctx.step("welcome", send_mail, "welcome", params.id)
            ctx.sleep("before the reminder", timedelta(days=3))
            ctx.step("remind", send_mail, "reminder", params.id)
        ```
        """
        self.steps().sleep(name, until)

    @overload
    def wait_for(self, scope: str, value: int | str, /, *, within: timedelta | float) -> Params | None: ...
    @overload
    def wait_for[P: BaseModel](
        self, scope: str, value: int | str, /, *, within: timedelta | float, returns: type[P]
    ) -> P | None: ...

    def wait_for(self, scope: str, value: int | str, /, *, within: timedelta | float, returns: Any = Params) -> Any:
        """Suspend the run until an event comes. Return the event's params, or None if none has come in time.

        An event counts if it happened after the run's own event, even if it came before the wait. The first one is
        returned, in every attempt. As in a sleep, the run has no attempt and no timeout, and has released its resource
        lock. After the wait, it has all its retries again.

        Args:
            scope: scope of the event, from the `waits_for` of the action.
            value: value of the field that `waits_for` names.
            within: longest wait as a duration or seconds, up to 366 days.
            returns: model of the params, such as `ShipmentPayload`.

        Raises:
            Fail: the action doesn't declare the scope, or the value isn't a number or a text of up to 100 bytes.
            StepNameTaken: the run has waited for the same scope and value before.
            ParamsInvalid: the event doesn't fit the model.

        ```python
        from datetime import timedelta

        from storehook.payloads import ShipmentPayload

        @action(webhooks=["store/order/created"], waits_for={"store/shipment/created": "orderId"})
        def follow_up(params: Params, ctx: Context) -> None:
            shipment = ctx.wait_for(
                "store/shipment/created", params.id, within=timedelta(days=7), returns=ShipmentPayload
            )
            ctx.logger.info("Shipped" if shipment else "Not shipped within a week")
        ```
        """
        return self.steps().wait_for(scope, value, within, returns)

    def wait_for_person(
        self, question: str, choices: Sequence[str], *, within: timedelta | float, name: str | None = None
    ) -> str | None:
        """Suspend the run until a person chooses an answer. Return the choice, or None if nobody has answered in time.

        The console and `storehook questions` list the question. Like a sleep, it ends the attempt, and the next one
        begins at the top of the action.

        Args:
            question: text that an operator understands without your code, up to 1,000 bytes.
            choices: 1 to 20 short texts, such as `["approve", "refuse"]`.
            within: seconds or a duration, at most 366 days.
            name: name of the question, unique among the run's steps. By default the question, which must then be the
                same in each attempt.

        ```python
        from datetime import timedelta

        def settle(params: Params, ctx: Context) -> None:
            choice = ctx.wait_for_person(f"Refund order {params.id}?", ["refund", "refuse"], within=timedelta(days=2))
            ctx.logger.info(choice or "nobody answered")
        ```
        """
        return self.steps().ask(question if name is None else name, question, choices, within)

    def without_current_store(self) -> "Context[S]":
        """Return the same tools for code that may run for any store: a called action, or a model's hook."""
        return replace(self, connections=self.connections.without_current())


def trigger(run: Run, event: Event, *, retry_count: int) -> Trigger:
    """Return the trigger of a claimed run, whose action has so many attempts after its first."""
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
