"""A run's log lines, read from where they are."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, cast

from storehook.operations.answers import LogLineAnswer
from storehook.operations.logs import MARGIN, Logs
from storehook.runs.run import Run, RunKey

LATE = 10.0
"""Seconds after which a line that was written can be read, in all likelihood."""


class LogLines(Protocol):
    """The log groups of the stack."""

    def about(self, group: str, text: str, since: float, until: float | None) -> Iterator[tuple[float, str]]:
        """Lines of a group, each with when it was written; the first first. Others may be among them.

        Args:
            group: the group's name.
            text: what is looked for in them.
            since: from then on, in unix seconds.
            until: up to then; None for all.
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


def _line(key: RunKey, at: float, text: str) -> LogLineAnswer | None:
    """A line as an answer; None if it is none of this run's."""
    try:
        found: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    said = cast("dict[str, Any]", found)
    names = said.get("correlation_id"), said.get("store_hash"), said.get("action")
    if names != (key.event_id, key.store_hash, key.action):
        return None
    return {
        "at": at,
        "level": str(said.get("level", "")),
        "message": said.get("message", ""),
        "attempt": said.get("attempt"),
        "more": {name: each for name, each in said.items() if name not in _KNOWN},
    }


_KNOWN = {
    *("level", "message", "attempt", "correlation_id", "store_hash", "action"),
    *("timestamp", "location", "service", "xray_trace_id"),
}
