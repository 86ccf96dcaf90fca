"""What stands in the index `open`, in order of time: its partitions, read side by side."""

from collections.abc import Iterator
from heapq import merge

from storehook.runs.open import Kind, open_partitions
from storehook.runs.ports import Due, DueRuns


def of_kind(due_runs: DueRuns, kind: Kind, until: float) -> Iterator[Due]:
    """The runs of a kind that stand at a time or before, the earliest first.

    Args:
        due_runs: the index.
        kind: what `due_in` or `held_by` gives.
        until: unix seconds.
    """
    return merge(*(due_runs.of_partition(each, until) for each in open_partitions(kind)), key=lambda due: due.due_at)
