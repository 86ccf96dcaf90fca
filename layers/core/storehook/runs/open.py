"""Where a run stands in the sparse index `open`: one that the timer is to look at, is held, or has failed. Pure.

A partition of DynamoDB takes 1,000 writes a second, so each kind has sixteen, by the run's name.
"""

import zlib

from storehook.queues.lanes import LANES
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run

PARTS = 16
"""Partitions of each kind; the index keeps its entries where they were written, so it stays so for good."""

type Kind = str
"""`failed`, or what `due_in` and `held_by` give."""


def due_in(lane: str) -> Kind:
    """The kind of all in a lane that the timer is to look at, such as `due#long`: a full lane is not to be read on."""
    return f"due#{lane}"


DUE: tuple[Kind, ...] = tuple(due_in(lane) for lane in LANES)
"""What the timer is to look at, in all lanes."""


def held_by(holder: str) -> Kind:
    """The kind of all that one store, action or lane holds, such as `held#store/abc123`."""
    return f"held#{holder}"


def holder_of(partition: str | None) -> str | None:
    """What holds the runs of a partition; None if nothing does."""
    kind, _, rest = (partition or "").partition("#")
    return rest.rpartition("#")[0] if kind == "held" else None


def open_partition(kind: Kind, key: RunKey) -> str:
    """The partition that a run is in as one of a kind, such as `due#long#07`."""
    return _named(kind, zlib.crc32(str(key).encode(errors="surrogatepass")) % PARTS)


def open_partitions(kind: Kind) -> tuple[str, ...]:
    """All partitions of a kind."""
    return tuple(_named(kind, number) for number in range(PARTS))


def open_entry(run: Run) -> tuple[str, float] | None:
    """A run's partition, and the time that it stands at there in unix seconds; None if it is in none.

    A failed run stands at when it failed, one that is held at when it was created, any other at when the timer looks at
    it. One that has failed is the timer's until its dead letter is sent.
    """
    if run.state == "held" and run.held_by:
        return open_partition(held_by(run.held_by), run.key), run.created_at
    if run.state == "failed" and run.dead_lettered:
        return open_partition("failed", run.key), run.updated_at
    return (open_partition(due_in(run.lane), run.key), run.due_at) if run.due_at and not run.has_ended else None


def _named(kind: Kind, number: int) -> str:
    return f"{kind}#{number:02}"
