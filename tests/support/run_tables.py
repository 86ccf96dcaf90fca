"""A table of runs with its indexes, as the contract tests use it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.history.indexes import RunIndexes
from storehook.history.key_ranges import KeyRange
from storehook.history.rows import Filter, IndexPosition, RunRow, row_of
from storehook.history.searching import END
from storehook.runs.open import FIRST, LAST, due_in, open_partition
from storehook.runs.ports import Due, DueRuns, RunRepository
from storehook.runs.run import Run
from storehook.saves import SAVED


@dataclass
class Table:
    """A table of runs and its indexes."""

    repository: RunRepository
    indexes: RunIndexes

    def add(self, *every: Run) -> None:
        """Store runs."""
        for run in every:
            assert self.repository.save(run) == SAVED

    def eventually(self, ask: Callable[[], list[RunRow]], wanted: list[Run]) -> None:
        """Wait until the answer is the wanted one, in its order."""
        deadline, rows = time.monotonic() + 5, [row_of(run) for run in wanted]
        while (answer := ask()) != rows and time.monotonic() < deadline:
            time.sleep(0.05)
        assert answer == rows


def read(table: Table, key_range: KeyRange, where: Filter | None = None) -> Callable[[], list[RunRow]]:
    """Make a function that reads a whole key range, which may contain runs of other tests."""

    def whole() -> list[RunRow]:
        rows: list[RunRow] = []
        after: IndexPosition | None = None
        while after != END:
            part = table.indexes.read(key_range, where or Filter(), after, 1000)
            rows += part.rows
            after = part.last or END
        return rows

    return whole


def due_beside(due_runs: DueRuns, of: Run, until: float) -> list[Due]:
    """Return the due runs in the partition of a run's lane, of its store alone. Other tests may have runs there."""
    every = due_runs.read(open_partition(due_in(of.lane), of.key), FIRST, LAST, 1000)
    return [due for due in every if due.key.store_hash == of.key.store_hash and due.due_at <= until]
