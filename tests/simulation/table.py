"""The table of runs as DynamoDB keeps it: rows expire, and its index shows the past, run by run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.simulation.faults import Effect
from tests.simulation.rows import RETENTION, Rows, Version
from tests.simulation.schedule import Process, Schedule
from tests.simulation.violations import Promise, Violation

from storehook.aws import run_items
from storehook.queues.run_key import RunKey
from storehook.runs.open import holder_of
from storehook.runs.ports import Due
from storehook.runs.run import Run
from storehook.testing.memory import MemoryRunRepository
from storehook.testing.memory_waits import MemoryDueRuns

LONGEST_LAG = 3600.0
"""Seconds after which the index shows that a run is held. Only the names of holders need such a bound."""


@dataclass(slots=True)
class Table(MemoryRunRepository):
    """The table of runs.

    Args:
        forgotten: the last version of each run that has expired.
        shown: number of versions that each partition of the index `open` has seen of a run.
    """

    forgotten: list[Run] = field(default_factory=list[Run])
    shown: dict[tuple[str, RunKey], int] = field(default_factory=dict[tuple[str, RunKey], int])

    @classmethod
    def at(cls, clock: Callable[[], float]) -> "Table":
        """Make an empty table."""
        return cls(Rows(clock))

    def all(self) -> list[Run]:
        """Return every run, including expired ones, in its last version."""
        return [*self.forgotten, *self.rows.values()]

    @property
    def past_rows(self) -> Rows:
        """The rows with their past versions."""
        assert isinstance(self.rows, Rows)
        return self.rows

    def has_seen(self, key: RunKey) -> bool:
        """Return whether the table ever had a row with this key."""
        return key in self.past_rows.past

    def forget(self, now: float) -> int:
        """Delete expired rows, and return their number."""
        kept = len(self.rows)
        for key, run in list(self.rows.items()):
            if now > run_items.item(run, RETENTION).get("expires_at", now):
                self.forgotten.append(self.rows.pop(key))
        return kept - len(self.rows)

    def in_index(self, partition: str, schedule: Schedule) -> MemoryRunRepository:
        """Return the runs of a partition of the index `open`, each as the index shows it now.

        At each read, each run may catch up, or not. So a run may be in two partitions, or in none.
        """
        rows = dict[RunKey, Run]()
        for key in self.past_rows.been_in.get(partition, ()):
            past, seen = self.past_rows.past[key], self.shown.get((partition, key), 0)
            if seen < len(past) and self._catches_up(partition, past[seen:], schedule):
                seen = self.shown[partition, key] = len(past)
            if seen and past[seen - 1].partition == partition:
                rows[key] = past[seen - 1].run
        return MemoryRunRepository(rows)

    def _catches_up(self, partition: str, missing: list[Version], schedule: Schedule) -> bool:
        entered = [version.at for version in missing if version.partition == partition]
        is_late = any(schedule.clock.now - at > LONGEST_LAG for at in entered)
        return not schedule.faults.lags() or (is_late and holder_of(partition) is not None)


@dataclass(frozen=True, slots=True)
class DueRuns:
    """The runs that wait, as a tick of the timer sees them.

    Args:
        process: the tick.
        table: the runs.
        report: takes violations.
    """

    process: Process
    table: Table
    report: Callable[[Violation], None]

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
        """Implement `runs.ports.DueRuns.read`."""
        shown = self.table.in_index(partition, self.process.schedule)
        return MemoryDueRuns(shown).read(partition, after, until, limit)

    def release(self, holder: str, due: Due, now: float) -> None:
        """Implement `runs.ports.DueRuns.release`."""
        detail = f"{due.key}, which {holder} held"
        self.process.effect(Effect.RELEASE, detail, lambda: MemoryDueRuns(self.table).release(holder, due, now))
        self.process.schedule.happened("a held run is released")

    def move_check(self, due: Due, until: float) -> None:
        """Implement `runs.ports.DueRuns.move_check`."""
        if due.key not in self.process.woken:
            detail = f"the next check of {due.key} is moved, but {self.process.name} has not woken it"
            self.report(Violation(Promise.NOTHING_ASLEEP, detail))
        self.process.effect(Effect.MOVE_CHECK, str(due.key), lambda: MemoryDueRuns(self.table).move_check(due, until))
