"""Resource locks: at most one run of an action per resource proceeds at a time.

A lock names the run that holds it. A lock whose holder has ended is free, even if the holder's process died before it
could release it. Locks therefore need no lease, and nothing is lost.
"""

from dataclasses import dataclass
from typing import Protocol

from storehook.runs.run import Run


@dataclass(frozen=True, slots=True)
class ResourceLock:
    """Lock on one resource, such as `order/113`, for the runs of one action."""

    store_hash: str
    resource: str
    action: str


@dataclass(frozen=True, slots=True)
class LockWaiter:
    """Run that asks for a lock. The run that was created first is next. Times are in unix seconds.

    Args:
        name: its `RunKey.path`.
    """

    name: str
    created_at: float
    now: float = 0.0

    @property
    def text(self) -> str:
        """Stored form. Texts sort by creation time."""
        return f"{self.created_at:017.6f} {self.name}"

    @classmethod
    def of(cls, text: str) -> "LockWaiter":
        """Read a waiter from its stored form."""
        at, _, name = text.partition(" ")
        return cls(name, float(at))


class LockTable(Protocol):
    """Stored locks and the runs that wait for them."""

    def acquire(self, lock: ResourceLock, waiter: LockWaiter, *, after: str | None = None) -> str | None:
        """Acquire a lock that is free or already the waiter's. Otherwise, add the waiter to those that wait.

        Args:
            after: a holder whose run has ended. If it still holds the lock, the lock counts as free.

        Returns:
            The name of the current holder. None if the lock was released at that very moment.
        """
        ...

    def release(self, lock: ResourceLock, name: str) -> LockWaiter | None:
        """Release a lock that the named run holds, and return the next waiter, if any."""
        ...


def lock_of(run: Run) -> ResourceLock | None:
    """Return the lock for a run's resource. None if the run has no resource."""
    return ResourceLock(run.key.store_hash, run.resource, run.key.action) if run.resource else None
