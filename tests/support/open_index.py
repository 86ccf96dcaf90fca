"""A large index `open` without a table: entries are computed when they are read, so that a million take no memory."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import dropwhile, islice, takewhile
from math import ceil
from threading import Barrier

from storehook.queues.run_key import RunKey
from storehook.runs.open import Kind, due_in, open_partition, open_place
from storehook.runs.ports import Due

type Entry = tuple[str, RunKey, float]
"""A place, a run, and its time in unix seconds."""

MOST_STORED = 10_000
"""Runs of one store that are kept in a list, which is faster."""

ENTRY = 160
"""Bytes of an entry in DynamoDB. A query costs half a read unit per 4 KiB of entries."""


@dataclass(frozen=True)
class Crowd:
    """Runs of one store, in order of time.

    Args:
        at: returns the time of a run by its number, in unix seconds.
    """

    partition: str
    store: str
    count: int
    at: Callable[[int], float]
    _places: dict[int, str] = field(default_factory=dict[int, str], compare=False)

    def place(self, number: int) -> str:
        """Return a run's place. Most probes of a binary search are those of the last search."""
        if number not in self._places:
            self._places[number] = open_place(self.partition, self.at(number), self.store)
        return self._places[number]

    def entry(self, number: int) -> Entry:
        return self.place(number), RunKey(self.store, f"run-{number:07}", "act"), self.at(number)

    def after(self, start: tuple[str, RunKey]) -> Iterator[Entry]:
        """Yield the entries after a position."""
        first = bisect_left(range(self.count), start[0], key=self.place)
        return dropwhile(lambda entry: entry[:2] <= start, map(self.entry, range(first, self.count)))


@dataclass
class OpenIndex:
    """Entries that leave the index when they are moved or released: `runs.ports.DueRuns`.

    Attributes:
        reads: number of reads, by partition.
        read_units: DynamoDB's, of all reads.
        moved: runs that were moved or released, in order.
        away: partitions that cannot be read.
        refused: stores whose runs cannot be moved.
    """

    crowds: dict[str, list[Crowd]] = field(default_factory=lambda: defaultdict(list))
    reads: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    read_units: float = 0.0
    moved: dict[RunKey, float] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    _single: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def add(self, store: str, count: int, at: Callable[[int], float], kind: Kind = "due#default") -> None:
        """Add runs of a store, in order of time."""
        partition = open_partition(kind, RunKey(store, "", ""))
        if count > MOST_STORED:
            self.crowds[partition].append(Crowd(partition, store, count, at))
        else:
            times = map(at, range(count))
            self._single[partition] += [
                (open_place(partition, time, store), RunKey(store, f"run-{number:07}", "act"), time)
                for number, time in enumerate(times)
            ]

    def sort(self) -> None:
        """Sort the entries, and drop moved ones. Call it after the last `add`."""
        for partition, entries in self._single.items():
            self._single[partition] = sorted(entry for entry in entries if entry[1] not in self.moved)

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
        """Implement `runs.ports.DueRuns.read`."""
        self.reads[partition] += 1
        if partition in self.away:
            raise ConnectionError(partition)
        lowest = RunKey("", "", "")
        if isinstance(after, str):
            start = (after, lowest)
        else:
            start = (open_place(partition, after.due_at, after.key.store_hash), after.key)
        single = self._single[partition]
        first = bisect_right(single, start, key=lambda entry: entry[:2])
        some = (single[number] for number in range(first, len(single)))
        parts = [crowd.after(start) for crowd in self.crowds[partition]]
        in_time = takewhile(lambda entry: entry[0] <= until, merge(some, *parts))
        ahead = (entry for entry in in_time if entry[1] not in self.moved)
        page = [Due(key, at, at - 300.0, "default") for _, key, at in islice(ahead, limit)]
        self.read_units += max(1, ceil(len(page) * ENTRY / 4096)) / 2
        return page

    def move_check(self, due: Due, until: float) -> None:
        """Implement `runs.ports.DueRuns.move_check`."""
        if due.key.store_hash in self.refused:
            raise ConnectionError(due.key.store_hash)
        self.moved[due.key] = until

    def release(self, holder: str, due: Due, now: float) -> None:  # noqa: ARG002 -- the port's
        """Implement `runs.ports.DueRuns.release`."""
        self.moved[due.key] = now


class ReadTogether(OpenIndex):
    """An index that answers only once so many partitions are being read at the same time."""

    def __init__(self, partitions: int) -> None:
        super().__init__()
        self._reads = Barrier(partitions, timeout=5.0)

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
        """Implement `runs.ports.DueRuns.read`."""
        self._reads.wait()
        return super().read(partition, after, until, limit)


def neighbor(store: str) -> str:
    """Return another store, in the same partition."""
    partition = open_partition(due_in("default"), RunKey(store, "", ""))
    names = (f"{store[0]}zz{number}" for number in range(1000))
    return next(name for name in names if open_partition(due_in("default"), RunKey(name, "", "")) == partition)
