"""A run's log lines, read from CloudWatch Logs."""

import json
import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any, Protocol, cast

from storehook.operations.errors import LogTooLarge
from storehook.operations.logs import MARGIN, Logs
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run

LATE = 10.0
"""Seconds after which a line can usually be read."""

MAX_LINES = 200
"""Lines that the console shows."""

MAX_CHARACTERS = 1_000_000
"""Characters of these lines as JSON. Lambda answers at most 6 MB, and one line may have 256 KiB."""


@dataclass(frozen=True, slots=True)
class LogLineAnswer:
    """A line that a run has logged. `message` is any JSON value. `more` holds the line's other fields."""

    at: float
    level: str
    message: Any
    attempt: int | None
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunLogAnswer:
    """The latest lines that a run has logged, oldest first. `capped` if there may be more."""

    lines: list[LogLineAnswer]
    capped: bool


class LogLines(Protocol):
    """The log groups of the stack."""

    def about(self, group: str, text: str, since: float, until: float | None) -> Iterator[tuple[float, str]]:
        """Yield the lines of a group with their times, oldest first. Lines without the text may be among them.

        Times are unix seconds. Without an `until`, the end is open.

        Raises:
            LogTooLarge: there are more lines than are read at once. Those that were found come first.
        """
        ...


@dataclass(frozen=True, slots=True)
class RunLog:
    """Reads the lines that a run's attempts have logged."""

    logs: Logs
    lines: LogLines

    def of_run(self, run: Run, since: float = 0.0) -> Iterator[LogLineAnswer]:
        """Yield a run's lines since a time, oldest first. Only the time tells lines of another generation apart."""
        until = run.updated_at + MARGIN if run.has_ended else None
        start = max(run.created_at - MARGIN, since)
        for at, text in self.lines.about(self.logs.group(run), run.key.event_id, start, until):
            line = _line(run.key, at, text)
            if line is not None:
                yield line

    def latest(self, run: Run) -> RunLogAnswer:
        """Return the latest lines of a run, as many as the console can show."""
        latest: deque[LogLineAnswer] = deque(maxlen=MAX_LINES)
        count, read_all = 0, False
        with suppress(LogTooLarge):
            for count, line in enumerate(self.of_run(run), 1):  # noqa: B007 -- the number of lines
                latest.append(line)
            read_all = True
        lines = _fitting(latest)
        return RunLogAnswer(lines, capped=not read_all or len(lines) < count)


def _fitting(lines: Sequence[LogLineAnswer]) -> list[LogLineAnswer]:
    """Return the latest lines that are not too large together."""
    sizes = accumulate(len(json.dumps(asdict(line))) for line in reversed(lines))
    count = sum(size <= MAX_CHARACTERS for size in sizes)
    return list(lines)[len(lines) - count :]


def _line(key: RunKey, at: float, text: str) -> LogLineAnswer | None:
    """Parse a line. None if another run has written it, or none."""
    try:
        value: Any = json.loads(text, parse_constant=str, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    fields = cast("dict[str, Any]", value)
    names = fields.get("correlation_id"), fields.get("store_hash"), fields.get("action")
    if names != (key.event_id, key.store_hash, key.action):
        return None
    attempt: object = fields.get("attempt")
    return LogLineAnswer(
        at=at,
        level=str(fields.get("level", "")),
        message=fields.get("message", ""),
        attempt=attempt if isinstance(attempt, int) else None,
        more={name: field for name, field in fields.items() if name not in _KNOWN},
    )


def _finite(text: str) -> float | str:
    """Parse a number. One that a float cannot hold stays text: JSON has no infinity, and browsers reject it."""
    number = float(text)
    return number if math.isfinite(number) else text


_KNOWN = {
    *("level", "message", "attempt", "correlation_id", "store_hash", "action"),
    *("timestamp", "location", "service", "xray_trace_id"),
}
