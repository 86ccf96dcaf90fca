"""Environment in which a test runs actions: a store, its records and its queues in memory, and a clock."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from storehook.actions import params
from storehook.actions.action import Action, Registry, action_of
from storehook.actions.action import action as declare
from storehook.actions.context import Context
from storehook.actions.deadline import Deadline
from storehook.actions.params import Params
from storehook.bigcommerce.connections import Connections
from storehook.errors import AttemptEnded, SettingsMissing
from storehook.queues.message import Kind, Message
from storehook.queues.run_key import RunKey
from storehook.reconciler.schedules import publish
from storehook.records.model import Model
from storehook.records.repository import Records
from storehook.runs import interventions
from storehook.runs import run as runs
from storehook.runs.run import APP, Lease, Run
from storehook.runs.steps import Step
from storehook.testing import sent_events
from storehook.testing.action_run import ActionRun, LoggedLine
from storehook.testing.attempts import Attempts, WatchedSteps
from storehook.testing.kills import Kill, ProcessDied, line_of
from storehook.testing.memory import MemoryStepTable
from storehook.testing.memory_schedules import MemoryHashes
from storehook.testing.stack import MemoryStack
from storehook.testing.stand_in import StandInStore
from storehook.testing.store_client import FakeStoreClient, fake_connections
from storehook.webhooks import scopes
from storehook.webhooks.event import Event, json_object

STORE_HASH = "8jbhprizry"

MOST_WORK = 10_000
"""Messages and ticks after which the environment gives up: something wakes itself forever."""

type Function = Callable[..., object]


@dataclass(slots=True)
class ActionEnvironment:
    """Store with its records and queues, all in memory. Its clock moves only by `advance`.

    Args:
        actions: actions that run on the events that you send, and that `ctx.call` and `ctx.enqueue` find.
        store: API of the store. Script its answers, and check its calls.
        secrets: content of `ctx.secrets`.
        settings: value of `ctx.settings`.
        now: time of the clock. It starts at the time of the test.

    ```python
    from storehook.testing import ActionEnvironment

    environment = ActionEnvironment(actions=(sync_order,))
    environment.store.answers("GET", "/v2/orders/113", {"id": 113, "staff_notes": "Packed"})
    environment.send("store/order/updated", type="order", id=113)
    assert environment.records(Order).get(113).staff_notes == "Packed"
    ```
    """

    actions: tuple[Function, ...] = ()
    store: FakeStoreClient = field(default_factory=lambda: FakeStoreClient(STORE_HASH))
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    settings: object = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    _stack: MemoryStack[Callable[[], float]] = field(init=False, repr=False)
    _known: dict[str, Action] = field(init=False, repr=False)
    _attempts: Attempts = field(init=False, repr=False)
    _webhooks: int = field(default=0, repr=False)
    _events: Iterator[int] = field(default_factory=lambda: count(1), repr=False)

    def __post_init__(self) -> None:
        """Make the stack."""
        self._known = {action.name: action for action in map(action_of, self.actions)}
        self._attempts = Attempts(self.store)
        self._stack = MemoryStack(
            clock=self.clock,
            registry=Registry(self._known.values()),
            connect=self._connect,
            log=self._attempts.begin,
            secrets=dict(self.secrets),
            own_settings=self._own_settings,
            run_until=self._attempts.make,
            steps=WatchedSteps(attempts=self._attempts),
            store_hashes=MemoryHashes((self.store.store_hash,)),
        )
        publish(self._stack.registry, self._stack.stored_schedules, self.clock())
        self.store.script.watch = self._attempts.watch

    def send(self, scope: str, /, *, event: str = "", **data: Any) -> list[ActionRun]:
        """Deliver a webhook, let time stand still while its runs start, and return these runs.

        Runs that wait for the event continue.

        An error of an action fails its attempt, as in a stack: see `ActionRun.error`, and `advance` to the retry.

        Args:
            scope: scope of the event, such as `store/order/created`.
            event: hash of the event. Send the same hash again for a duplicate. By default, each event is new.
            **data: `data` of the event. An array is under `data`.

        Raises:
            AssertionError: no action of the environment subscribes to the scope, or waits for its events.
            UnknownScope: BigCommerce has no such scope.

        ```python
        (run,) = environment.send("store/order/updated", type="order", id=113)
        assert run.state == "completed"
        ```
        """
        registry = self._stack.registry
        if not registry.matching(scopes.check(scope)) and not registry.waits(scope):
            raise AssertionError(f"No action of the environment subscribes to {scope}. {self._subscriptions()}")
        event = event or f"sent-{next(self._events)}"
        self._stack.post(sent_events.message(self.store.store_hash, scope, event, data, self.clock()))
        self._work(self.now)
        return [run for run in self.runs if run.state != "coalesced" and run.event == event]

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> list[ActionRun]:
        """Let time pass. Each run starts when it is due, and each retry after its wait. Return the runs that did.

        Schedules run at their times: those of `every` at the store's place in the interval.

        Without arguments, time stands still, and what is due now runs.

        ```python
        environment.advance(days=1)
        assert environment.runs == []
        ```
        """
        until = self.now + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if until < self.now:
            raise AssertionError("Time can't go back.")
        attempted = self._work(until)
        self.now = until
        return [self._run_of(key) for key in attempted]

    def clock(self) -> float:
        """Return the time in unix seconds.

        ```python
        assert environment.clock() == environment.now.timestamp()
        ```
        """
        return self.now.timestamp()

    def connect(self, stand_in: StandInStore) -> None:
        """Let a stand-in store answer by its rules, and run the actions on its webhooks.

        It answers all calls for which no answer is scripted. Its webhooks are delivered when time passes: `advance()`
        runs what is due now. They include those that the actions' own writes cause.

        Args:
            stand_in: an open `bigcommerce_sandbox.InProcessStore`. Pass it `clock=environment.clock`.

        ```python
        from bigcommerce_sandbox import InProcessStore

        with InProcessStore(clock=environment.clock) as shop:
            environment.connect(shop)
            shop.client.put("/v2/orders/100", json={"staff_notes": "Packed"})
            (run,) = environment.advance()
            assert (run.action, run.scope) == ("sync_order", "store/order/updated")
        ```
        """
        self.store.script.stand_in = stand_in
        self._webhooks = len(stand_in.webhooks)
        for scope in sorted(self._stack.registry.scopes()):
            stand_in.subscribe(scope)

    @property
    def runs(self) -> list[ActionRun]:
        """All runs of events that were sent, of schedules, and of actions that were enqueued, oldest first.

        ```python
        environment.send("store/order/updated", type="order", id=113)
        assert [run.action for run in environment.runs] == ["sync_order"]
        ```
        """
        return [self._run_of(key) for key in self._stack.repository.rows]

    def run_of(self, action: Function | str) -> ActionRun:
        """Return the newest run of an action.

        Raises:
            AssertionError: it has none. The message lists the runs.

        ```python
        environment.send("store/order/updated", type="order", id=113)
        assert environment.run_of(sync_order).state == "completed"
        ```
        """
        name = action if isinstance(action, str) else action_of(action).name
        found = [run for run in self.runs if run.action == name and run.state != "coalesced"]
        if not found:
            raise AssertionError(
                f"{name} has no run: no event was sent to it, and nothing enqueued it. {self._listed()}"
            )
        return found[-1]

    def kill(
        self, action: Function, *, at: int | str | None = None, before: str | None = None, after: str | None = None
    ) -> None:
        """Let the process of the next attempt of an action die. Another attempt follows within six minutes.

        Name one place:

        Args:
            action: the action.
            at: number or text of a line in the action's file. The process dies before it runs the line.
            before: call before which the process dies, such as `PUT /v2/orders/113`.
            after: call after which the process dies. BigCommerce has done it, and the answer is lost. Or a step, such
                as `step charge`: its function has returned, and its result is lost.

        ```python
        environment.kill(sync_order, after="GET /v2/orders/113")
        (run,) = environment.send("store/order/updated", type="order", id=113)
        environment.advance(minutes=6)
        assert (run.state, run.attempts) == ("completed", 2)
        ```
        """
        if sum(place is not None for place in (at, before, after)) != 1:
            raise AssertionError("Name one place where the attempt dies: at=, before= or after=.")
        declared = action_of(action)
        self._attempts.kill = Kill(declared, line_of(declared, at), before, after)

    def answer(self, run: ActionRun, result: object) -> None:
        """Answer the question of a run, and let the run continue.

        Args:
            result: the choice. If the run is held because of a step, the result of the step, or None if it has not
                happened: the run executes it again.

        ```python
        (run,) = environment.send("store/order/updated", type="order", id=113)
        if run.waits_for == "answer/charge":
            environment.answer(run, "ch_1")
        ```
        """
        row = next(row for row in self._stack.repository.rows.values() if row.run_key == run.run_key)
        step = runs.asked_step(row)
        if step is None:
            raise AssertionError(f"The run asks nothing: {run!r}.")
        stored = self._stack.steps.of_run(run.run_key)[step]
        choice = self._choice(stored, result) if stored.choices else self._tell(row, stored, result)
        answered = interventions.answer(row, step, owner=self._stack.token(), now=self.clock(), choice=choice)
        if answered:
            self._stack.repository.save(answered)
            self._stack.lanes().send([(answered.lane, answered.key)])
        self._work(self.now)

    def _choice(self, asked: Step, choice: object) -> str:
        if choice not in asked.choices:
            raise AssertionError(f"{choice!r} is not a choice of {asked.name!r}: {', '.join(asked.choices)}.")
        return str(choice)

    def _tell(self, row: Run, started: Step, result: object) -> None:
        if result is None:
            self._stack.steps.forget(row.run_key, started)
        else:
            done = Step(name=started.name, result=json.dumps(result), stored_at=self.clock())
            MemoryStepTable.finish(self._stack.steps, row.run_key, done)

    def deploy(self, *actions: Function) -> None:
        """Change the code of actions while runs wait. Each replaces the action of the same name.

        ```python
        environment.deploy(sync_order)
        assert environment.advance(days=1) == []
        ```
        """
        self._known |= {action.name: action for action in map(action_of, actions)}
        self._stack.registry = Registry(self._known.values())
        publish(self._stack.registry, self._stack.stored_schedules, self.clock())

    def run(
        self,
        function: Function,
        /,
        *,
        event: str = "event-1",
        kind: Kind = "webhook",
        attempt: int = 1,
        **data: Any,
    ) -> object:
        """Run one attempt of an action without queue and retries, and return its result. Raise its errors.

        Args:
            function: the action.
            event: hash of the event. Use the same hash again for another attempt of the same run.
            kind: kind of trigger; `action` if another action called or enqueued it.
            attempt: number of the attempt, in `ctx.trigger`.
            **data: `data` of the event.

        ```python
        environment.run(sync_order, event="the change", type="order", id=113)
        environment.run(sync_order, event="its echo", type="order", id=113)
        assert environment.store.writes == []
        ```
        """
        action = action_of(function)
        self.deploy(function)
        scope = (*action.webhooks, "(test)")[0]
        happened = Event(self.store.store_hash, scope, data, event, int(self.clock()))
        try:
            return action(params.of_event(happened), self._context(action, happened, kind, attempt))
        except AttemptEnded as ended:
            raise AssertionError(
                f"The run waits for {ended}, and `run` makes one attempt only. Use `send` and `advance`."
            ) from ended

    def records[M: Model](self, model: type[M]) -> Records[M]:
        """Return the store's records of a model, outside of any run.

        ```python
        environment.records(Order).create(114, staff_notes="Packed")
        ```
        """
        return Records(model, self._context(_NOTHING, Event(self.store.store_hash, "-", {}, "-", None)).session)

    @property
    def enqueued(self) -> list[tuple[str, dict[str, Any]]]:
        """Names and params of the enqueued actions. `runs` also has their delays and keys.

        ```python
        environment.run(sync_order, type="order", id=113)
        assert environment.enqueued == []
        ```
        """
        rows = self._stack.repository.rows.items()
        return [(key.action, json_object(run.message.payload)) for key, run in rows if run.message.kind == "action"]

    @property
    def logs(self) -> list[LoggedLine]:
        """Lines that all attempts logged with `ctx.logger`.

        ```python
        environment.run(sync_order, type="order", id=113)
        assert environment.logs == []
        ```
        """
        return [line for trace in self._attempts.traces.values() for line in trace.logs]

    def _work(self, until: datetime) -> list[RunKey]:
        """Do all work up to a time. Return the runs that were attempted."""
        attempted: dict[RunKey, None] = {}
        for _ in range(MOST_WORK):
            self._receive_webhooks()
            following = self._stack.next_work()
            if following is None or following[0] > until.timestamp():
                return list(attempted)
            self.now = max(self.now, datetime.fromtimestamp(following[0], UTC))
            self._attempts.current = None
            with suppress(ProcessDied):
                following[1]()
            if self._attempts.current is not None:
                attempted[self._attempts.current] = None
        raise AssertionError(f"Runs keep waking each other: {MOST_WORK} messages, up to {self.now}.\n{self._listed()}")

    def _receive_webhooks(self) -> None:
        sent = self.store.script.stand_in.webhooks if self.store.script.stand_in else ()
        for webhook in sent[self._webhooks :]:
            self._stack.post(sent_events.received(self.store.store_hash, webhook.json, self.clock()))
        self._webhooks = len(sent)

    def _run_of(self, key: RunKey) -> ActionRun:
        rows = self._stack.repository.rows
        trace, steps = self._attempts.trace(key), self._stack.steps.of_run
        return ActionRun(lambda: rows[key], trace, self.clock, lambda: self.runs, steps)

    def _listed(self) -> str:
        return "Runs:\n" + ("\n".join(f"  {run!r}" for run in self.runs[-20:]) or "  none")

    def _context(self, action: Action, event: Event, kind: Kind = "webhook", attempt: int = 1) -> Context:
        deadline = Deadline(self.clock, 60.0)
        run = _claimed(event, action, kind, attempt, self.clock())
        return self._stack.contexts().context(run, event, action, deadline)

    def _subscriptions(self) -> str:
        known = "; ".join(f"{name}: {', '.join(action.scopes) or 'none'}" for name, action in self._known.items())
        return f"Subscriptions: {known}." if known else "Pass the action: ActionEnvironment(actions=(…))."

    def _own_settings(self) -> object:
        if self.settings is None:
            raise SettingsMissing
        return self.settings

    def _connect(self, store_hash: str, kind: Kind, **_: object) -> Connections:
        return fake_connections(self.store, current=None if kind == "action" or store_hash == APP else self.store)


def _claimed(event: Event, action: Action, kind: Kind, attempt: int, now: float) -> Run:
    key = RunKey(event.store_hash, event.hash or "-", action.name)
    message = Message(event.store_hash, key.event_id, b"{}", 0, now, action=action.name, kind=kind)
    lease = Lease("environment", now, now + 60)
    run = runs.first(key, message, scope=event.scope, lane=action.lane, lease=lease)
    # The first version of a run has no steps. An attempt on the same event finds those of the one before.
    return replace(run, attempt=attempt, version=2)


@declare()
def nothing(_params: Params, _ctx: Context) -> None:
    """Placeholder for the action outside of a run."""


_NOTHING = action_of(nothing)
