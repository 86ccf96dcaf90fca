"""The deployed actions of a history. The seed scripts what each action does with each event."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from tests.simulation.awaiting import Awaiting
from tests.simulation.enqueues import ENQUEUED_LANES, Enqueues
from tests.simulation.faults import Effect
from tests.simulation.schedule import Process, Schedule
from tests.simulation.scripts import QUICK, Step, script, with_errors
from tests.simulation.stepping import Stepping
from tests.simulation.violations import Promise, Violation

from storehook.actions.action import Action, Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import Fail, Retry, StorePaused, Throttled
from storehook.queues.run_key import WINDOW, RunKey
from storehook.runs.resource_locks import ResourceLock, lock_of
from storehook.runs.retries import Retries
from storehook.runs.run import EARLY

STORES = ("abc123", "xyz789")

SCOPES: dict[str, tuple[str, ...]] = {
    "store/order/updated": ("sync_order",),
    "store/order/created": ("export_order", "greet"),
    "store/product/updated": ("reindex",),
    "store/customer/updated": ("tally",),
    "store/customer/created": ("tally", "greet"),
}
"""The actions that subscribe to each scope. An event with two is split. One for the other lane is sent there."""

ACTION_LANES = {
    "sync_order": "default",
    "export_order": "long",
    "greet": "default",
    "reindex": "long",
    "tally": "default",
}

COALESCING = ("tally", "reindex")
"""The actions that may be deployed with `coalesce`."""

LIMITS = {"default": 10.0, "long": 30.0}
"""The time limit of each lane's consumer, in seconds."""


@dataclass(eq=False, slots=True)
class Execution:
    """One call of an action.

    Args:
        redrives: how often its run had been redriven.
        step: what the script told it to do.
        data: the event's data.
        lock: the resource lock that its run must hold; None if it needs none.
        alone: its process worked on nothing else.
        going_on: it has not ended yet.
        started_at: unix seconds.
        succeeded: it returned.
        next_at: when it asked to be called again, in unix seconds.
    """

    run_key: str
    redrives: int
    process: Process
    step: Step
    data: object
    lock: ResourceLock | None = None
    alone: bool = True
    started_at: float = 0.0
    going_on: bool = True
    succeeded: bool = False
    next_at: float = 0.0


@dataclass(slots=True)
class Deployment:
    """The deployed actions, called by the consumers.

    Args:
        report: takes violations.
        fixed: every action succeeds from now on.
        retry_counts: every retry count that each action ever had.
        coalescing: every answer to the question if an action coalesces.
        locking: the actions that run one at a time, in all deploys.
        hurried: the runs that an operator brings forward or runs again.
    """

    schedule: Schedule
    report: Callable[[Violation], None]
    fixed: bool = False
    executions: dict[str, list[Execution]] = field(default_factory=dict[str, list[Execution]])
    scripts: dict[str, tuple[Step, ...]] = field(default_factory=dict[str, tuple[Step, ...]])
    retry_counts: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    coalescing: dict[str, set[bool]] = field(default_factory=dict[str, set[bool]])
    hurried: set[RunKey] = field(default_factory=set[RunKey])
    locking: tuple[str, ...] = ()
    enqueues: Enqueues = field(init=False)
    stepping: Stepping = field(init=False)
    awaiting: Awaiting = field(init=False)
    registry: Registry = field(init=False)

    def __post_init__(self) -> None:
        self.enqueues = Enqueues(self.schedule, self.report)
        self.stepping = Stepping(self.schedule, self.report)
        self.awaiting = Awaiting(self.schedule, self.report)
        self.locking = tuple(name for name in ACTION_LANES if self.schedule.random.random() < 0.7)
        self.deploy()

    def deploy(self) -> None:
        """Deploy the actions with other retries and windows. Calls that have started continue as they are."""
        self.registry = Registry(self._action(name, lane) for name, lane in (ACTION_LANES | ENQUEUED_LANES).items())
        for action in self.registry:
            self.retry_counts.setdefault(action.name, set()).add(action.retries.retry_count)
            self.coalescing.setdefault(action.name, set()).add(action.coalesce is not None)

    def executions_of(self, run_key: str) -> list[Execution]:
        """Return every call for a run, oldest first."""
        return self.executions.setdefault(run_key, [])

    def script_of(self, run_key: str) -> tuple[Step, ...]:
        """Return what a run's calls do, in order. The last step repeats."""
        if run_key not in self.scripts:
            steps = script(self.schedule.random)
            self.scripts[run_key] = with_errors(steps) if self.schedule.seed % 4 == 3 else steps
        return self.scripts[run_key]

    def execute(self, _params: Params, context: Context) -> None:
        """Act as an action, and do what the script says."""
        if not context.steps().coalesces:
            self.stepping.make(context)
            if self.awaiting.make(context):
                self.stepping.slept.add(context.run_key)
        execution = self._start(context)
        try:
            detail = f"{context.run_key}, call {len(self.executions_of(context.run_key))}: {execution.step}"
            if context.trigger.kind != "action":
                self.enqueues.make(context)
            execution.process.effect(Effect.ACTION, detail, partial(self._play, execution))
        finally:
            execution.going_on = False

    def _action(self, name: str, lane: str) -> Action:
        random = self.schedule.random
        return Action(
            name=name,
            function=self.execute,
            webhooks=tuple(scope for scope, names in SCOPES.items() if name in names),
            retries=Retries(
                retry_count=random.randint(0, 3),
                initial_interval=2.0,
                backoff_factor=2.0,
                programming_error_retry_count=QUICK,
            ),
            lane=lane,
            coalesce=random.choice([None, 2.0, 20.0]) if name in COALESCING else None,
            one_at_a_time=name in self.locking,
            waits_for=self.awaiting.waits,
            cancel_on=() if name in COALESCING else self.awaiting.cancel_on,
            place=__file__,
            parse=lambda params: params,
        )

    def _start(self, context: Context) -> Execution:
        process, key = self.schedule.current, context.run_key
        calls, steps = self.executions_of(key), self.script_of(key)
        step: Step = "succeeds" if self.fixed else steps[min(len(calls), len(steps) - 1)]
        redrives = process.claimed.message.redrives if process.claimed else 0
        alone, now = not process.claimed or process.claimed.alone, self.schedule.clock.now
        lock = lock_of(process.claimed) if process.claimed and process.claimed.key.action in self.locking else None
        execution = Execution(key, redrives, process, step, context.trigger.data, lock, alone, now)
        self._check_alone(execution, calls)
        self._check_lock(execution)
        self._check_due(execution, calls)
        calls.append(execution)
        return execution

    def _check_alone(self, execution: Execution, calls: list[Execution]) -> None:
        now = self.schedule.clock.now
        for other in calls:
            if other.going_on and now < min(other.process.deadline, execution.process.deadline):
                detail = f"{execution.process.name} runs {execution.run_key} while {other.process.name} does"
                self.report(Violation(Promise.ONE_AT_A_TIME, detail))

    def _check_lock(self, execution: Execution) -> None:
        now = self.schedule.clock.now
        for other in (call for calls in self.executions.values() for call in calls if execution.lock):
            is_beside = other.lock == execution.lock and other.run_key != execution.run_key and other.going_on
            if is_beside and now < min(other.process.deadline, execution.process.deadline):
                detail = f"{execution.run_key} runs beside {other.run_key}"
                self.report(Violation(Promise.ONE_OF_RESOURCE, detail))

    def _check_due(self, execution: Execution, calls: list[Execution]) -> None:
        sound = [call for call in calls if call.redrives == execution.redrives and call.process.sound]
        enqueued = self.enqueues.runs.get(execution.run_key)
        due_at = max((call.next_at for call in sound), default=enqueued.earliest if enqueued else 0.0)
        early = due_at - self.schedule.clock.now
        if early > EARLY and not self._is_hurried(execution.process) and execution.process.sound:
            detail = f"{execution.process.name} runs {execution.run_key} {early:.1f} s before it is due"
            self.report(Violation(Promise.NOT_TOO_EARLY, detail))

    def _is_hurried(self, process: Process) -> bool:
        # An event that joins a window brings it forward.
        key = replace(process.claimed.key, generation=0) if process.claimed else None
        return key is not None and (key in self.hurried or key.event_id.startswith(WINDOW))

    def _play(self, execution: Execution) -> None:
        after = round(self.schedule.random.uniform(0, 8), 1)
        match execution.step:
            case "raises" | "errs":
                raise ValueError("the script says so") if execution.step == "raises" else KeyError(execution.run_key)
            case "fails":
                raise Fail("the script says so")
            case "retries" | "is throttled":
                execution.next_at = self.schedule.clock.now + after
                raise Retry(after=after) if execution.step == "retries" else Throttled(after)
            case "meets a pause":
                # BigCommerce refuses a store's token. By the next tick of the timer, the store has another.
                raise StorePaused(self.schedule.random.choice(STORES))
            case "kills":
                execution.process.die()
            case "stalls":
                self._stall(execution.process)
            case "succeeds":
                pass
        execution.succeeded = True

    def _stall(self, process: Process) -> None:
        seconds = max(process.deadline - self.schedule.clock.now, 0.0) + self.schedule.random.uniform(20, 40)
        process.note(f"stalls for {seconds:.1f} s")
        self.schedule.clock.pass_by(seconds)
