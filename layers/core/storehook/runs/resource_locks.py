"""Resource locks: at most one run of an action per resource proceeds at a time.

A lock names the run that holds it. A lock whose holder has ended is free, even if the holder's process died before it
could pass the lock on. Locks therefore need no lease, and nothing is lost.

Each run that waits has its own row, so the cost of waiting does not depend on how many others wait.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from storehook.queues.run_key import KEYED
from storehook.runs.run import LATE, Run, defer

MOST_READ = 20
"""Waiting runs that are read at once."""

LONGEST_CHECK = 3600.0
"""Longest time between two checks of a run that waits for its lock, in seconds."""


@dataclass(frozen=True, slots=True)
class ResourceLock:
    """Lock on one resource, such as `order/113`, for the runs of one action."""

    store_hash: str
    resource: str
    action: str


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Run that holds a lock.

    Args:
        name: its `RunKey.path`.
        version: version of the run when it got the lock.
        started: False if the lock was passed on to the run, and the run has not started since.
    """

    name: str
    version: int
    started: bool = True


@dataclass(frozen=True, slots=True)
class LockWaiter:
    """Run that waits for a lock. The run that was created first is next.

    Args:
        name: its `RunKey.path`.
        created_at: creation of the run, in unix seconds.
        version: version of the run that waits.
    """

    name: str
    created_at: float
    version: int

    @property
    def text(self) -> str:
        """Stored form. Texts sort by creation time."""
        return f"{self.created_at:017.6f} {self.name}"

    @classmethod
    def of(cls, text: str, version: int) -> "LockWaiter":
        """Read a waiter from its stored form."""
        at, _, name = text.partition(" ")
        return cls(name, float(at), version)


@dataclass(frozen=True, slots=True)
class LockState:
    """Lock as it is stored: its holder, if any, and the oldest `MOST_READ` of the runs that wait for it."""

    holder: LockHolder | None
    waiters: tuple[LockWaiter, ...]


class LockTable(Protocol):
    """Stored locks and the runs that wait for them. Times are in unix seconds."""

    def acquire(
        self, lock: ResourceLock, holder: LockHolder, now: float, *, after: LockHolder | None = None
    ) -> LockHolder:
        """Acquire a lock that is free or already the run's, and return its current holder.

        Args:
            after: a run that has ended, and its last version. If it still holds the lock, the lock counts as free.
        """
        ...

    def wait(self, lock: ResourceLock, waiter: LockWaiter, now: float) -> None:
        """Add a run to those that wait."""
        ...

    def read(self, lock: ResourceLock) -> LockState:
        """Return the current state of a lock."""
        ...

    def remove(self, lock: ResourceLock, waiter: LockWaiter) -> None:
        """Remove a run from those that wait, unless it has joined them again since."""
        ...

    def pass_on(self, lock: ResourceLock, holder: LockHolder, waiter: LockWaiter, now: float) -> bool:
        """Pass a lock on to a run that waits. Do nothing if the holder has lost the lock, or has got it again.

        Args:
            holder: a run that has ended, and its last version.

        Returns:
            Whether the lock was passed on.
        """
        ...

    def free(self, lock: ResourceLock, holder: LockHolder) -> None:
        """Free a lock for which no run waits, under the same conditions."""
        ...


def lock_of(run: Run) -> ResourceLock | None:
    """Return the lock that a run takes: for its event's resource, or for the resource that its enqueue's key names.

    None if the run has neither.
    """
    is_keyed = run.key.event_id.startswith(KEYED)
    resource = run.resource or (run.key.event_id.removeprefix(KEYED) if is_keyed else None)
    return ResourceLock(run.key.store_hash, resource, run.key.action) if resource else None


def lock_holder(run: Run) -> LockHolder:
    """Return a run as the holder of its lock."""
    return LockHolder(run.key.path, run.version)


def wait_for_lock(run: Run, now: float) -> Run:
    """Return the run waiting for its lock. The attempt that just started doesn't count and isn't recorded.

    The run is due all the time, and the end of the lock's holder wakes it. The timer checks it at growing intervals, in
    case that wake-up is lost.
    """
    since = min(run.next_attempt_at or now, now)
    return replace(defer(run, now, until=since), due_at=now + min(max(now - since, LATE), LONGEST_CHECK))
