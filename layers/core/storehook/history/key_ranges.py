"""Which part of which index answers a question. A partition takes 1,000 writes a second: busy ones are split."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from storehook.history.errors import QueryTooBroad
from storehook.history.rows import MAX_TIME, Filter, IndexPosition, RunRow
from storehook.runs.open import DUE, Kind, open_partitions
from storehook.runs.run import WAITS, State

SHARDS = 4

DAY = 86_400
"""Seconds."""


def partition(created_at: float, event_id: str) -> str:
    """The partition that a run is in: its UTC day, and one of four, the same for every run of an event.

    Args:
        created_at: when the run was created, in unix seconds.
        event_id: its event.
    """
    return _named(int(created_at // DAY), zlib.crc32(event_id.encode(errors="surrogatepass")) % SHARDS)


def days(since: float, until: float) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Each day from one time to another, the newest first: when it begins, and its partitions. Unix seconds."""
    for day in range(int(until // DAY), int(since // DAY) - 1, -1):
        yield float(day * DAY), tuple(_named(day, shard) for shard in range(SHARDS))


def _named(day: int, shard: int) -> str:
    return f"{datetime.fromtimestamp(day * DAY, UTC):%Y-%m-%d}#{shard}"


Index = Literal["by-resource", "by-store", "by-time", "open"]

SORTED_BY: dict[Index, Literal["happened_at", "created_at", "open_at"]] = {
    "by-resource": "happened_at",
    "by-store": "created_at",
    "by-time": "created_at",
    "open": "open_at",
}
"""The time that each index is sorted by."""

USUAL_RANGE = float(DAY)
"""Seconds that are looked at where neither a store, a resource, a failure nor a time is asked for."""

MAX_RANGE = 31.0 * DAY
"""Seconds that the index by time is looked through at most."""


@dataclass(frozen=True, slots=True)
class KeyRange:
    """A part of one partition of an index.

    Args:
        index: the index.
        partition: the value of its partition key.
        since: from then on by what the index is sorted by, in unix seconds.
        until: up to then.
    """

    index: Index
    partition: str
    since: float = 0.0
    until: float = MAX_TIME

    def holds(self, row: RunRow) -> bool:
        """Whether a run is in it."""
        return self.partition == partition_of(self.index, row) and self.since <= self.position(row).at <= self.until

    def position(self, row: RunRow) -> IndexPosition:
        """Where a run stands in it."""
        return IndexPosition(getattr(row, SORTED_BY[self.index]), row.key)


def partition_of(index: Index, row: RunRow) -> str | None:
    """The partition of an index that a run is in; None if it is in none."""
    match index:
        case "by-resource":
            return f"{row.key.store_hash}#{row.resource}" if row.resource else None
        case "by-store":
            return row.key.store_hash
        case "by-time":
            return partition(row.created_at, row.key.event_id)
        case "open":
            return row.open


type SearchPlan = tuple[tuple[KeyRange, ...], ...]
"""Key ranges to read: each group after the one before, and those of one group side by side."""


def bounded(where: Filter, now: float) -> Filter:
    """The same question, with a range of time where only the time narrows it down.

    Args:
        where: the question.
        now: unix seconds.
    """
    if index_for(where) != "by-time":
        return where
    until = now if where.until is None else where.until
    since = max(0.0, until - USUAL_RANGE) if where.since is None else where.since
    return replace(where, since=since, until=until)


def index_for(where: Filter) -> Index:
    """The index that narrows a question down the most."""
    if where.store is not None and where.resource is not None:
        return "by-resource"
    if open_kinds(where.state):
        return "open"
    return "by-store" if where.store is not None else "by-time"


def open_kinds(state: State | None) -> tuple[Kind, ...]:
    """What the runs of a state are in the index `open`; nothing if they are not in it."""
    if state == "failed":
        return ("failed",)
    return DUE if state in WAITS else ()


def plan(where: Filter) -> SearchPlan:
    """What to read to answer a bounded question, newest first.

    The index `open` is sorted by when a run failed or is due, the index by resource by when its event happened. The
    former is never earlier than the creation, and the latter may be both: so the time of creation narrows the first
    from below only, and the second not at all.

    Raises:
        QueryTooBroad: only the time narrows it down, and the range is too long.
    """
    since, until = where.since or 0.0, MAX_TIME if where.until is None else where.until
    if since > until:
        return ()
    match index_for(where):
        case "by-resource":
            return ((KeyRange("by-resource", f"{where.store}#{where.resource}"),),)
        case "by-store":
            return ((KeyRange("by-store", str(where.store), since, until),),)
        case "by-time":
            if until - since > MAX_RANGE:
                raise QueryTooBroad(int(MAX_RANGE // DAY))
            return tuple(
                tuple(KeyRange("by-time", name, max(since, begin), min(until, begin + DAY)) for name in partitions)
                for begin, partitions in days(since, until)
            )
        case "open":
            names = (name for kind in open_kinds(where.state) for name in open_partitions(kind))
            return (tuple(KeyRange("open", name, since) for name in names),)
