"""The history of runs over a table in memory, and runs and filters for property tests."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from hypothesis import strategies as st
from tests.support.memory import MemoryRunIndexes
from tests.support.runs import NOW, repository, run

from storehook.history.indexes import Slice
from storehook.history.key_ranges import KeyRange
from storehook.history.partitions import partition
from storehook.history.reading import RunHistory
from storehook.history.rows import Filter, IndexPosition, RunRow
from storehook.runs import run as runs
from storehook.runs.run import Run


@dataclass
class Counting:
    """Indexes that count the reads and the rows that they look at."""

    indexes: "MemoryRunIndexes | LargeIndexes"
    reads: list[KeyRange] = field(default_factory=list[KeyRange])
    rows_read: int = 0

    def read(
        self,
        key_range: KeyRange,
        where: Filter,
        after: IndexPosition | None,
        limit: int,
        *,
        oldest_first: bool = False,
        brief: bool = False,
    ) -> Slice:
        part = self.indexes.read(key_range, where, after, limit, oldest_first=oldest_first, brief=brief)
        self.reads.append(key_range)
        self.rows_read += part.rows_read
        return part

    def of_event(self, store_hash: str, event_id: str) -> list[object]:
        raise NotImplementedError


class LargeIndexes:
    """The index by time of so many runs that `MemoryRunIndexes` would take seconds. Each run has a different time."""

    def __init__(self, rows: Iterable[RunRow]) -> None:
        self._partitions: dict[str, list[RunRow]] = {}
        for row in sorted(rows, key=lambda row: row.created_at, reverse=True):
            self._partitions.setdefault(partition(row.created_at, row.key.event_id), []).append(row)

    def read(self, key_range: KeyRange, where: Filter, after: IndexPosition | None, limit: int, **_how: bool) -> Slice:
        until = after.at if after else math.inf
        held = [row for row in self._partitions.get(key_range.partition, []) if row.created_at < until]
        ahead = [row for row in held if key_range.since <= row.created_at <= key_range.until]
        rows_read = ahead[:limit]
        last = key_range.position(rows_read[-1]) if len(ahead) > limit else None
        return Slice(tuple(filter(where.matches, rows_read)), last, len(rows_read))


STATES: st.SearchStrategy[runs.State] = st.sampled_from(
    ["completed", "failed", "retrying", "running", "waiting", "cancelled"]
)


ERRORS = st.sampled_from([ValueError("a"), KeyError("b")])


@st.composite
def many_runs(draw: st.DrawFn, max_size: int = 40) -> list[Run]:
    """Draw runs of three days, three stores and three resources. Some have the same time."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["store1", "store2", "store3"]),
                st.sampled_from(["sync_order", "mail"]),
                STATES,
                st.integers(0, 300),
                st.sampled_from([0.5, 40.0, 9000.0]),
                st.sampled_from(["order/1", "order/2", None]),
                ERRORS,
            ),
            max_size=max_size,
        )
    )
    return [
        run(
            number,
            store=store,
            action=action,
            state=state,
            created_at=NOW - age * 900,
            took=took,
            resource=about,
            error=error,
        )
        for number, (store, action, state, age, took, about, error) in enumerate(drawn)
    ]


FILTERS = st.builds(
    Filter,
    state=st.none() | STATES,
    store=st.none() | st.sampled_from(["store1", "store2", "nostore"]),
    action=st.none() | st.sampled_from(["sync_order", "mail"]),
    resource=st.none() | st.sampled_from(["order/1", "order/9"]),
    fingerprint=st.none() | ERRORS.map(lambda error: runs.describe(error).fingerprint),
    since=st.none() | st.integers(0, 300).map(lambda age: NOW - age * 900),
    until=st.none() | st.integers(0, 300).map(lambda age: NOW - age * 900),
)


def history(every: list[Run]) -> RunHistory:
    return RunHistory(indexes=MemoryRunIndexes(repository(every)), clock=lambda: NOW)
