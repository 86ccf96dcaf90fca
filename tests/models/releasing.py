"""Model of the ticks that release: two stores with held runs, and the names of their holders.

A worker notes the name of a holder, and then holds its run. It may die in between. The index may show the held run much
later, up to an hour. The stores are resumed at any time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import pytest
from tests.models.ticks import Effect, Script

from storehook.queues.lanes import LONGEST_ATTEMPT
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs.open import FIRST, holder_of, open_place
from storehook.runs.pauses import HeldName
from storehook.runs.ports import Due
from storehook.stores.store import AnyStatus, Pause
from storehook.timer import releases, rounds
from storehook.timer.releases import Releases
from storehook.timer.rounds import Walk

START = 60_000.0

TIMES = (START, START + 1_500, START + 9_000)
"""Times at which things happen, in unix seconds."""

LONGEST_LAG = 3600.0
"""Seconds after which the index shows a write."""


def small(patch: pytest.MonkeyPatch) -> None:
    """Give a tick a small budget."""
    patch.setattr(releases, "SHARES", (1, 2))
    patch.setattr(releases, "READS", 4)
    patch.setattr(rounds, "PAGE", 2)
    patch.setattr(rounds, "PROBE", 1)
    patch.setattr(Walk.__init__, "__defaults__", (FIRST, 1, False))


def holder_forgotten_before_the_index_shows_its_run(patch: pytest.MonkeyPatch) -> None:
    """The name of a holder without runs is forgotten after 20 minutes, although the index may lag for longer."""
    patch.setattr(releases, "KEPT", 1200.0)


class Held(NamedTuple):
    """Run that its worker is about to hold.

    Args:
        state: `noted` before its row says that it is held, and `lost` if its worker dies before it says so.
        is_shown: the index shows it as held.
    """

    name: str
    state: str = "new"
    is_shown: bool = False

    @property
    def key(self) -> RunKey:
        """Key of the run. The first word of its name is its store."""
        return RunKey(self.name.split()[0], self.name, "sync")

    @property
    def holder(self) -> str:
        """Name of the pause that holds it."""
        return f"store/{self.key.store_hash}"

    @property
    def lags(self) -> bool:
        """Return whether the index shows the past."""
        return self.is_shown != (self.state == "held")


class Releasing(NamedTuple):
    """Runs, the names of their holders with the times of the notes, and the paused stores."""

    runs: tuple[Held, ...]
    names: tuple[tuple[str, float], ...] = ()
    paused: frozenset[str] = frozenset()
    now: float = START

    def tick(self, script: Script, now: float) -> None:
        """Implement `ticks.World.tick`."""
        ports = Ports(script)
        Releases(
            status=ports.status,
            pauses=NoPauses(),
            names=ports,
            due_runs=ports,
            lanes=ports,  # type: ignore[arg-type]
            clock=lambda: now,
        ).tick()

    def perform(self, effect: Effect) -> tuple[Self, Any]:
        """Implement `ticks.World.perform`."""
        match effect:
            case ("ask for the names",):
                return self, self.names
            case "ask for the status of", store:
                status = "paused" if store in self.paused else "active"
                return self, status
            case "read", partition, after, until, limit:
                return self, self._read(partition, after, until, limit)
            case "release", key:
                is_held = any(run.key == key and run.state == "held" for run in self.runs)
                return self._changed(key, state="released") if is_held else self, None
            case "forget", *name:
                return self._replace(names=tuple(other for other in self.names if other != tuple(name))), None
            case _:
                return self, None

    def steps(self) -> Iterator[tuple[str, Self]]:
        """Implement `ticks.World.steps`."""
        for run in self.runs:
            if run.state == "new":
                others = [other for other in self.names if other[0] != run.holder]
                noted = self._replace(names=tuple(sorted([*others, (run.holder, self.now)])))
                yield f"the holder of {run.name} is noted", noted._changed(run.key, state="noted")
            elif run.state == "noted":
                yield f"{run.name} is held", self._changed(run.key, state="held")
                yield f"the worker of {run.name} dies", self._changed(run.key, state="lost")
            if run.lags:
                shown = self._changed(run.key, is_shown=not run.is_shown)
                yield f"the index {'drops' if run.is_shown else 'shows'} {run.name}", shown
        for store in sorted(self.paused):
            yield f"{store} is resumed", self._replace(paused=self.paused - {store})

    def later(self) -> Iterator[tuple[str, Self]]:
        """Implement `ticks.World.later`: no worker and no lag lasts longer than it may."""
        for at in [at for at in TIMES if at > self.now][:1]:
            works = at - self.now > max(LONGEST_ATTEMPT.values()) and any(run.state == "noted" for run in self.runs)
            lags = at - self.now > LONGEST_LAG and any(run.lags for run in self.runs)
            if not works and not lags:
                yield f"time: {at - START:.0f}", self._replace(now=at)

    def owed(self) -> frozenset[str]:
        """Implement `ticks.World.owed`."""
        # Entries of released runs take their store's share until the index drops them. They delay no other store.
        outdated = {run.key.store_hash for run in self.runs if run.is_shown and run.state != "held"}
        held = [run for run in self.runs if run.is_shown and run.key.store_hash not in outdated | self.paused]
        return frozenset(run.name for run in held)

    def violation(self) -> str | None:
        """Implement `ticks.World.violation`."""
        noted = {holder for holder, _ in self.names}
        for run in self.runs:
            if run.state in ("noted", "held") and run.holder not in noted:
                return f"{run.name} is {run.state}, and no name leads to it"
        return None

    def _read(self, partition: str, after: Due | str, until: str, limit: int) -> tuple[Due, ...]:
        start = (after, RunKey("", "", ""))
        if isinstance(after, Due):
            start = open_place(partition, after.due_at, after.key.store_hash), after.key
        shown = [run for run in self.runs if run.is_shown and run.holder == holder_of(partition)]
        entries = sorted((open_place(partition, START, run.key.store_hash), run.key) for run in shown)
        return tuple(
            Due(key, START, 0.0, "default") for place, key in entries if (place, key) > start and place <= until
        )[:limit]

    def _changed(self, key: RunKey, **changes: Any) -> Self:
        return self._replace(runs=tuple(run._replace(**changes) if run.key == key else run for run in self.runs))


class NoPauses:
    """No action and no lane is paused."""

    def all(self) -> Mapping[str, Pause]:
        """Implement `runs.pauses.Pauses.all`."""
        return {}

    def pause(self, holder: str, pause: Pause) -> None:
        """Implement `runs.pauses.Pauses.pause`."""
        raise NotImplementedError

    def resume(self, holder: str) -> None:
        """Implement `runs.pauses.Pauses.resume`."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports of a tick that releases: the stores, the names, the index and the lanes."""

    script: Script

    def status(self, store_hash: str) -> AnyStatus:
        """Return the status of a store."""
        return self.script.ask("ask for the status of", store_hash)

    def note(self, holder: str, at: float) -> None:
        """Implement `runs.pauses.HeldNames.note`."""
        raise NotImplementedError

    def all(self) -> Sequence[HeldName]:
        """Implement `runs.pauses.HeldNames.all`."""
        return [HeldName(holder, at) for holder, at in self.script.ask("ask for the names")]

    def forget(self, name: HeldName) -> None:
        """Implement `runs.pauses.HeldNames.forget`."""
        self.script.ask("forget", name.holder, name.at)

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
        """Implement `runs.ports.DueRuns.read`."""
        return self.script.ask("read", partition, after, until, limit)

    def release(self, holder: str, due: Due, now: float) -> None:  # noqa: ARG002 - they say nothing new
        """Implement `runs.ports.DueRuns.release`."""
        self.script.ask("release", due.key)

    def move_check(self, due: Due, until: float) -> None:
        """Implement `runs.ports.DueRuns.move_check`."""
        raise NotImplementedError

    def send(self, messages: Sequence[tuple[str, Message | RunKey]]) -> None:
        """Implement `queues.ports.Lanes.send`."""
        self.script.ask("wake", tuple(key for _, key in messages))
