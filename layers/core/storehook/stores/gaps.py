"""Open gaps of a store: times in which events may have been lost, and that no catch-up has covered yet. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

MOST = 20
"""Gaps that a store's row keeps. If there are more, the two nearest are joined, with the time between them."""


MARGIN = 24 * 3600.0
"""Seconds by which a catch-up stays below the age at which runs expire: it may take that long itself."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Interval of whole unix seconds, first and last included. The last is not before the first."""

    since: int
    until: int

    @classmethod
    def of(cls, since: float, until: float) -> "Interval":
        """Return the seconds from one moment to another. The interval starts no later than it ends."""
        # In this order, so that NaN counts as 0.
        return cls(int(min(max(0.0, since), until)), int(until))


type Gaps = tuple[Interval, ...]
"""Sorted intervals, of which no two touch."""


def union(*every: Iterable[Interval]) -> Gaps:
    """Return all seconds of all intervals. It adds others only if there are more than `MOST` gaps."""
    joined: list[Interval] = []
    for gap in sorted(gap for gaps in every for gap in gaps):
        if joined and gap.since <= joined[-1].until + 1:
            joined[-1] = Interval(joined[-1].since, max(joined[-1].until, gap.until))
        else:
            joined.append(gap)
    return _bounded(joined)


def without(gaps: Iterable[Interval], covered: Interval) -> Gaps:
    """Return the gaps without the covered seconds."""
    return union(
        Interval(since, until)
        for gap in gaps
        for since, until in (
            (gap.since, min(gap.until, covered.since - 1)),
            (max(gap.since, covered.until + 1), gap.until),
        )
        if since <= until
    )


def split(gaps: Iterable[Interval], moment: int) -> tuple[Gaps, Gaps]:
    """Return the seconds of the gaps before a moment, and those from it on."""
    every = union(gaps)
    before = tuple(Interval(gap.since, min(gap.until, moment - 1)) for gap in every if gap.since < moment)
    return before, tuple(Interval(max(gap.since, moment), gap.until) for gap in every if gap.until >= moment)


def earliest_since(now: float, runs_retention: float) -> int:
    """Return the earliest time that may be caught up, in unix seconds.

    Runs of earlier events may have expired. A catch-up could not tell that an action has run, and would run it twice.

    Args:
        runs_retention: seconds for which a run is kept after it has ended.
    """
    return int(now - runs_retention + MARGIN)


def _bounded(gaps: list[Interval]) -> Gaps:
    while len(gaps) > MOST:
        distances = [later.since - earlier.until for earlier, later in pairwise(gaps)]
        nearest = distances.index(min(distances))
        gaps[nearest : nearest + 2] = [Interval(gaps[nearest].since, gaps[nearest + 1].until)]
    return tuple(gaps)


class OpenGaps(Protocol):
    """Open gaps in the rows of the stores. A reinstallation keeps them."""

    def get(self, store_hash: str) -> Gaps:
        """Return a store's open gaps, earliest first."""
        ...

    def change(self, store_hash: str, change: Callable[[Gaps], Gaps]) -> None:
        """Change a store's gaps. Do nothing if the store is unknown.

        Args:
            change: returns the new gaps for the stored ones. It is called again if another writer was faster.
        """
        ...


@dataclass(frozen=True, slots=True)
class RecentGaps:
    """Open gaps as far as they may be caught up: `OpenGaps`. A reconciliation records what is too old.

    Args:
        runs_retention: as for `earliest_since`.
    """

    every: OpenGaps
    runs_retention: float
    clock: Callable[[], float]

    def get(self, store_hash: str) -> Gaps:
        """Return a store's gaps from the earliest time on that may be caught up."""
        return split(self.every.get(store_hash), earliest_since(self.clock(), self.runs_retention))[1]

    def change(self, store_hash: str, change: Callable[[Gaps], Gaps]) -> None:
        """Change all of a store's gaps."""
        self.every.change(store_hash, change)
