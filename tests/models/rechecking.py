"""Model of the ticks that recheck: runs in the order of their creation, some of which nothing would wake.

A run that is asleep is running by its row, but its process has died and its message is gone. The index by time may show
another run's row as it was before the run waited for the first time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import pytest
from tests.models.ticks import Effect, Script

from storehook.history import partitions
from storehook.history.indexes import Slice
from storehook.history.key_ranges import KeyRange
from storehook.history.rows import Filter, IndexPosition, RunRow
from storehook.queues.run_key import RunKey
from storehook.timer import recheck
from storehook.timer.recheck import AFTER, Recheck

START = 10 * 86_400.0 + 30.0
"""Creation of the first run, just after midnight."""


def small(patch: pytest.MonkeyPatch) -> None:
    """Give the index one shard, and a tick two pages of one run each."""
    patch.setattr(recheck, "SHARDS", 1)
    patch.setattr(partitions, "SHARDS", 1)
    patch.setattr(recheck, "PAGE", 1)
    patch.setattr(recheck, "PAGES", 2)


class Created(NamedTuple):
    """Run, with its time of creation.

    Args:
        state: `asleep`, `waiting`, or `due` once it was made so.
        is_shown_as_new: the index shows its first version, which has no time.
    """

    name: str
    created_at: float
    state: str = "asleep"
    is_shown_as_new: bool = True

    @property
    def key(self) -> RunKey:
        """Key of the run."""
        return RunKey("store", self.name, "sync")


class Rechecking(NamedTuple):
    """Runs, and the time up to which they were rechecked."""

    runs: tuple[Created, ...]
    until: float = START - 60.0
    now: float = START + AFTER

    def tick(self, script: Script, now: float) -> None:
        """Implement `ticks.World.tick`."""
        ports = Ports(script)
        Recheck(indexes=ports, progress=ports, clock=lambda: now).tick()  # type: ignore[arg-type]

    def perform(self, effect: Effect) -> tuple[Self, Any]:
        """Implement `ticks.World.perform`."""
        match effect:
            case "read", key_range, after, limit:
                return self, self._read(key_range, after, limit)
            case "make due", key:
                is_asleep = any(run.key == key and run.state == "asleep" for run in self.runs)
                return self._changed(key, state="due") if is_asleep else self, is_asleep
            case "note", until:
                return self._replace(until=until), None
            case _:
                return self, self.until

    def steps(self) -> Iterator[tuple[str, Self]]:
        """Implement `ticks.World.steps`."""
        for run in self.runs:
            if run.is_shown_as_new and run.state != "asleep":
                yield f"the index shows that {run.name} waits", self._changed(run.key, is_shown_as_new=False)

    def later(self) -> Iterator[tuple[str, Self]]:
        """Implement `ticks.World.later`: a minute, until a minute after the last run's hour."""
        if self.now < self.runs[-1].created_at + AFTER + 60:
            yield "time: a minute later", self._replace(now=self.now + 60)

    def owed(self) -> frozenset[str]:
        """Implement `ticks.World.owed`."""
        return frozenset(run.name for run in self.runs if run.state == "asleep" and run.created_at <= self.now - AFTER)

    def violation(self) -> str | None:
        """Implement `ticks.World.violation`."""
        for run in self.runs:
            if run.state == "asleep" and run.created_at < self.until:
                return f"{run.name} is asleep, and the progress is after it"
        return None

    def _read(self, key_range: KeyRange, after: IndexPosition | None, limit: int) -> Slice:
        rows = [self._row(run) for run in self.runs]
        in_day = [row for row in rows if partitions.partition(row.created_at, row.key.event_id) == key_range.partition]
        shown = [row for row in in_day if key_range.since <= row.created_at <= key_range.until]
        ahead = [row for row in shown if after is None or key_range.position(row) > after]
        page = sorted(ahead, key=key_range.position)[:limit]
        return Slice(tuple(page), key_range.position(page[-1]) if len(ahead) > limit else None, len(page))

    def _row(self, run: Created) -> RunRow:
        open_in = None if run.is_shown_as_new else "due#default#00"
        return RunRow(
            key=run.key,
            state="running",
            created_at=run.created_at,
            updated_at=run.created_at,
            received_at=run.created_at,
            lane="default",
            open=open_in,
        )

    def _changed(self, key: RunKey, **changes: Any) -> Self:
        return self._replace(runs=tuple(run._replace(**changes) if run.key == key else run for run in self.runs))


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports of a tick that rechecks: the index by time and the progress."""

    script: Script

    def read(
        self, key_range: KeyRange, _where: Filter, after: IndexPosition | None, limit: int, **_options: bool
    ) -> Slice:
        """Implement `history.indexes.RunIndexes.read`."""
        return self.script.ask("read", key_range, after, limit)

    def until(self) -> Mapping[int, float]:
        """Implement `timer.recheck.RecheckProgress.until`."""
        return {0: self.script.ask("ask for the progress")}

    def note(self, until: Mapping[int, float]) -> None:
        """Implement `timer.recheck.RecheckProgress.note`."""
        self.script.ask("note", until[0])

    def make_due(self, key: RunKey, _lane: str, _at: float) -> bool:
        """Implement `timer.recheck.RecheckProgress.make_due`."""
        return self.script.ask("make due", key)
