"""Log lines in the terminal."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from storehook.operations.log_lines import LogLineAnswer
from storehook_cli.views.printing import say, say_beside
from storehook_cli.views.tracebacks import folded

EXCEPTION_FIELDS = ("exception", "exception_name", "stack_trace")
"""Fields of a logged exception. Its traceback is printed below the line."""


def print_lines(lines: Iterable[LogLineAnswer], empty: str) -> None:
    """Print log lines as they arrive, or the text for an empty list."""
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007 -- the number of lines
        _print(line)
    if not count:
        say_beside(empty)


def _print(line: LogLineAnswer) -> None:
    at = datetime.fromtimestamp(line.at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    message = line.message if isinstance(line.message, str) else json.dumps(line.message)
    more = "".join(f"  {name}={json.dumps(value)}" for name, value in line.more.items() if name not in EXCEPTION_FIELDS)
    say(f"{at}  {line.level:<7}  {line.attempt or '-'}  {message}{more}")
    exception = line.more.get("exception")
    if isinstance(exception, str):
        say(folded(exception).rstrip())
