"""Model of the ticks that wake: a few runs of a loud store and a quiet one in one partition of the index `open`.

The index shows each write of a row at any later time, so a page may have some rows before and some after a write. A row
may appear before the place that the last tick came to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import pytest
from tests.models.ticks import Effect, Script

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import open as opens
from storehook.runs.open import FIRST, open_place
from storehook.runs.ports import Due
from storehook.timer import rounds, timer
from storehook.timer.rounds import Walk
from storehook.timer.timer import Timer

NOW = 60_000.0

LATER = 120_000.0
"""Time of a check that was moved. No tick of the model comes to it."""


def small(patch: pytest.MonkeyPatch) -> None:
    """Give the index one partition, and a tick so small a budget that it cannot finish."""
    patch.setattr(timer, "LANES", ("default",))
    patch.setattr(opens, "PARTS", 1)
    patch.setattr(timer, "SHARES", (1, 2))
    patch.setattr(timer, "READS", 3)
    patch.setattr(timer, "BATCH", 2)
    patch.setattr(rounds, "PAGE", 2)
    patch.setattr(rounds, "PROBE", 1)
    patch.setattr(Walk.__init__, "__defaults__", (FIRST, 1, False))


class Waiting(NamedTuple):
    """Row of a waiting run.

    Args:
        shown: time by which the index sorts it. 0 if the index does not show it.
        woken: a wake-up was sent.
    """

    name: str
    due_at: float
    shown: float = 0.0
    woken: bool = False

    @property
    def key(self) -> RunKey:
        """Key of the run. The first word of its name is its store."""
        return RunKey(self.name.split()[0], self.name, "sync")


class Waking(NamedTuple):
    """Waiting runs, and the progress of waking."""

    runs: tuple[Waiting, ...]
    places: tuple[tuple[str, str], ...] = ()
    now: float = NOW

    def tick(self, script: Script, now: float) -> None:
        """Implement `ticks.World.tick`."""
        ports = Ports(script)
        Timer(due_runs=ports, lanes=ports, progress=ports, clock=lambda: now).tick()  # type: ignore[arg-type]

    def perform(self, effect: Effect) -> tuple[Self, Any]:
        """Implement `ticks.World.perform`."""
        match effect:
            case "read", partition, after, until, limit:
                return self, self._read(partition, after, until, limit)
            case "wake", keys:
                return self._changed(keys, woken=True), None
            case "move", due:
                stands = {run.key for run in self.runs if run.due_at == due.due_at}
                return self._changed({due.key} & stands, due_at=LATER), None
            case "note", places:
                return self._replace(places=places), None
            case _:
                return self, self.places

    def steps(self) -> Iterator[tuple[str, Self]]:
        """Implement `ticks.World.steps`."""
        for run in self.runs:
            if run.shown != run.due_at:
                name = f"the index shows {run.name}" if run.due_at < LATER else f"the index moves {run.name}"
                yield name, self._changed({run.key}, shown=run.due_at)

    def later(self) -> Iterator[tuple[str, Self]]:
        """Implement `ticks.World.later`."""
        return iter(())

    def owed(self) -> frozenset[str]:
        """Implement `ticks.World.owed`."""
        # The entry of a run that was woken takes its store's share until the index moves it. It delays no other store.
        outdated = {run.key.store_hash for run in self.runs if run.shown != run.due_at and run.shown}
        due = [run for run in self.runs if 0 < run.shown <= self.now and not run.woken]
        return frozenset(run.name for run in due if run.key.store_hash not in outdated)

    def violation(self) -> str | None:
        """Implement `ticks.World.violation`."""
        for run in self.runs:
            if run.due_at == LATER and not run.woken:
                return f"the check of {run.name} is moved, and it was not woken"
        return None

    def _read(self, partition: str, after: Due | str, until: str, limit: int) -> tuple[Due, ...]:
        start = (after, RunKey("", "", ""))
        if isinstance(after, Due):
            start = open_place(partition, after.due_at, after.key.store_hash), after.key
        shown = [run for run in self.runs if run.shown]
        places = [(open_place(partition, run.shown, run.key.store_hash), run.key, run) for run in shown]
        entries = [entry for entry in sorted(places) if entry[:2] > start and entry[0] <= until]
        return tuple(Due(key, run.shown, run.shown, "default") for _, key, run in entries[:limit])

    def _changed(self, keys: set[RunKey] | Sequence[RunKey], **changes: Any) -> Self:
        return self._replace(runs=tuple(run._replace(**changes) if run.key in keys else run for run in self.runs))


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports of a tick that wakes: the index, the lanes and the progress."""

    script: Script

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
        """Implement `runs.ports.DueRuns.read`."""
        return self.script.ask("read", partition, after, until, limit)

    def move_check(self, due: Due, until: float) -> None:
        """Implement `runs.ports.DueRuns.move_check`."""
        assert until > NOW
        self.script.ask("move", due)

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:
        """Implement `queues.ports.Lanes.send`."""
        assert delay == 0
        self.script.ask("wake", tuple(key for _, key in messages))

    def places(self) -> Mapping[str, str]:
        """Implement `timer.timer.WakeProgress.places`."""
        return dict(self.script.ask("ask for the places"))

    def note(self, places: Mapping[str, str]) -> None:
        """Implement `timer.timer.WakeProgress.note`."""
        self.script.ask("note", tuple(sorted(places.items())))
