"""Rows of the table of runs."""

from collections.abc import Callable

from storehook.queues.run_key import RunKey
from storehook.runs.run import Run

RETENTION = 30 * 24 * 3600.0
"""Seconds for which an ended run is kept."""


class Rows(dict[RunKey, Run]):
    """Rows that remember their past versions."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self.clock = clock
        self.past: dict[RunKey, list[tuple[float, Run]]] = {}

    def __setitem__(self, key: RunKey, run: Run) -> None:
        super().__setitem__(key, run)
        self.past.setdefault(key, []).append((self.clock(), run))
