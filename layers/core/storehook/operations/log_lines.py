"""A run's log lines, read from where they are."""

import json
import math
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Protocol, cast

from storehook.operations.answers import LogLineAnswer, RunLogAnswer
from storehook.operations.errors import LogTooLarge
from storehook.operations.logs import MARGIN, Logs
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run

LATE = 10.0
"""Seconds after which a line that was written can be read, in all likelihood."""

MOST = 200
"""Lines that a page shows."""

LARGEST = 1_000_000
"""Characters of them, as JSON. Lambda answers no more than 6 MB, and one line may have 256 KiB."""


class LogLines(Protocol):
    """The log groups of the stack."""

    def about(self, group: str, text: str, since: float, until: float | None) -> Iterator[tuple[float, str]]:
        """Lines of a group, each with when it was written; the first first. Others may be among them.

        Args:
            group: the group's name.
            text: what is looked for in them.
            since: from then on, in unix seconds.
            until: up to then; None for all.

        Raises:
            LogTooLarge: there is more to look through than the port reads. What was found has come before.
        """
        ...


@dataclass(frozen=True, slots=True)
class RunLog:
    """Reads the lines that a run's attempts have logged.

    Args:
        logs: where they are.
        lines: reads them.
    """

    logs: Logs
    lines: LogLines

    def of_run(self, run: Run, since: float = 0.0) -> Iterator[LogLineAnswer]:
        """The lines of a run, the first first. Those of another generation of it are told apart by their time alone.

        Args:
            run: as it is stored now.
            since: only from then on, in unix seconds.
        """
        until = run.updated_at + MARGIN if run.has_ended else None
        begin = max(run.created_at - MARGIN, since)
        for at, text in self.lines.about(self.logs.group(run), run.key.event_id, begin, until):
            if (line := _line(run.key, at, text)) is not None:
                yield line

    def latest(self, run: Run) -> RunLogAnswer:
        """The latest lines of a run, as many as a page can show."""
        kept: deque[LogLineAnswer] = deque(maxlen=MOST)
        count, read_all = 0, False
        with suppress(LogTooLarge):
            for count, line in enumerate(self.of_run(run), 1):  # noqa: B007 -- how many there were
                kept.append(line)
            read_all = True
        lines = _fitting(kept)
        return {"lines": lines, "capped": not read_all or len(lines) < count}


def _fitting(lines: Sequence[LogLineAnswer]) -> list[LogLineAnswer]:
    """The latest of some lines that are not too large together."""
    sizes = accumulate(len(json.dumps(line)) for line in reversed(lines))
    count = sum(size <= LARGEST for size in sizes)
    return list(lines)[len(lines) - count :]


def _line(key: RunKey, at: float, text: str) -> LogLineAnswer | None:
    """A line as an answer; None if it is none of this run's."""
    try:
        found: Any = json.loads(text, parse_constant=str, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    said = cast("dict[str, Any]", found)
    names = said.get("correlation_id"), said.get("store_hash"), said.get("action")
    if names != (key.event_id, key.store_hash, key.action):
        return None
    attempt: object = said.get("attempt")
    return {
        "at": at,
        "level": str(said.get("level", "")),
        "message": said.get("message", ""),
        "attempt": attempt if isinstance(attempt, int) else None,
        "more": {name: each for name, each in said.items() if name not in _KNOWN},
    }


def _finite(text: str) -> float | str:
    """A number; as text, if it is too large for one: JSON has no infinity, and no browser reads one."""
    found = float(text)
    return found if math.isfinite(found) else text


_KNOWN = {
    *("level", "message", "attempt", "correlation_id", "store_hash", "action"),
    *("timestamp", "location", "service", "xray_trace_id"),
}
