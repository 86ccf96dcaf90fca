"""Runs of the index `open` in order of time: all partitions of a kind, merged."""

from collections.abc import Iterator
from heapq import merge

from storehook.runs.open import Kind, open_partitions
from storehook.runs.ports import Due, DueRuns


def of_kind(due_runs: DueRuns, kind: Kind, until: float) -> Iterator[Due]:
    """Return the runs of a kind, which `due_in` or `held_by` returned, up to a time, earliest first."""
    partitions = [due_runs.of_partition(partition, until) for partition in open_partitions(kind)]
    return merge(*partitions, key=lambda due: due.due_at)
