"""A table of runs with its indexes, as the contract tests write to it and read from it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storehook.history.indexes import RunIndexes
from storehook.history.key_ranges import KeyRange
from storehook.history.rows import Filter, IndexPosition, RunRow, row_of
from storehook.history.searching import END
from storehook.runs.open import due_in, open_partition
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
        for each in every:
            assert self.repository.save(each) == SAVED

    def eventually(self, ask: Callable[[], list[RunRow]], wanted: list[Run]) -> None:
        """The answer becomes the wanted one, in its order, before long."""
        deadline, rows = time.monotonic() + 5, [row_of(each) for each in wanted]
        while (found := ask()) != rows and time.monotonic() < deadline:
            time.sleep(0.05)
        assert found == rows


def read(table: Table, key_range: KeyRange, where: Filter | None = None) -> Callable[[], list[RunRow]]:
    """Reads all of a key range: other tests' runs may be in it, too."""

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
    """What is due in the partition of a run's lane by a time, of its store alone: those of other tests may be there."""
    every = due_runs.of_partition(open_partition(due_in(of.lane), of.key), until)
    return [due for due in every if due.key.store_hash == of.key.store_hash]
