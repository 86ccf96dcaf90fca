"""Steps of a run: named results that later attempts reuse, and the ends of sleeps.

Each step is a row of its own, so runs without steps cost nothing more. Its result is stored once. Two workers may both
have executed a step, if one of them has lost its lease. Whoever stores the result second gets the first one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

DAY = 24 * 3600.0

SPARE = 60 * DAY
"""Seconds for which a step is kept in addition to the retention of runs, so that it outlives its run.

A sleep leaves at least half of that to each step before it."""

LONGEST_SLEEP = 366 * DAY
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Stored step. Times are in unix seconds.

    Args:
        result: JSON text of the result. None for a sleep.
        until: end of a sleep. 0 for a step with a result.
        stored_at: time at which it was stored.
    """

    name: str
    result: str | None = None
    until: float = 0.0
    stored_at: float


class StepTable(Protocol):
    """Table of the steps of all runs, by `Run.run_key`."""

    def of_run(self, run_key: str) -> Mapping[str, Step]:
        """Return the stored steps of a run by name."""
        ...

    def put(self, run_key: str, step: Step) -> Step:
        """Store a step unless one of that name is stored. Return the stored one."""
        ...

    def keep(self, run_key: str, steps: Mapping[str, Step], until: float) -> None:
        """Keep steps of a run for longer, so that they outlive a sleep until a time in unix seconds."""
        ...
