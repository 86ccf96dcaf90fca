"""Sparse index `open`: runs that the timer checks, held runs, failed runs and questions. Pure functions.

A partition of DynamoDB takes 1,000 writes a second. Each kind therefore has 16 partitions. Failed runs are spread over
them by key. All other runs are spread by store. Waiting ones, and those that a question holds, are sorted by minute,
then by store, then by time. Those that a pause holds are sorted by store, then by time. A reader can therefore skip the
rest of a store with thousands of runs, and reach the next store with one query. The runs that one store holds are in
one partition. Among them are runs of other stores, whose actions call it.
"""

import zlib
from math import inf

from storehook.queues.lanes import LANES
from storehook.queues.run_key import RunKey
from storehook.runs.run import QUESTION, Run

PARTS = 16
"""Partitions of each kind. Entries stay where they were written, so this number never changes."""

type Kind = str
"""`failed`, `questions`, or a result of `due_in` or `held_by`."""

FAILED: Kind = "failed"

QUESTIONS: Kind = "questions"
"""Kind of the steps of runs that ask a person. All other entries are runs."""

_HELD_BY_STORE = "held#store/"


def due_in(lane: str) -> Kind:
    """Return the kind of the runs in a lane that the timer checks, such as `due#long`."""
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
    spread_by = str(key) if kind == FAILED else _holding_store(kind) or key.store_hash
    return _named(kind, _part(spread_by))


def open_partitions(kind: Kind) -> tuple[str, ...]:
    """Return all partitions of a kind."""
    store_hash = _holding_store(kind)
    if store_hash:
        return (_named(kind, _part(store_hash)),)
    return tuple(_named(kind, number) for number in range(PARTS))


def open_place(partition: str, at: float, store_hash: str) -> str:
    """Return the place of a store's run in a partition, such as `0029774130#abc123#31.250000`.

    The minute of runs that a pause holds is always 0, and the rest of the time counts from there.

    Args:
        at: unix seconds.
    """
    minute, seconds = divmod(round(at, 6), 60 if holder_of(partition) in (None, QUESTION) else inf)
    return f"{int(minute):010}#{'' if partition.startswith(FAILED) else store_hash}#{seconds:09.6f}"


def time_of(place: str) -> float:
    """Return the time of a place, in unix seconds."""
    minute, _, rest = place.partition("#")
    return int(minute) * 60 + float(rest.rpartition("#")[2])


def after_store(place: str) -> str:
    """Return the place after all runs of the same minute and store."""
    return f"{place.rpartition('#')[0]}#~"


def after_minute(at: float) -> str:
    """Return the place after all runs of a minute.

    Args:
        at: unix seconds.
    """
    return f"{int(at // 60):010}#~"


def first_held(number: int) -> str:
    """Return one of 36 places in a partition of held runs, by a number. All runs of a store are on one side of it."""
    return f"{0:010}#{_LETTERS[number % len(_LETTERS)]}"


_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""First letters of store hashes."""

FIRST, LAST = "0", "~"
"""Places before and after all others."""


def open_entry(run: Run) -> tuple[str, str] | None:
    """Return a run's partition and its place there. None if it is not in the index.

    The time of a failed run is that of its failure, of a run that a question holds that of the question, of any other
    held run its creation, of any other run its next check. The timer checks a failed run until its dead letter has been
    sent.
    """
    if run.state == "held" and run.held_by:
        at = run.updated_at if run.held_by == QUESTION else run.created_at
        return entry_at(held_by(run.held_by), run.key, at)
    if run.state == "failed" and run.dead_lettered:
        return entry_at(FAILED, run.key, run.updated_at)
    return entry_at(due_in(run.lane), run.key, run.due_at) if run.due_at and not run.has_ended else None


def entry_at(kind: Kind, key: RunKey, at: float) -> tuple[str, str]:
    """Return a run's partition within a kind, and its place there for a time in unix seconds."""
    partition = open_partition(kind, key)
    return partition, open_place(partition, at, key.store_hash)


def _holding_store(kind: Kind) -> str:
    """Return the store that holds the runs of a kind. Empty if no store does."""
    return kind.partition(_HELD_BY_STORE)[2]


def _part(name: str) -> int:
    return zlib.crc32(name.encode(errors="surrogatepass")) % PARTS


def _named(kind: Kind, number: int) -> str:
    return f"{kind}#{number:02}"
