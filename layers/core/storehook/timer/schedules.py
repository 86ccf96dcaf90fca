"""Runs of schedules: the timer creates a run for each store and occurrence.

It does so after it has released held runs, in the time that is left of that invocation. A separate invocation would
take another of the account's function copies, for work that takes milliseconds most of the time.

A run is created with its time, and the timer wakes it like any other. A tick takes one page of each schedule in turn,
so that a schedule of 60,000 stores delays no other. It creates a bounded number of runs and stores its progress after
each page. If it dies, the next tick creates the page again, and finds the runs that exist.
"""

import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from typing import Protocol

from storehook.observability import logger
from storehook.queues.ports import ParallelMap
from storehook.runs.ports import RunRepository
from storehook.runs.run import Lease
from storehook.schedules.stored import (
    Occurrence,
    StoredSchedule,
    StoredSchedules,
    after_page,
    begun,
    run_of,
    stores_of,
)
from storehook.stores.ports import StorePage
from storehook.stores.store import Status

RUNS = 20_000
"""Runs created per tick, and at most one page more."""

SECONDS = 50.0
"""Seconds of an invocation after which no further page is started."""

LEAST_SECONDS = 5.0
"""Seconds that a tick always has for its pages."""


class StoreHashes(Protocol):
    """The part of `stores.ports.Stores` that lists stores."""

    def hashes(self, status: Status, after: str = "") -> StorePage:
        """Return a page of the hashes of the stores with a status, in order, after a hash."""
        ...


@dataclass(frozen=True, slots=True)
class SchedulesReport:
    """Report of a tick.

    Args:
        created: number of created runs, by action. Some may have existed.
        unfinished: number of occurrences whose runs are not all created.
        errors: reasons for which a schedule was not continued.
    """

    created: Counter[str] = field(default_factory=Counter[str])
    unfinished: int = 0
    errors: Sequence[Exception] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedules:
    """Creation of the runs of schedules."""

    schedules: StoredSchedules
    stores: StoreHashes
    repository: RunRepository
    clock: Callable[[], float] = time.time
    token: Callable[[], str] = token_hex
    parallel_map: ParallelMap = map

    @contextmanager
    def afterwards(self) -> Generator[None]:
        """Run a tick in the time that other work of the invocation leaves, even if that work fails.

        The tick is logged if it created runs. The first error that it met is raised.
        """
        ends_at = self.clock() + SECONDS
        try:
            yield
        finally:
            self._work(ends_at - self.clock())

    def _work(self, seconds: float) -> None:
        report = self.tick(seconds)
        if report.created:
            logger().info("scheduled", extra={"scheduled": dict(report.created), "unfinished": report.unfinished})
        for error in report.errors:
            raise error

    def tick(self, seconds: float) -> SchedulesReport:
        """Begin the occurrences that are due, and create their runs. A schedule that fails does not stop the others.

        Args:
            seconds: time after which no further page is started.
        """
        created, errors = Counter[str](), list[Exception]()
        active, ends_at = self.schedules.all(), self.clock() + max(seconds, LEAST_SECONDS)
        while active and created.total() < RUNS and self.clock() < ends_at:
            pages = [self._page(schedule, created, errors) for schedule in active]
            active = [schedule for schedule in pages if schedule]
        return SchedulesReport(created, sum(schedule.occurrence is not None for schedule in active), errors)

    def _page(self, schedule: StoredSchedule, created: Counter[str], errors: list[Exception]) -> StoredSchedule | None:
        """Create a page of runs. Return the schedule if more may be due."""
        try:
            started = begun(schedule, self.clock())
            if started is None or started.occurrence is None or not self._save(started, schedule):
                return None
            page = self._stores(started, started.occurrence)
            created[started.action] += self._create(started, started.occurrence, page.hashes)
            after = after_page(started, started.occurrence, page.after)
            return after if self._save(after, started) else None
        except Exception as error:
            errors.append(error)
            return None

    def _save(self, schedule: StoredSchedule, before: StoredSchedule) -> bool:
        """Store a version. Return False if another tick, an operator or a deploy was first. The next tick sees that."""
        return schedule is before or self.schedules.save(schedule, before)

    def _stores(self, schedule: StoredSchedule, occurrence: Occurrence) -> StorePage:
        if known := stores_of(schedule, occurrence):
            return StorePage(known)
        return self.stores.hashes("active", occurrence.after)

    def _create(self, schedule: StoredSchedule, occurrence: Occurrence, hashes: Sequence[str]) -> int:
        lease = Lease(self.token(), self.clock(), 0.0)
        create = partial(self._create_one, schedule, occurrence, lease)
        return len(list(self.parallel_map(create, hashes)))

    def _create_one(self, schedule: StoredSchedule, occurrence: Occurrence, lease: Lease, store_hash: str) -> None:
        # A conflict means that the run exists: the tick before died after it had created it.
        self.repository.save(run_of(schedule, occurrence, store_hash, lease))
