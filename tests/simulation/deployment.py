"""The actions that a history has deployed: what each does with each event is scripted by the seed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from tests.simulation.asks import ASKED_LANES, Asks
from tests.simulation.faults import Effect
from tests.simulation.schedule import Process, Schedule
from tests.simulation.scripts import Step, script
from tests.simulation.violations import Promise, Violation

from storehook.actions.action import Action, Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import Fail, Retry, Throttled
from storehook.runs.retries import Retries
from storehook.runs.run import EARLY, RunKey

SCOPES: dict[str, tuple[str, ...]] = {
    "store/order/updated": ("sync_order",),
    "store/order/created": ("export_order", "greet"),
    "store/product/updated": ("reindex",),
    "store/customer/updated": ("tally",),
    "store/customer/created": ("tally", "greet"),
}
"""The actions that want each scope. An event with two is split; one whose action is in the other lane is passed on."""

ACTION_LANES = {
    "sync_order": "default",
    "export_order": "long",
    "greet": "default",
    "reindex": "long",
    "tally": "default",
}

COALESCING = ("tally", "reindex")
"""The actions that may coalesce, as they are deployed."""

LIMITS = {"default": 10.0, "long": 30.0}
"""How long a consumer may run, in seconds."""


@dataclass(eq=False, slots=True)
class Execution:
    """One time that an action was called.

    Args:
        run_key: for which run.
        redrives: how often that had been redriven.
        process: by whom.
        step: what the script said.
        data: what it was given.
        alone: whether its process worked on nothing else.
        going_on: whether it has not ended yet.
        began_at: unix seconds.
        succeeded: whether it got to its end.
        next_at: when it asked to be called again, in unix seconds.
    """

    run_key: str
    redrives: int
    process: Process
    step: Step
    data: object
    alone: bool = True
    began_at: float = 0.0
    going_on: bool = True
    succeeded: bool = False
    next_at: float = 0.0


@dataclass(slots=True)
class Deployment:
    """The code that is deployed, called by the consumers.

    Args:
        schedule: the history's.
        report: takes violations.
        mended: whether every action succeeds from now on.
        retry_counts: how many attempts each action ever had after its first.
        coalescing: whether each action ever coalesced, and whether it ever did not.
        hurried: the runs that an operator brings forward, or runs again.
    """

    schedule: Schedule
    report: Callable[[Violation], None]
    mended: bool = False
    executions: dict[str, list[Execution]] = field(default_factory=dict[str, list[Execution]])
    scripts: dict[str, tuple[Step, ...]] = field(default_factory=dict[str, tuple[Step, ...]])
    retry_counts: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    coalescing: dict[str, set[bool]] = field(default_factory=dict[str, set[bool]])
    hurried: set[RunKey] = field(default_factory=set[RunKey])
    asks: Asks = field(init=False)
    registry: Registry = field(init=False)

    def __post_init__(self) -> None:
        self.asks = Asks(self.schedule, self.report)
        self.deploy()

    def deploy(self) -> None:
        """Deploy the actions anew, with other retries and other windows; who runs already goes on as it is."""
        self.registry = Registry(self._action(name, lane) for name, lane in (ACTION_LANES | ASKED_LANES).items())
        for action in self.registry:
            self.retry_counts.setdefault(action.name, set()).add(action.retries.retry_count)
            self.coalescing.setdefault(action.name, set()).add(action.coalesce is not None)

    def executions_of(self, run_key: str) -> list[Execution]:
        """Every call for a run, oldest first."""
        return self.executions.setdefault(run_key, [])

    def script_of(self, run_key: str) -> tuple[Step, ...]:
        """What its calls do one after the other; the last goes for all that follow."""
        if run_key not in self.scripts:
            self.scripts[run_key] = script(self.schedule.random)
        return self.scripts[run_key]

    def execute(self, _params: Params, context: Context) -> None:
        """Be an action: do what the script says."""
        execution = self._begin(context)
        try:
            detail = f"{context.run_key}, call {len(self.executions_of(context.run_key))}: {execution.step}"
            if context.trigger.kind != "action":
                self.asks.make(context)
            execution.process.effect(Effect.ACTION, detail, partial(self._play, execution))
        finally:
            execution.going_on = False

    def _action(self, name: str, lane: str) -> Action:
        random = self.schedule.random
        return Action(
            name=name,
            function=self.execute,
            webhooks=tuple(scope for scope, names in SCOPES.items() if name in names),
            retries=Retries(retry_count=random.randint(0, 3), initial_interval=2.0, backoff_factor=2.0),
            lane=lane,
            coalesce=random.choice([None, 2.0, 20.0]) if name in COALESCING else None,
            place=__file__,
            parse=lambda params: params,
        )

    def _begin(self, context: Context) -> Execution:
        process, key = self.schedule.current, context.run_key
        calls, steps = self.executions_of(key), self.script_of(key)
        step: Step = "succeeds" if self.mended else steps[min(len(calls), len(steps) - 1)]
        redrives = process.claimed.message.redrives if process.claimed else 0
        alone, now = not process.claimed or process.claimed.alone, self.schedule.clock.now
        begun = Execution(key, redrives, process, step, context.trigger.data, alone, now)
        self._check_alone(begun, calls)
        self._check_due(begun, calls)
        calls.append(begun)
        return begun

    def _check_alone(self, begun: Execution, calls: list[Execution]) -> None:
        now = self.schedule.clock.now
        for other in calls:
            if other.going_on and now < min(other.process.deadline, begun.process.deadline):
                detail = f"{begun.process.name} runs {begun.run_key} while {other.process.name} does"
                self.report(Violation(Promise.ONE_AT_A_TIME, detail))

    def _check_due(self, begun: Execution, calls: list[Execution]) -> None:
        sound = [call for call in calls if call.redrives == begun.redrives and call.process.sound]
        asked = self.asks.runs.get(begun.run_key)
        due_at = max((call.next_at for call in sound), default=asked.earliest if asked else 0.0)
        early = due_at - self.schedule.clock.now
        if early > EARLY and not self._is_hurried(begun.process) and begun.process.sound:
            detail = f"{begun.process.name} runs {begun.run_key} {early:.1f} s before it is due"
            self.report(Violation(Promise.NOT_TOO_EARLY, detail))

    def _is_hurried(self, process: Process) -> bool:
        return process.claimed is not None and replace(process.claimed.key, generation=0) in self.hurried

    def _play(self, execution: Execution) -> None:
        after = round(self.schedule.random.uniform(0, 8), 1)
        match execution.step:
            case "raises":
                raise ValueError("the script says so")
            case "fails":
                raise Fail("the script says so")
            case "retries":
                execution.next_at = self.schedule.clock.now + after
                raise Retry(after=after)
            case "is throttled":
                execution.next_at = self.schedule.clock.now + after
                raise Throttled(after)
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
