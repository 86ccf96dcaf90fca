"""Sums over runs: failures by cause, runs by state, and runs by time."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from storehook.history.rows import RunRow
from storehook.queues.run_key import RunKey
from storehook.runs.run import STATES, State


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Failures of one action with one fingerprint, between two unix times.

    Args:
        error: message of the latest run, in one line.
        stores: number of stores.
        example: the latest run.
    """

    fingerprint: str
    error_type: str
    error: str
    action: str
    count: int
    stores: int
    first_at: float
    last_at: float
    example: RunKey


def failures(rows: Iterable[RunRow]) -> list[FailureGroup]:
    """Group failed runs by cause, most frequent first."""
    ordered = sorted(rows, key=lambda row: (*_cause(row), row.updated_at))
    groups = [_group(cause, list(group)) for cause, group in groupby(ordered, key=_cause)]
    return sorted(groups, key=lambda group: (-group.count, -group.last_at, group.fingerprint, group.action))


def states(rows: Iterable[RunRow]) -> Mapping[State, int]:
    """Count the runs in each state, those without runs included."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in STATES}


def _cause(row: RunRow) -> tuple[str, str, str]:
    return row.fingerprint or "-", row.key.action, row.error_type or "-"


def _group(cause: tuple[str, str, str], rows: list[RunRow]) -> FailureGroup:
    fingerprint, action, error_type = cause
    return FailureGroup(
        fingerprint=fingerprint,
        error_type=error_type,
        error=rows[-1].error or "",
        action=action,
        count=len(rows),
        stores=len({row.key.store_hash for row in rows}),
        first_at=rows[0].updated_at,
        last_at=rows[-1].updated_at,
        example=rows[-1].key,
    )


SLOTS = 24
"""Slots that a picture is divided into, apart from the current one."""

MIN_HOURS = 1 / 3600
"""The shortest picture."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Slot of time, and the numbers of runs that were created, completed or failed in it.

    Args:
        at: its start, in unix seconds.
        p50: median of the seconds from a delivery's arrival to the run's completion; None if no run completed.
        p95: 95th percentile of the same.
    """

    at: float
    seconds: float
    arrived: int
    completed: int
    failed: int
    p50: float | None
    p95: float | None


def first_slot(now: float, hours: float) -> float:
    """Return the start of the first slot, in unix seconds. It is on a grid, so slots stay in place between requests."""
    seconds = _seconds(hours)
    return (now - hours * 3600) // seconds * seconds


def picture_hours(now: float, hours: float, searched_until: float) -> float:
    """Halve the hours of a picture until all runs since its first slot are known.

    Halving keeps the scale of a picture from one request to the next, until runs arrive twice as fast.

    Args:
        searched_until: all runs that were created later are known; unix seconds.
    """
    while hours > MIN_HOURS and first_slot(now, hours) < searched_until:
        hours /= 2
    return hours


def slots(rows: Iterable[RunRow], *, now: float, hours: float) -> list[Slot]:
    """Return the slots up to now, oldest first.

    A run that was created before the first slot counts in none, even if it ended later.

    Args:
        rows: all runs that were created since the first slot, and any others.
    """
    seconds, start = _seconds(hours), first_slot(now, hours)
    count = int((now - start) // seconds) + 1
    arrived: list[int] = [0] * count
    failed: list[int] = [0] * count
    latencies: list[list[float]] = [[] for _ in range(count)]
    for row in (row for row in rows if row.created_at >= start):
        created, ended = (int((at - start) // seconds) for at in (row.created_at, row.updated_at))
        if created < count:
            arrived[created] += 1
        if 0 <= ended < count:  # a clock may have been set back
            if row.state == "completed":
                latencies[ended].append(max(0.0, row.updated_at - row.received_at))
            failed[ended] += row.state == "failed"
    return [
        Slot(
            at=start + index * seconds,
            seconds=seconds,
            arrived=arrived[index],
            completed=len(latencies[index]),
            failed=failed[index],
            p50=quantile(latencies[index], 0.50),
            p95=quantile(latencies[index], 0.95),
        )
        for index in range(count)
    ]


def quantile(numbers: Sequence[float], share: float) -> float | None:
    """Return the smallest number that a share of the numbers does not exceed. None if there are none."""
    return sorted(numbers)[max(0, math.ceil(share * len(numbers)) - 1)] if numbers else None


def _seconds(hours: float) -> float:
    return hours * 3600 / SLOTS
