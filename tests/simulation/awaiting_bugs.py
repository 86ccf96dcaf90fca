"""Seeded bugs in waits for events, for the simulation to find."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from tests.simulation.ports import WaitTable

from storehook.actions.action import Action
from storehook.actions.steps import Steps
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.consumer.recorder import Recorder
from storehook.consumer.waits import Waits
from storehook.queues.message import decode_any
from storehook.runs import run as runs
from storehook.runs.run import EVENT, Run
from storehook.runs.waits import AwaitedEvent, Waiter, waiter


@dataclass(frozen=True, slots=True)
class DroppingWaits:
    """Waits that drop each event that is delivered."""

    inner: Waits

    def deliver(self, *_: object) -> None:
        """Drop the event."""

    def register(self, run: Run, cancel_on: tuple[str, ...] = (), deadline: float | None = None) -> None:
        """Add a run to those that wait."""
        self.inner.register(run, cancel_on, deadline)


def registered_after_its_look_up(patch: pytest.MonkeyPatch) -> None:
    """A run looks for its event only before it is added to those that wait."""

    def hasty(self: Waits, run: Run, _cancel_on: tuple[str, ...] = (), deadline: float | None = None) -> None:
        own = waiter(run, deadline or run.next_attempt_at)
        self.table.put_waiter(run.key.store_hash, (run.waits_for or "").removeprefix(EVENT), own)

    patch.setattr(Waits, "register", hasty)


def looked_up_through_an_index(patch: pytest.MonkeyPatch) -> None:
    """A look-up misses what was written a short time ago, as that of an index does."""
    events, waiters = WaitTable.events, WaitTable.waiters

    def late_events(self: WaitTable, store_hash: str, name: str, since: float, limit: int) -> Sequence[AwaitedEvent]:
        found = events(self, store_hash, name, since, limit)
        return [] if self.process.schedule.faults.lags() else found

    def late_waiters(self: WaitTable, store_hash: str, name: str, after: str, limit: int) -> Sequence[Waiter]:
        found = waiters(self, store_hash, name, after, limit)
        return [] if self.process.schedule.faults.lags() else found

    patch.setattr(WaitTable, "events", late_events)
    patch.setattr(WaitTable, "waiters", late_waiters)


def dropped_while_paused(patch: pytest.MonkeyPatch) -> None:
    """An event of a store that is paused is not stored for the runs that wait."""
    real = Consumer.handle

    def dropping(self: Consumer, received: ReceivedMessage) -> Outcome:
        is_paused = self.holds.status(decode_any(received.text).store_hash) == "paused"
        return real(replace(self, waits=lambda: DroppingWaits(self.waits())) if is_paused else self, received)

    patch.setattr(Consumer, "handle", dropping)


def lock_kept_by_a_run_that_waits(patch: pytest.MonkeyPatch) -> None:
    """A run that is suspended keeps its resource lock."""

    def keeping(self: Recorder, run: Run, waits_for: str, _action: Action, *, until: float) -> Outcome:
        return self.wait("suspended", runs.suspend(run, waits_for, self.clock(), until=until))

    patch.setattr(Recorder, "suspend", keeping)


def cancelling_events_not_awaited(patch: pytest.MonkeyPatch) -> None:
    """A suspended run is not added to those that an event cancels."""
    real = Waits.register

    def deaf(self: Waits, run: Run, _cancel_on: tuple[str, ...] = (), deadline: float | None = None) -> None:
        real(self, run, (), deadline)

    patch.setattr(Waits, "register", deaf)


def names_forgotten(patch: pytest.MonkeyPatch) -> None:
    """An attempt may use a name again, and gets what is stored under it."""
    real = Steps._begin

    def forgetting(self: Steps, name: str) -> None:
        real(self, name)
        self.used.discard(name)

    patch.setattr(Steps, "_begin", forgetting)
