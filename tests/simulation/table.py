"""The table of runs as DynamoDB keeps it: rows expire, and its indexes show the past."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.simulation.faults import Effect
from tests.simulation.rows import RETENTION, Rows
from tests.simulation.schedule import Process
from tests.simulation.violations import Promise, Violation
from tests.support.memory import MemoryDueRuns

from storehook.aws import run_items
from storehook.queues.run_key import RunKey
from storehook.runs.ports import Due
from storehook.runs.run import Run
from storehook.testing.memory import MemoryRunRepository


@dataclass(slots=True)
class Table(MemoryRunRepository):
    """The table of runs.

    Args:
        forgotten: the last version of each run that has expired.
    """

    forgotten: list[Run] = field(default_factory=list[Run])

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

    def before(self, at: float) -> MemoryRunRepository:
        """Return today's rows in their versions at an earlier time."""
        versions = {key: [run for when, run in self.past_rows.past[key] if when <= at] for key in self.rows}
        return MemoryRunRepository({key: runs[-1] for key, runs in versions.items() if runs})


@dataclass(frozen=True, slots=True)
class DueRuns:
    """The runs that wait, as a turn of the timer sees them: as they were some seconds ago.

    Args:
        process: the turn.
        table: the runs.
        report: takes violations.
    """

    process: Process
    table: Table
    report: Callable[[Violation], None]

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
        """Implement `runs.ports.DueRuns.read`."""
        schedule = self.process.schedule
        lag = schedule.random.choice([0.0, 0.0, 1.0, 20.0]) if schedule.faults.on else 0.0
        return MemoryDueRuns(self.table.before(schedule.clock.now - lag)).read(partition, after, until, limit)

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
