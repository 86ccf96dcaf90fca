"""Acquire resource locks for runs, and pass them on."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from storehook.queues.run_key import RunKey
from storehook.runs.ports import RunRepository
from storehook.runs.resource_locks import (
    MOST_READ,
    LockHolder,
    LockTable,
    LockWaiter,
    ResourceLock,
    holder_of,
    lock_of,
)
from storehook.runs.run import Run


@dataclass(frozen=True, slots=True)
class ResourceLocks:
    """Resource locks, held by runs that have not ended."""

    table: LockTable
    repository: RunRepository
    clock: Callable[[], float]

    def acquire(self, run: Run) -> bool:
        """Acquire the run's resource lock, and return whether the run may start. A run without a lock may."""
        lock = lock_of(run)
        return lock is None or self.table.acquire(lock, holder_of(run), self.clock()).name == run.key.path

    def wait(self, run: Run) -> RunKey | None:
        """Add a run to those that wait for its lock, and return the run to wake, if any.

        That is the run itself if it now has the lock, because the holder has ended in the meantime. A run that ends
        first stores its end and then looks for runs that wait. This run first joins these and then looks whether the
        holder has ended. So one of the two sees the other.
        """
        lock = lock_of(run)
        if lock is None:
            return run.key
        self.table.wait(lock, LockWaiter(run.key.path, run.created_at, run.version), self.clock())
        return self._take(lock, run, None)

    def release(self, run: Run) -> RunKey | None:
        """Pass the lock of a run that has ended on to the oldest run that waits, and return the run to wake.

        If many of the runs that wait have ended, this is the run itself, and a further invocation continues. If the
        lock was passed on before, this is the run that got it, which may not have been woken.
        """
        lock = lock_of(run)
        if lock is None:
            return None
        state = self.table.read(lock)
        if state.holder is None or state.holder.name != run.key.path:
            return _not_started(lock, state.holder)
        for waiter in state.waiters:
            if self._ended(lock, waiter.name) is None:
                is_next = self.table.pass_on(lock, holder_of(run), waiter, self.clock())
                return RunKey.in_store(lock.store_hash, waiter.name) if is_next else None
            self.table.remove(lock, waiter)
        if len(state.waiters) == MOST_READ:
            return run.key
        return self.table.free(lock, holder_of(run))

    def _take(self, lock: ResourceLock, run: Run, after: LockHolder | None) -> RunKey | None:
        holder = self.table.acquire(lock, holder_of(run), self.clock(), after=after)
        if holder.name == run.key.path:
            return run.key
        ended = self._ended(lock, holder.name)
        return _not_started(lock, holder) if ended is None else self._take(lock, run, ended)

    def _ended(self, lock: ResourceLock, name: str) -> LockHolder | None:
        """Return a run that has ended, with its last version. None if it has not ended."""
        run = self.repository.get(RunKey.in_store(lock.store_hash, name))
        if run is None:
            return LockHolder(name, sys.maxsize)
        return holder_of(run) if run.has_ended else None


def _not_started(lock: ResourceLock, holder: LockHolder | None) -> RunKey | None:
    """Return the run that got the lock and has not started. The process that woke it may have died before that."""
    return None if holder is None or holder.started else RunKey.in_store(lock.store_hash, holder.name)
