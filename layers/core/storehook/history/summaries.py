"""Failures of one cause together, and how many runs are in which state: sums over rows."""

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


def failures(rows: Iterable[RunRow]) -> list[FailureGroup]:
    """Failed runs by cause, the most frequent first."""
    ordered = sorted(rows, key=lambda row: (*_cause(row), row.updated_at))
    groups = [_group(cause, list(found)) for cause, found in groupby(ordered, key=_cause)]
    return sorted(groups, key=lambda group: (-group.count, -group.last_at, group.fingerprint, group.action))


def states(rows: Iterable[RunRow]) -> Mapping[State, int]:
    """How many runs are in which state; every state is there."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in STATES}


def _cause(row: RunRow) -> tuple[str, str, str]:
    return row.fingerprint or "-", row.key.action, row.error_type or "-"


def _group(cause: tuple[str, str, str], rows: list[RunRow]) -> FailureGroup:
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


SLOTS = 24
"""How many slots the hours are cut into; the one that goes on comes on top."""

LEAST_PICTURED = 1 / 3600
"""Hours."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Some minutes.

    Args:
        at: when they begin, in unix seconds.
        seconds: how long they are.
        arrived: the runs that were created in them.
        completed: the runs that completed in them.
        failed: the runs that failed in them.
        p50: within so many seconds of its arrival, half of what completed had done so; None if nothing completed.
        p95: the same for 95 in 100.
    """

    at: float
    seconds: float
    arrived: int
    completed: int
    failed: int
    p50: float | None
    p95: float | None


def first_slot(now: float, hours: float) -> float:
    """When the first slot begins, in unix seconds: on a grid, so that a slot keeps its place from look to look."""
    seconds = _seconds(hours)
    return (now - hours * 3600) // seconds * seconds


def pictured(now: float, hours: float, searched_until: float) -> float:
    """How many hours a picture may show, so that every run since its first slot is known: the hours, halved as needed.

    By halves, a picture keeps its measure from look to look, until the runs come twice as fast.

    Args:
        now: unix seconds.
        hours: how long to look back at most; about a second is the least.
        searched_until: every run created later is known; in unix seconds.
    """
    while hours > LEAST_PICTURED and first_slot(now, hours) < searched_until:
        hours /= 2
    return hours


def slots(rows: Iterable[RunRow], *, now: float, hours: float) -> list[Slot]:
    """The slots up to now, oldest first.

    A run that was created before the first slot is in none of them, wherever it ended.

    Args:
        rows: the runs: all that were created since the first slot, and any others.
        now: unix seconds.
        hours: how long to look back.
    """
    seconds, begin = _seconds(hours), first_slot(now, hours)
    count = int((now - begin) // seconds) + 1
    arrived: list[int] = [0] * count
    failed: list[int] = [0] * count
    latencies: list[list[float]] = [[] for _ in range(count)]
    for row in (row for row in rows if row.created_at >= begin):
        created, ended = (int((at - begin) // seconds) for at in (row.created_at, row.updated_at))
        if created < count:
            arrived[created] += 1
        if 0 <= ended < count:  # a clock may have gone back
            if row.state == "completed":
                latencies[ended].append(max(0.0, row.updated_at - row.received_at))
            failed[ended] += row.state == "failed"
    return [
        Slot(
            at=begin + index * seconds,
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
    """The smallest of the numbers that so large a share of them does not exceed; None of none."""
    return sorted(numbers)[max(0, math.ceil(share * len(numbers)) - 1)] if numbers else None


def _seconds(hours: float) -> float:
    return hours * 3600 / SLOTS
