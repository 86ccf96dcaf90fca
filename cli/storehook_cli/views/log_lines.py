"""Log lines as the terminal shows them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

import typer

from storehook.operations.answers import LogLineAnswer
from storehook_cli.views.printing import printable, say
from storehook_cli.views.tracebacks import folded

BELOW = ("exception", "exception_name", "stack_trace")
"""What a logged exception adds: its traceback stands below the line."""


def print_lines(lines: Iterable[LogLineAnswer], empty: str) -> None:
    """Print log lines as they come, or what there is to say if none has come."""
    there = False
    for each in lines:
        there = True
        _print(each)
    if not there:
        typer.echo(printable(empty), err=True)


def _print(line: LogLineAnswer) -> None:
    at = datetime.fromtimestamp(line["at"], UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    said = line["message"] if isinstance(line["message"], str) else json.dumps(line["message"])
    more = "".join(f"  {name}={json.dumps(each)}" for name, each in line["more"].items() if name not in BELOW)
    say(f"{at}  {line['level']:<7}  {line['attempt'] or '-'}  {said}{more}")
    if isinstance(exception := line["more"].get("exception"), str):
        say(folded(exception).rstrip())
