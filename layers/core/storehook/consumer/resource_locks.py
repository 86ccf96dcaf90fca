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
    lock_holder,
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
        return lock is None or self.table.acquire(lock, lock_holder(run), self.clock()).name == run.key.path

    def wait(self, run: Run) -> Run | None:
        """Add a run to those that wait for its lock, and return the run to wake, if any.

        That is the run itself if it now has the lock, because the holder has ended in the meantime. A run that ends
        first stores its end and then looks for runs that wait. This run first joins these and then looks whether the
        holder has ended. So one of the two sees the other.
        """
        lock = lock_of(run)
        if lock is None:
            return run
        self.table.wait(lock, LockWaiter(run.key.path, run.created_at, run.version), self.clock())
        return self._take(lock, run, None)

    def release(self, run: Run) -> Run | None:
        """Pass the lock of a run that has ended or sleeps to the oldest run that waits, and return the run to wake.

        If many of the runs that wait have ended, this is the run itself, and a further invocation continues. If the
        lock was passed on before, this is the run that got it, which may not have been woken.
        """
        lock = lock_of(run)
        if lock is None:
            return None
        state = self.table.read(lock)
        if state.holder is None or state.holder.name != run.key.path:
            return self._not_started(lock, state.holder)
        for waiter in state.waiters:
            waiting = None if waiter.name == run.key.path else self._run(lock, waiter.name)
            if waiting is not None and not waiting.has_ended and not waiting.waits_for:
                is_next = self.table.pass_on(lock, lock_holder(run), waiter, self.clock())
                return waiting if is_next else None
            self.table.remove(lock, waiter)
        if len(state.waiters) == MOST_READ:
            return run
        self.table.free(lock, lock_holder(run))
        return None

    def _take(self, lock: ResourceLock, run: Run, after: LockHolder | None) -> Run | None:
        holder = self.table.acquire(lock, lock_holder(run), self.clock(), after=after)
        if holder.name == run.key.path:
            return run
        other = self._run(lock, holder.name)
        if other is None:
            return self._take(lock, run, LockHolder(holder.name, sys.maxsize))
        if other.has_ended or other.waits_for:
            return self._take(lock, run, lock_holder(other))
        return self._not_started(lock, holder)

    def _not_started(self, lock: ResourceLock, holder: LockHolder | None) -> Run | None:
        """Return the run that got the lock and has not started. The process that woke it may have died before that."""
        return None if holder is None or holder.started else self._run(lock, holder.name)

    def _run(self, lock: ResourceLock, name: str) -> Run | None:
        return self.repository.get(RunKey.in_store(lock.store_hash, name))
