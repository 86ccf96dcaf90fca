"""Follows what the functions of the local stack print, in the terminal of `make run`."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from botocore.exceptions import BotoCoreError, ClientError

from storehook.operations.errors import NoSuchRun
from storehook.operations.runs_service import RunsService
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run
from storehook_cli.local.failed_runs import more, why
from storehook_cli.local.log_lines import LogLine, read
from storehook_cli.views.printing import printable

WIDTHS = (20, 16)
"""Columns for the action and the resource."""

MAX_RESOURCES = 1_000
"""Runs whose resource is remembered."""


class Following:
    """What is printed from now on.

    Args:
        file: `functions.log`.
        runs: tells what a run is about, and why it failed.
        clock: gives the time of day, as it is shown.
    """

    def __init__(
        self, file: Path, runs: RunsService, clock: Callable[[], str] = lambda: time.strftime("%H:%M:%S")
    ) -> None:
        self._file = file
        self._begin = file.stat().st_size
        self._runs = runs
        self._clock = clock
        self._resources: dict[RunKey, str] = {}

    def lines(self, wait: Callable[[], bool]) -> Iterator[str]:
        """Lines for the terminal, as they are printed.

        Args:
            wait: waits a moment where there is nothing new; tells whether to go on.
        """
        with self._file.open() as log:
            log.seek(self._begin)
            for entry in _entries(log, wait):
                if found := read(entry):
                    yield self._shown(found)

    def _shown(self, line: LogLine) -> str:
        run = self._stored(line)
        if run and line.failed:
            text, *below = f"{line.text}, attempt {run.attempt}: {why(run)}", more(run)
        else:
            text, *below = line.text.split("\n")
        resource = self._resources.get(line.run, "") if line.run else ""
        head = f"{self._clock()}  {line.source:<{WIDTHS[0]}} {resource:<{WIDTHS[1]}} {text}"
        return printable("\n".join([head, *(f"{'':10}{each}" for each in below)]))

    def _stored(self, line: LogLine) -> Run | None:
        """The run that a line is about, if it is asked for: for its failure, or the first time."""
        if line.run is None or (line.run in self._resources and not line.failed):
            return None
        try:
            run = self._runs.stored(line.run)
        except (NoSuchRun, BotoCoreError, ClientError):  # it is shown without what the run would add
            return None
        self._remember(line.run, run.resource or "")
        return run

    def _remember(self, key: RunKey, resource: str) -> None:
        if len(self._resources) >= MAX_RESOURCES:
            self._resources.clear()
        self._resources[key] = resource


def _entries(log: IO[str], wait: Callable[[], bool]) -> Iterator[str]:
    begun = ""
    while True:
        begun += log.readline()
        if begun.endswith("\n"):
            yield begun
            begun = ""
        elif not wait():
            return
