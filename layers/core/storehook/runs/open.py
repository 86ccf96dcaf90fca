"""Sparse index `open`: runs that the timer checks, held runs and failed runs. Pure functions.

A partition of DynamoDB takes 1,000 writes a second. Each kind therefore has 16 partitions, chosen by the run's key.
"""

import zlib

from storehook.queues.lanes import LANES
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run

PARTS = 16
"""Partitions of each kind. Entries stay where they were written, so this number never changes."""

type Kind = str
"""`failed`, or a result of `due_in` or `held_by`."""


def due_in(lane: str) -> Kind:
    """Return the kind of the runs in a lane that the timer checks, such as `due#long`.

    A full lane is not read further.
    """
    return f"due#{lane}"


DUE: tuple[Kind, ...] = tuple(due_in(lane) for lane in LANES)
"""Kinds of the runs that the timer checks, in all lanes."""


def held_by(holder: str) -> Kind:
    """Return the kind of the runs that one store, action or lane holds, such as `held#store/abc123`."""
    return f"held#{holder}"


def holder_of(partition: str | None) -> str | None:
    """Return the holder of a partition's runs. None if they are not held."""
    kind, _, rest = (partition or "").partition("#")
    return rest.rpartition("#")[0] if kind == "held" else None


def open_partition(kind: Kind, key: RunKey) -> str:
    """Return the partition of a run within a kind, such as `due#long#07`."""
    return _named(kind, zlib.crc32(str(key).encode(errors="surrogatepass")) % PARTS)


def open_partitions(kind: Kind) -> tuple[str, ...]:
    """Return all partitions of a kind."""
    return tuple(_named(kind, number) for number in range(PARTS))


def open_entry(run: Run) -> tuple[str, float] | None:
    """Return a run's partition and its time there in unix seconds. None if it is not in the index.

    The time of a failed run is that of its failure, of a held run its creation, of any other run its next check. The
    timer checks a failed run until its dead letter has been sent.
    """
    if run.state == "held" and run.held_by:
        return open_partition(held_by(run.held_by), run.key), run.created_at
    if run.state == "failed" and run.dead_lettered:
        return open_partition("failed", run.key), run.updated_at
    return (open_partition(due_in(run.lane), run.key), run.due_at) if run.due_at and not run.has_ended else None


def _named(kind: Kind, number: int) -> str:
    return f"{kind}#{number:02}"
