"""What actions ask of other actions, and what must come of it."""

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

ASKED_LANES = {"chore": "default", "haul": "long"}
"""The actions that others ask for."""

DELAYS = (0.0, 0.0, 0.0, 3.0, 30.0, 600.0, 1000.0, 20 * DAY, 40 * DAY)
"""Seconds; SQS delays for at most 900, and keeps nothing for more than 14 days."""

type Name = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A run of another action that is asked for.

    Args:
        action: the other action.
        params: what it is given.
        delay: seconds until it is due.
        key: its key; None for none.
    """

    action: str
    params: dict[str, Any]
    delay: float
    key: str | None


@dataclass(slots=True)
class Asked:
    """A run that was asked for, and not in vain as far as the asker knows.

    Args:
        params: what it is to be given; None if several have asked for it.
        earliest: from when it may run, in unix seconds.
    """

    params: dict[str, Any] | None
    earliest: float


@dataclass(slots=True)
class Asks:
    """Everything that is asked for in a history.

    Args:
        schedule: the history's.
        report: takes violations.
    """

    schedule: Schedule
    report: Callable[[Violation], None]
    runs: dict[str, Asked] = field(default_factory=dict[str, Asked])
    _pools: dict[str, list[Ask]] = field(default_factory=dict[str, list[Ask]])
    _named: dict[Name, str] = field(default_factory=dict[Name, str])
    _names: dict[str, Name] = field(default_factory=dict[str, Name])
    _begun: dict[Name, float] = field(default_factory=dict[Name, float])
    _most: Counter[Name] = field(default_factory=Counter[Name])
    _new: dict[Name, list[float]] = field(default_factory=lambda: defaultdict[Name, list[float]](list))

    def make(self, context: Context) -> None:
        """Ask for some of what this run may ask for: no two attempts go the same way."""
        pool = self._pools.setdefault(context.run_key, self._pool())
        random, counts = self.schedule.random, Counter[Name]()
        for ask in random.choices(pool, k=random.randint(0, 3)) if pool else []:
            asked_for = (context.run_key, ask.action, str(ask.params), ask.key)
            counts[asked_for] += 1
            self._ask(context, ask, asked_for, counts[asked_for])

    def _ask(self, context: Context, ask: Ask, asked_for: Name, count: int) -> None:
        keyed = (context.trigger.store_hash, ask.action, ask.key)
        name = (*asked_for, count) if ask.key is None else keyed
        due_at = self.schedule.clock.now + ask.delay
        # Whatever its answer: it may have been stored.
        self._begun[name] = min(self._begun.get(name, due_at), due_at)
        try:
            found = context.enqueue(ask.action, ask.params, delay=ask.delay, key=ask.key)
        except AttemptTimedOut:
            self.schedule.current.faulted = True
            raise
        self.schedule.happened(f"asked with{'out' if ask.key is None else ''} a key, delayed by {ask.delay:.0f} s")
        self.runs[found.run_key] = Asked(None if ask.key else ask.params, self._begun[name])
        if ask.key is None:
            self._is_named(name, found.run_key)
        else:
            self._is_begun(asked_for, count, found)

    def _is_named(self, name: Name, found: str) -> None:
        if (self._named.setdefault(name, found), self._names.setdefault(found, name)) != (found, name):
            self.report(Violation(Promise.ASKED_ONCE, f"{name} is {found}, which is {self._names[found]}"))

    def _is_begun(self, asked_for: Name, count: int, found: Enqueued) -> None:
        """However often it is tried, a run begins no more by a key than it has asked for in one attempt."""
        most = self._most[asked_for] = max(self._most[asked_for], count)
        if found.is_new:
            self._new[asked_for].append(self.schedule.clock.now)
        # The table forgets what has ended after some weeks, and then begins it anew.
        lately = [at for at in self._new[asked_for] if at > self.schedule.clock.now - 14 * DAY]
        if len(lately) > most:
            self.report(
                Violation(Promise.ASKED_ONCE, f"{asked_for} has begun {len(lately)} runs, and asked for {most}")
            )
        elif count == most and not found.is_new and len(self._new[asked_for]) == most:
            self.schedule.happened("given by a key what an earlier attempt has begun")

    def _pool(self) -> list[Ask]:
        random = self.schedule.random
        return [self._drawn() for _ in range(random.choice([0, 0, 1, 2]))]

    def _drawn(self) -> Ask:
        random = self.schedule.random
        params = {"n": random.randint(1, 2)}
        return Ask(random.choice(list(ASKED_LANES)), params, random.choice(DELAYS), random.choice([None, None, "k1"]))
