"""Cost of a resource lock for which more and more runs wait.

`python -m tests.bench.many_locked 10 100 1000 10000` lets that many runs wait for one lock, in a table of moto in this
process. It counts the calls and the DynamoDB units of one more run that waits, and of the holder that passes the lock
on. It exits with 1 if they grow.
"""

import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from tests.support.aws_costs import Meter
from tests.support.clocks import NOW
from tests.support.moto_stack import ENVIRONMENT, MotoStack, moto_stack
from tests.support.runs import run
from tests.support.spread_runs import RETENTION, write

from storehook.aws.resource_locks import DynamoLockTable
from storehook.aws.runs import DynamoRunRepository
from storehook.consumer.resource_locks import ResourceLocks
from storehook.runs.resource_locks import LockWaiter, lock_of
from storehook.runs.run import Run

SIZES = (10, 100, 1_000, 10_000)


@dataclass(frozen=True, slots=True)
class LockCost:
    """Cost of what one run does with the lock.

    Args:
        calls: the calls, by name.
        read_units: DynamoDB's.
        write_units: DynamoDB's.
    """

    calls: tuple[tuple[str, int], ...]
    read_units: float
    write_units: int

    def __str__(self) -> str:
        """Write it in one line."""
        calls = ", ".join(f"{count} {name}" for name, count in self.calls)
        return f"{calls} ({self.read_units} read units, {self.write_units} write units)"


@dataclass
class WaitingRuns:
    """Runs that wait for one lock. The one with the lowest number holds it.

    Args:
        moto: the table.
        meter: counts the calls of consumers.
    """

    moto: MotoStack
    meter: Meter
    holder: int = 0
    last: int = 0

    def fill(self, size: int) -> None:
        """Let more runs wait, until there are so many."""
        table, lock = _lock_table(self.moto), lock_of(_run(0))
        assert lock is not None
        while self.last - self.holder < size:
            self.last += 1
            table.wait(lock, LockWaiter(_run(self.last).key.path, _run(self.last).created_at, 1), NOW)

    def costs(self) -> Iterator[tuple[str, LockCost]]:
        """Let one more run wait, and the holder end. Afterwards as many wait as before."""
        self.last += 1
        locks, new = _locks(self.moto), _run(self.last)
        self._store(_run(self.holder), _run(self.holder + 1), new)
        self.meter.clear()
        assert not locks.acquire(new)
        locks.wait(new)
        yield "one more waits", self._cost()
        ended = replace(_run(self.holder), state="completed")
        self._store(ended)
        self.meter.clear()
        following = locks.release(ended)
        assert following is not None
        assert following.key == _run(self.holder + 1).key
        yield "the holder passes it on", self._cost()
        self.holder += 1

    def _store(self, *runs: Run) -> None:
        write(self.moto.emulator.client("dynamodb").sdk, self.moto.outputs()["Runs"], runs)

    def _cost(self) -> LockCost:
        meter = self.meter
        return LockCost(tuple(sorted(meter.calls.items())), meter.read_units, meter.write_units)


def main(sizes: tuple[int, ...]) -> int:
    """Let that many runs wait, and measure. Return 1 if the cost has grown."""
    os.environ |= ENVIRONMENT
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    seen = set[tuple[str, LockCost]]()
    with moto_stack() as moto:
        meter = Meter(moto.emulator.client("dynamodb").sdk)
        waiting = WaitingRuns(moto, meter)
        _locks(moto).acquire(_run(0))
        waiting.fill(2)
        with pytest.MonkeyPatch.context() as patch:
            meter.watch_signed(patch)
            list(waiting.costs())  # the first holder never waited, and has no row to remove
        for size in sizes:
            waiting.fill(size)
            with pytest.MonkeyPatch.context() as patch:
                meter.watch_signed(patch)
                for what, cost in waiting.costs():
                    print(f"{size:>9,} waiting, in moto: {what}: {cost}", flush=True)  # noqa: T201
                    seen.add((what, cost))
    return int(len(seen) > 2)


def _lock_table(moto: MotoStack) -> DynamoLockTable:
    return DynamoLockTable(moto.emulator.client("dynamodb"), moto.outputs()["Runs"])


def _locks(moto: MotoStack) -> ResourceLocks:
    repository = DynamoRunRepository(moto.emulator.client("dynamodb"), moto.outputs()["Runs"], RETENTION)
    return ResourceLocks(_lock_table(moto), repository, lambda: NOW)


def _run(number: int) -> Run:
    return replace(run(number, store="bench", state="waiting", created_at=NOW + number), version=1)


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
