"""The functions' log lines, in CloudWatch Logs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from storehook.operations.errors import LogTooLarge


@dataclass(frozen=True, slots=True)
class CloudWatchLines:
    """The log groups of a stack: `operations.log_lines.LogLines`. It needs `logs:FilterLogEvents`.

    A page may be empty and yet not the last, and events come sorted by their time (AWS, "FilterLogEvents"). In a
    filter pattern, a term with other characters than letters and digits stands in quotation marks (AWS, "Filter pattern
    syntax"); one that could have another meaning is not sent.

    Args:
        client: CloudWatch Logs.
        pages: how many pages are read at most; None for all.
    """

    client: Any
    pages: int | None = None

    def about(self, group: str, text: str, since: float, until: float | None) -> Iterator[tuple[float, str]]:
        """As `LogLines.about`."""
        asked: dict[str, Any] = {"logGroupName": group, "startTime": int(since * 1000)}
        if until is not None:
            asked["endTime"] = int(until * 1000)
        if _PLAIN.fullmatch(text):
            asked["filterPattern"] = f'"{text}"'
        for number, page in enumerate(self.client.get_paginator("filter_log_events").paginate(**asked)):
            if number == self.pages:
                raise LogTooLarge
            yield from ((event["timestamp"] / 1000, event["message"]) for event in page["events"])


_PLAIN = re.compile(r"[A-Za-z0-9_/#.:-]{1,256}")
