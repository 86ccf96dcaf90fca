"""The indexes of a table of runs in memory, for tests. The same contract tests run over these and over AWS."""

from dataclasses import dataclass

from storehook.history.indexes import Slice
from storehook.history.rows import Filter, Place, Row, row_of
from storehook.history.stretches import Stretch
from storehook.memory import MemoryLedger


@dataclass(frozen=True, slots=True)
class MemoryRunIndexes:
    """The indexes of a table of runs in memory: `indexes.RunIndexes`.

    Args:
        ledger: the table.
    """

    ledger: MemoryLedger

    def read(
        self,
        stretch: Stretch,
        where: Filter,
        after: Place | None,
        limit: int,
        *,
        oldest_first: bool = False,
        brief: bool = False,
    ) -> Slice:
        """As `indexes.RunIndexes.read`."""
        every = (row_of(run) for run in list(self.ledger.rows.values()))
        held = [(stretch.place(row), row) for row in every if stretch.holds(row)]
        placed = sorted(held, key=_place, reverse=not oldest_first)
        ahead = [found for found in placed if after is None or (found[0] > after if oldest_first else found[0] < after)]
        looked_at = ahead[:limit]
        rows = tuple(row.brief() if brief else row for _, row in looked_at if where.matches(row))
        return Slice(rows, looked_at[-1][0] if len(ahead) > limit else None, len(looked_at))

    def of_event(self, store_hash: str, event_id: str) -> list[Row]:
        """As `indexes.RunIndexes.of_event`."""
        event = (store_hash, event_id)
        found = [run for run in list(self.ledger.rows.values()) if (run.key.store_hash, run.key.event_id) == event]
        return [row_of(run) for run in sorted(found, key=lambda run: run.key.action)]


def _place(found: tuple[Place, Row]) -> Place:
    return found[0]
