"""Waits for events of the runs in some histories, and the check that no event is lost on them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from tests.simulation.schedule import Schedule
from tests.simulation.violations import Promise, Violation

from storehook.actions.context import Context
from storehook.errors import ContentUnreadable
from storehook.runs.ends import cancelling
from storehook.runs.run import EVENT, Run
from storehook.runs.waits import AwaitedEvent, counts, names_of, since
from storehook.testing.memory_waits import MemoryWaitTable
from storehook.webhooks.event import read

WAITS = tuple((f"store/{kind}/*", "id") for kind in ("order", "product", "customer"))
"""Scope and field of the waits. An action subscribes to each of these events, so that each has a run."""

CANCEL_ON = ("store/order/created", "store/customer/created")

SECONDS = (0.0, 0.0, 20.0, 600.0, 2000.0, 86_400.0)
"""Lengths of the waits."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Waits of every run in a history. One history in four has some.

    Args:
        report: takes violations.
    """

    schedule: Schedule
    report: Callable[[Violation], None]
    _results: dict[str, object] = field(default_factory=dict[str, object])

    @property
    def waits(self) -> tuple[tuple[str, str], ...]:
        """Return scope and field of the waits that the actions declare."""
        return WAITS if self.schedule.seed % 4 == 2 else ()

    @property
    def cancel_on(self) -> tuple[str, ...]:
        """Return the scopes of the events that cancel runs. Half of the histories with waits have some."""
        return CANCEL_ON if self.schedule.seed % 8 == 2 else ()

    def make(self, context: Context) -> bool:
        """Wait for an event of another resource or the same. Return whether the run has waited."""
        random = Random(f"{self.schedule.seed} waits {context.run_key}")  # noqa: S311 - repeatable
        seconds = random.choice(SECONDS)
        if not self.waits or not seconds:
            return False
        event = context.wait_for(random.choice(WAITS)[0], random.choice([1, 2]), within=seconds)
        self.schedule.happened("a wait ends with an event" if event else "a wait ends without an event")
        if (result := self._results.setdefault(context.run_key, event)) != event:
            self.report(Violation(Promise.STEP_ONCE, f"the wait of {context.run_key} gets {event}, and got {result}"))
        return True


def cancelling_events(table: MemoryWaitTable, run: Run) -> Iterator[AwaitedEvent]:
    """Yield the stored events that cancel a run."""
    for name in cancelling(run, CANCEL_ON):
        events = table.rows.get((run.key.store_hash, name), {}).values()
        yield from (event for event in events if counts(event, run.key.path, since(run)))


def due_waits(table: MemoryWaitTable, runs: list[Run], now: float) -> Iterator[tuple[Run, AwaitedEvent]]:
    """Yield each run that waits for an event that is stored, with the event."""
    for (store, name), events in table.rows.items():
        for run in runs:
            if run.key.store_hash == store and run.waits_for == f"{EVENT}{name}" and run.next_attempt_at > now:
                yield from ((run, event) for event in events.values() if counts(event, run.key.path, since(run)))


def due_cancellations(table: MemoryWaitTable, runs: list[Run], now: float) -> Iterator[tuple[Run, AwaitedEvent]]:
    """Yield each suspended run that an event cancels that is stored, with the event."""
    for run in runs:
        if run.state == "waiting" and run.waits_for and run.next_attempt_at > now:
            yield from ((run, event) for event in cancelling_events(table, run))


@cache
def names_in(body: bytes) -> tuple[str, ...]:
    """Return the names of the waits that an event ends."""
    try:
        return tuple(names_of(read(body), WAITS))
    except ContentUnreadable:
        return ()
