"""Rows of the table of runs."""

from collections.abc import Callable
from typing import NamedTuple

from storehook.queues.run_key import RunKey
from storehook.runs.open import open_entry
from storehook.runs.run import Run

RETENTION = 30 * 24 * 3600.0
"""Seconds for which an ended run is kept."""


class Version(NamedTuple):
    """Version of a row, the time of its write, and its partition of the index `open`, if any."""

    at: float
    run: Run
    partition: str | None


class Rows(dict[RunKey, Run]):
    """Rows that remember their past versions, and the runs that have been in each partition of the index `open`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self.clock = clock
        self.past: dict[RunKey, list[Version]] = {}
        self.been_in: dict[str, dict[RunKey, None]] = {}

    def __setitem__(self, key: RunKey, run: Run) -> None:
        super().__setitem__(key, run)
        entry = open_entry(run)
        partition = entry[0] if entry else None
        self.past.setdefault(key, []).append(Version(self.clock(), run, partition))
        if partition:
            self.been_in.setdefault(partition, {})[key] = None
