"""Log lines of the functions, in CloudWatch Logs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from storehook.operations.errors import LogTooLarge


@dataclass(frozen=True, slots=True)
class CloudWatchLines:
    """Log groups of a stack: `operations.log_lines.LogLines`. It needs `logs:FilterLogEvents`.

    An empty page is not always the last one, and events are sorted by time (AWS, "FilterLogEvents"). In a filter
    pattern, a term with characters other than letters and digits is quoted (AWS, "Filter pattern syntax"). A text that
    could have another meaning is not sent as a pattern.

    Args:
        pages: most pages to read, or None for all.
    """

    client: Any
    pages: int | None = None

    def about(self, group: str, text: str, since: float, until: float | None) -> Iterator[tuple[float, str]]:
        request: dict[str, Any] = {"logGroupName": group, "startTime": int(since * 1000)}
        if until is not None:
            request["endTime"] = int(until * 1000)
        if _PLAIN.fullmatch(text):
            request["filterPattern"] = f'"{text}"'
        for number, page in enumerate(self.client.get_paginator("filter_log_events").paginate(**request)):
            if number == self.pages:
                raise LogTooLarge
            yield from ((event["timestamp"] / 1000, event["message"]) for event in page["events"])


_PLAIN = re.compile(r"[A-Za-z0-9_/#.:-]{1,256}")
