"""Failures of one cause together, and how many runs are in which state: sums over rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from storehook.history.rows import Row
from storehook.runs import STATES, RunKey, State


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Failures of one action that have one fingerprint.

    Args:
        fingerprint: theirs.
        error_type: the class of their errors.
        action: theirs.
        count: how many there are.
        stores: in how many stores.
        first_at: when the first failed, in unix seconds.
        last_at: when the last failed.
        example: the latest of them.
    """

    fingerprint: str
    error_type: str
    action: str
    count: int
    stores: int
    first_at: float
    last_at: float
    example: RunKey


def failures(rows: Iterable[Row]) -> list[FailureGroup]:
    """Failed runs by cause, the most frequent first."""
    ordered = sorted(rows, key=lambda row: (*_cause(row), row.updated_at))
    groups = [_group(cause, list(found)) for cause, found in groupby(ordered, key=_cause)]
    return sorted(groups, key=lambda group: (-group.count, -group.last_at, group.fingerprint, group.action))


def states(rows: Iterable[Row]) -> Mapping[State, int]:
    """How many runs are in which state; every state is there."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in STATES}


def _cause(row: Row) -> tuple[str, str, str]:
    return row.fingerprint or "-", row.key.action, row.error_type or "-"


def _group(cause: tuple[str, str, str], rows: list[Row]) -> FailureGroup:
    fingerprint, action, error_type = cause
    return FailureGroup(
        fingerprint=fingerprint,
        error_type=error_type,
        action=action,
        count=len(rows),
        stores=len({row.key.store_hash for row in rows}),
        first_at=rows[0].updated_at,
        last_at=rows[-1].updated_at,
        example=rows[-1].key,
    )
