"""Runs of one action and resource that come one at a time: whose turn it is, and who stands behind.

Who has the turn is known by its run: a turn that is held by a run that has ended is free, whether it was given up or
its process died before it could. So nothing here lapses, and nothing is lost.
"""

from dataclasses import dataclass
from typing import Protocol

from storehook.runs.run import Run


@dataclass(frozen=True, slots=True)
class Place:
    """Where runs come one at a time.

    Args:
        store_hash: the store.
        resource: what they are about, such as `order/113`.
        action: their action.
    """

    store_hash: str
    resource: str
    action: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that asks for its turn.

    Args:
        name: its run's `RunKey.path`.
        created_at: when its run was created, in unix seconds: the earliest is the next.
        now: unix seconds.
    """

    name: str
    created_at: float
    now: float = 0.0

    @property
    def text(self) -> str:
        """As it stands in the line: texts sort by time."""
        return f"{self.created_at:017.6f} {self.name}"

    @classmethod
    def of(cls, text: str) -> "Waiting":
        """Who stands in the line by this text."""
        at, _, name = text.partition(" ")
        return cls(name, float(at))


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of asking.

    Args:
        holder: whose turn it is now; None if nobody's, although it was somebody's a moment ago.
    """

    holder: str | None


class Turns(Protocol):
    """Whose turn it is."""

    def take(self, place: Place, run: Waiting, *, after: str | None = None) -> Standing:
        """Take the turn if it is free or the run's own, or else stand in line.

        Args:
            place: where.
            run: who asks.
            after: a holder whose run has ended: it is free if it is still that one's.
        """
        ...

    def give(self, place: Place, name: str) -> Waiting | None:
        """Give the turn up, and tell who is next, if anybody is. One that is somebody else's is let be."""
        ...


def place_of(run: Run) -> Place | None:
    """Where a run comes one at a time; None if it is about no resource."""
    return Place(run.key.store_hash, run.resource, run.key.action) if run.resource else None
