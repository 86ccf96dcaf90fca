"""Key ranges: parts of an index that answer a query."""

from dataclasses import dataclass, replace
from typing import Literal

from storehook.history.errors import QueryTooBroad
from storehook.history.partitions import DAY, days
from storehook.history.rows import MAX_TIME, Filter, IndexPosition, RunRow
from storehook.runs.open import DUE, Kind, open_partitions
from storehook.runs.run import WAITS, State

Index = Literal["by-resource", "by-store", "by-time", "open"]

SORTED_BY: dict[Index, Literal["happened_at", "created_at", "open_at"]] = {
    "by-resource": "happened_at",
    "by-store": "created_at",
    "by-time": "created_at",
    "open": "open_at",
}
"""The time that sorts each index."""

USUAL_RANGE = float(DAY)
"""Seconds that a query covers if it names neither a store, a resource, a failure nor a time."""

MAX_RANGE = 31.0 * DAY
"""Seconds of the index by time that a query covers, at most."""


@dataclass(frozen=True, slots=True)
class KeyRange:
    """Range of one partition of an index, between two unix times by which the index is sorted."""

    index: Index
    partition: str
    since: float = 0.0
    until: float = MAX_TIME

    def position(self, row: RunRow) -> IndexPosition:
        """Return the position of a run in this range."""
        return IndexPosition(getattr(row, SORTED_BY[self.index]), row.key)


type SearchPlan = tuple[tuple[KeyRange, ...], ...]
"""Key ranges to read. Groups are read one after the other, the ranges of one group at the same time."""


def with_time_range(where: Filter, now: float) -> Filter:
    """Return the query with a range of time if nothing but the time narrows it down."""
    if index_for(where) != "by-time":
        return where
    until = now if where.until is None else where.until
    since = max(0.0, until - USUAL_RANGE) if where.since is None else where.since
    return replace(where, since=since, until=until)


def index_for(where: Filter) -> Index:
    """Return the index that narrows a query down the most."""
    if where.store is not None and where.resource is not None:
        return "by-resource"
    if open_kinds(where.state):
        return "open"
    return "by-store" if where.store is not None else "by-time"


def open_kinds(state: State | None) -> tuple[Kind, ...]:
    """Return the kinds of entries that runs of a state have in the index `open`. Empty if they have none."""
    if state == "failed":
        return ("failed",)
    return DUE if state in WAITS else ()


def plan(where: Filter) -> SearchPlan:
    """Return the key ranges that answer a bounded query, newest first.

    The index `open` is sorted by the time at which a run failed or is due. That is never earlier than the creation, so
    the creation only bounds it from below. The index by resource is sorted by the time of the event, which may be
    earlier or later than the creation, so the creation does not bound it.

    Raises:
        QueryTooBroad: only the time narrows the query down, and its range is too long.
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
                tuple(KeyRange("by-time", name, max(since, start), min(until, start + DAY)) for name in partitions)
                for start, partitions in days(since, until)
            )
        case "open":
            names = (name for kind in open_kinds(where.state) for name in open_partitions(kind))
            return (tuple(KeyRange("open", name, since // 60 * 60) for name in names),)  # its entries are by minute
