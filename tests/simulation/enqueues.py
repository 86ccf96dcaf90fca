"""Runs that actions enqueue, and checks of what became of them."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.schedule import Schedule
from tests.simulation.violations import Promise, Violation

from storehook.actions.calls import Enqueued
from storehook.actions.context import Context
from storehook.errors import AttemptTimedOut

DAY = 24 * 3600.0

ENQUEUED_LANES = {"chore": "default", "haul": "long"}
"""The actions that others enqueue, with their lanes."""

LOCK_SHARED = "sync_order"
"""An action of webhooks that others enqueue as well, in another lane and with a key that names a webhook's resource.

These runs share resource locks with the runs of its webhooks.
"""

DELAYS = (0.0, 0.0, 0.0, 3.0, 30.0, 600.0, 1000.0, 20 * DAY, 40 * DAY)
"""Seconds; SQS delays for at most 900, and keeps nothing for more than 14 days."""

type Name = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Enqueue:
    """One call of `ctx.enqueue`.

    Args:
        delay: seconds until the run is due.
        lane: None for the action's own.
    """

    action: str
    params: dict[str, Any]
    delay: float
    key: str | None
    lane: str | None = None


@dataclass(slots=True)
class ExpectedRun:
    """A run that must exist, because the call that enqueued it returned.

    Args:
        params: the params of its action; None if several calls enqueued it.
        earliest: when it may start, in unix seconds.
    """

    params: dict[str, Any] | None
    earliest: float


@dataclass(slots=True)
class Enqueues:
    """All runs that actions enqueue in a history.

    Args:
        report: takes violations.
    """

    schedule: Schedule
    report: Callable[[Violation], None]
    runs: dict[str, ExpectedRun] = field(default_factory=dict[str, ExpectedRun])
    _pools: dict[str, list[Enqueue]] = field(default_factory=dict[str, list[Enqueue]])
    _run_keys: dict[Name, str] = field(default_factory=dict[Name, str])
    _names: dict[str, Name] = field(default_factory=dict[str, Name])
    _due_at: dict[Name, float] = field(default_factory=dict[Name, float])
    _most: Counter[Name] = field(default_factory=Counter[Name])
    _new: dict[Name, list[float]] = field(default_factory=lambda: defaultdict[Name, list[float]](list))

    def make(self, context: Context) -> None:
        """Enqueue some of the runs that this run may enqueue. No two attempts make the same choice."""
        pool = self._pools.setdefault(context.run_key, self._pool())
        random, counts = self.schedule.random, Counter[Name]()
        for enqueue in random.choices(pool, k=random.randint(0, 3)) if pool else []:
            call = (context.run_key, enqueue.action, str(enqueue.params), enqueue.key)
            counts[call] += 1
            self._enqueue(context, enqueue, call, counts[call])

    def _enqueue(self, context: Context, enqueue: Enqueue, call: Name, count: int) -> None:
        keyed = (context.trigger.store_hash, enqueue.action, enqueue.key)
        name = (*call, count) if enqueue.key is None else keyed
        due_at = self.schedule.clock.now + enqueue.delay
        # Before the call: the run may be stored even if the answer is lost.
        self._due_at[name] = min(self._due_at.get(name, due_at), due_at)
        try:
            run = context.enqueue(
                enqueue.action, enqueue.params, delay=enqueue.delay, key=enqueue.key, lane=enqueue.lane
            )
        except AttemptTimedOut:
            self.schedule.current.faulted = True
            raise
        with_key = "without a key" if enqueue.key is None else "with a key"
        self.schedule.happened(f"enqueued {with_key}, delayed by {enqueue.delay:.0f} s")
        self.runs[run.run_key] = ExpectedRun(None if enqueue.key else enqueue.params, self._due_at[name])
        if enqueue.key is None:
            self._check_name(name, run.run_key)
        else:
            self._check_key(call, count, run)

    def _check_name(self, name: Name, run_key: str) -> None:
        if (self._run_keys.setdefault(name, run_key), self._names.setdefault(run_key, name)) != (run_key, name):
            self.report(Violation(Promise.ENQUEUED_ONCE, f"{name} is {run_key}, which is {self._names[run_key]}"))

    def _check_key(self, call: Name, count: int, run: Enqueued) -> None:
        """Check that a run's attempts together create no more runs with a key than one attempt asked for."""
        most = self._most[call] = max(self._most[call], count)
        if run.is_new:
            self._new[call].append(self.schedule.clock.now)
        # The table expires an ended run after some weeks. The key then creates a new one.
        lately = [at for at in self._new[call] if at > self.schedule.clock.now - 14 * DAY]
        if len(lately) > most:
            self.report(Violation(Promise.ENQUEUED_ONCE, f"{call} created {len(lately)} runs, and asked for {most}"))
        elif count == most and not run.is_new and len(self._new[call]) == most:
            self.schedule.happened("a key returns the run of an earlier attempt")

    def _pool(self) -> list[Enqueue]:
        random = self.schedule.random
        return [self._drawn() for _ in range(random.choice([0, 0, 1, 2]))]

    def _drawn(self) -> Enqueue:
        random = self.schedule.random
        action, params = random.choice(list(ENQUEUED_LANES)), {"n": random.randint(1, 2)}
        delay, key = random.choice(DELAYS), random.choice([None, None, "k1"])
        if key is not None and action == "haul":
            return Enqueue(LOCK_SHARED, params, delay, "order/1", "long")
        return Enqueue(action, params, delay, key)
