"""Acquire and release resource locks for runs."""

from collections.abc import Callable
from dataclasses import dataclass

from storehook.queues.run_key import RunKey
from storehook.runs.ports import RunRepository
from storehook.runs.resource_locks import LockTable, LockWaiter, lock_of
from storehook.runs.run import Run


@dataclass(frozen=True, slots=True)
class ResourceLocks:
    """Resource locks, held by runs that have not ended."""

    table: LockTable
    repository: RunRepository
    clock: Callable[[], float]

    def acquire(self, run: Run) -> bool:
        """Acquire the run's resource lock, or join the runs that wait for it. Return whether the run may start.

        A run without a resource needs no lock.
        """
        if (lock := lock_of(run)) is None:
            return True
        waiter = LockWaiter(run.key.path, run.created_at, self.clock())
        holder = self.table.acquire(lock, waiter)
        if holder is None or (holder != waiter.name and self._has_ended(run.key.store_hash, holder)):
            holder = self.table.acquire(lock, waiter, after=holder)
        return holder == waiter.name

    def release(self, run: Run) -> RunKey | None:
        """Release the run's resource lock, and return the next run that waits for it, if any."""
        lock = lock_of(run)
        waiter = self.table.release(lock, run.key.path) if lock else None
        return RunKey.in_store(run.key.store_hash, waiter.name) if waiter else None

    def _has_ended(self, store_hash: str, name: str) -> bool:
        run = self.repository.get(RunKey.in_store(store_hash, name))
        return run is None or run.has_ended
