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
from storehook_cli.views.tracebacks import folded, places

WIDTHS = (20, 16)
"""Columns for the action and the resource."""

MAX_RESOURCES = 1_000
"""Most runs whose resource is remembered."""


class Following:
    """Follows `functions.log` from now on.

    Args:
        worker: folder with the author's code.
        clock: returns unix seconds.
    """

    def __init__(self, file: Path, runs: RunsService, *, worker: Path, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._start = file.stat().st_size
        self._runs = runs
        self._worker = worker
        self._clock = clock
        self._resources: dict[RunKey, str] = {}
        self._shown: set[str] = set()

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
            text, *below = self._failure(line.text, run)
        else:
            text, *below = line.text.split("\n")
        resource = self._resources.get(line.run, "") if line.run else ""
        head = f"{_time_of_day(self._clock())}  {line.source:<{WIDTHS[0]}} {resource:<{WIDTHS[1]}} {text}"
        return printable("\n".join([head, *(f"{'':10}{text}" for text in below)]))

    def _failure(self, result: str, run: Run) -> list[str]:
        """Return the lines of a failed attempt. The traceback is shown only once per cause."""
        place, then = "", ""
        if run.failure:
            place = self._place(run.failure.traceback)
        if run.state == "retrying":
            then = f". Next attempt at {_time_of_day(run.next_attempt_at)}"
        head = f"{result}, attempt {run.attempt}{place}: {why(run).removesuffix('.')}{then}"
        return [head, *self._new_traceback(run), more(run)]

    def _new_traceback(self, run: Run) -> list[str]:
        if run.failure is None or run.failure.fingerprint in self._shown:
            return []
        self._shown.add(run.failure.fingerprint)
        return folded(run.failure.traceback).rstrip().splitlines()

    def _place(self, traceback: str) -> str:
        """Return the author's last line in a traceback, such as ` at actions/bill.py:7`."""
        own = [f" at {path}:{line}" for path, line in places(traceback) if (self._worker / path).is_file()]
        return own[-1] if own else ""

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
    """Return a run's error in one line, or its state without one."""
    if run.failure is None:
        return run.state
    message = " ".join(run.failure.error.split())
    return f"{run.failure.error_type}: {message}" if message else run.failure.error_type


def more(run: Run) -> str:
    """Return the command that shows the whole run."""
    key = run.key
    return pasting.storehook("runs", "show", key.store_hash, key.event_id, key.name, "--local")


def _time_of_day(at: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at))


def _entries(log: IO[str], wait: Callable[[], bool]) -> Iterator[str]:
    line = ""
    while True:
        line += log.readline()
        if line.endswith("\n"):
            yield line
            line = ""
        elif not wait():
            return
