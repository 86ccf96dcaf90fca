"""A store's open gaps: times in which events may have been lost, and that no catch-up has covered yet. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

MOST = 20
"""Gaps that a store's row keeps. Of more, those that are nearest to each other become one, with the time between."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Whole seconds, the first and the last included.

    Args:
        since: the first, in unix seconds.
        until: the last, in unix seconds; not before the first.
    """

    since: int
    until: int

    @classmethod
    def of(cls, since: float, until: float) -> "Interval":
        """The seconds from one moment to another. It begins no later than it ends."""
        # In this order, so that what is no number counts as the beginning of time.
        return cls(int(min(max(0.0, since), until)), int(until))


type Gaps = tuple[Interval, ...]
"""Intervals in order, of which no two touch."""


def union(*every: Iterable[Interval]) -> Gaps:
    """All the seconds of all of them. Only above `MOST` gaps are there others, too."""
    joined: list[Interval] = []
    for gap in sorted(gap for gaps in every for gap in gaps):
        if joined and gap.since <= joined[-1].until + 1:
            joined[-1] = Interval(joined[-1].since, max(joined[-1].until, gap.until))
        else:
            joined.append(gap)
    return _bounded(joined)


def without(gaps: Iterable[Interval], covered: Interval) -> Gaps:
    """All seconds but the covered ones."""
    return union(
        Interval(since, until)
        for gap in gaps
        for since, until in (
            (gap.since, min(gap.until, covered.since - 1)),
            (max(gap.since, covered.until + 1), gap.until),
        )
        if since <= until
    )


def _bounded(gaps: list[Interval]) -> Gaps:
    while len(gaps) > MOST:
        distances = [later.since - earlier.until for earlier, later in pairwise(gaps)]
        nearest = distances.index(min(distances))
        gaps[nearest : nearest + 2] = [Interval(gaps[nearest].since, gaps[nearest + 1].until)]
    return tuple(gaps)


class OpenGaps(Protocol):
    """The stores' open gaps, in the stores' rows. A new installation leaves them there."""

    def get(self, store_hash: str) -> Gaps:
        """A store's open gaps, the earliest first."""
        ...

    def change(self, store_hash: str, change: Callable[[Gaps], Gaps]) -> None:
        """Store what becomes of a store's gaps. A store that is not there stays away.

        Args:
            store_hash: the store.
            change: gives the gaps to store for those that are stored; asked again if those have changed.
        """
        ...
