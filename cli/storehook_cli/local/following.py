"""Output of the functions of the local stack, formatted for the terminal of `make run`."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from botocore.exceptions import BotoCoreError, ClientError

from storehook.operations import Run, RunKey
from storehook.operations.errors import NoSuchRun
from storehook.operations.runs_service import RunsService
from storehook_cli.local.log_lines import LogLine, read
from storehook_cli.views import pasting
from storehook_cli.views.printing import printable

WIDTHS = (20, 16)
"""Columns for the action and the resource."""

MAX_RESOURCES = 1_000
"""Most runs whose resource is remembered."""


class Following:
    """Follows `functions.log` from now on. The clock returns the displayed time of day."""

    def __init__(
        self, file: Path, runs: RunsService, clock: Callable[[], str] = lambda: time.strftime("%H:%M:%S")
    ) -> None:
        self._file = file
        self._start = file.stat().st_size
        self._runs = runs
        self._clock = clock
        self._resources: dict[RunKey, str] = {}

    def lines(self, wait: Callable[[], bool]) -> Iterator[str]:
        """Yield lines for the terminal as functions print them.

        Args:
            wait: waits a moment for new output, and returns whether to continue.
        """
        with self._file.open() as log:
            log.seek(self._start)
            for entry in _entries(log, wait):
                if line := read(entry):
                    yield self._format(line)

    def _format(self, line: LogLine) -> str:
        run = self._stored(line)
        if run and line.failed:
            text, *below = f"{line.text}, attempt {run.attempt}: {why(run)}", more(run)
        else:
            text, *below = line.text.split("\n")
        resource = self._resources.get(line.run, "") if line.run else ""
        head = f"{self._clock()}  {line.source:<{WIDTHS[0]}} {resource:<{WIDTHS[1]}} {text}"
        return printable("\n".join([head, *(f"{'':10}{text}" for text in below)]))

    def _stored(self, line: LogLine) -> Run | None:
        """Return the run of a line if it is needed: for its failure, or on its first line."""
        if line.run is None or (line.run in self._resources and not line.failed):
            return None
        try:
            run = self._runs.stored(line.run)
        except (NoSuchRun, BotoCoreError, ClientError):  # the line is shown without details of the run
            return None
        self._remember(line.run, run.resource or "")
        return run

    def _remember(self, key: RunKey, resource: str) -> None:
        if len(self._resources) >= MAX_RESOURCES:
            self._resources.clear()
        self._resources[key] = resource


def why(run: Run) -> str:
    """Return the last line of a run's error, or its state without one."""
    if run.failure is None:
        return run.state
    lines = run.failure.error.strip().splitlines()
    return f"{run.failure.error_type}: {lines[-1]}" if lines else run.failure.error_type


def more(run: Run) -> str:
    """Return the command that shows the whole run."""
    key = run.key
    return pasting.storehook("runs", "show", key.store_hash, key.event_id, key.name, "--local")


def _entries(log: IO[str], wait: Callable[[], bool]) -> Iterator[str]:
    line = ""
    while True:
        line += log.readline()
        if line.endswith("\n"):
            yield line
            line = ""
        elif not wait():
            return
