"""What commands print: tables for people, JSON for programs, and never a control character that came from outside."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.progress import track
from rich.status import Status
from rich.table import Table
from rich.text import Text

UNBOUNDED = 10_000
"""Columns of a table that is piped: one row, one line."""


def printable(text: str) -> str:
    """A text without control characters but its line ends: names and errors come from outside."""
    return "".join(each if each.isprintable() or each == "\n" else "�" for each in text)


def say(text: str) -> None:
    """Print a line."""
    typer.echo(printable(text))


def say_beside(text: str) -> None:
    """Print a line to standard error: it is about what is printed to standard output, and no part of it."""
    typer.echo(printable(text), err=True)


def say_to_watchers(text: str) -> None:
    """Print a line to standard error, if somebody is watching what is printed to standard output."""
    if Console().is_terminal:
        say_beside(text)


def say_error(text: str) -> None:
    """Print what went wrong to standard error."""
    console = Console(stderr=True, highlight=False)
    console.print(Text.assemble(("Error: ", "bold red"), printable(text)), soft_wrap=True)


def print_json(value: object) -> None:
    """Print a value as JSON; all but ASCII is escaped."""
    typer.echo(json.dumps(value, indent=2))


def print_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str = "", narrow: Sequence[Sequence[str]] = ()
) -> None:
    """Print rows below their heads. What is in the first column is never broken.

    Args:
        heads: the columns' names.
        rows: their cells.
        empty: what is said on standard error if there is no row.
        narrow: the columns for a terminal on which these do not fit. Each is some lines of heads, divided by spaces.
    """
    every = [[printable(cell).replace("\n", " ") for cell in row] for row in rows]
    if not every:
        return typer.echo(printable(empty), err=True) if empty else None
    console = Console(highlight=False, width=None if Console().is_terminal else UNBOUNDED)
    table = _table(heads, every)
    if narrow and Measurement.get(console, console.options.update(max_width=UNBOUNDED), table).maximum > console.width:
        stacked_heads, *stacked = (_stacked(heads, row, narrow) for row in [heads, *every])
        table = _table(stacked_heads, stacked)
    return console.print(table)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=index == 0)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _stacked(heads: Sequence[str], row: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str]:
    """A row in other columns, in whose cells several stand beside and below one another."""
    cells = dict(zip(heads, row, strict=True))
    lines = (["  ".join(filter(None, map(cells.__getitem__, line.split()))) for line in column] for column in columns)
    return ["\n".join(filter(None, each)) for each in lines]


def bar[T](items: Iterable[T], text: str, total: int | None = None) -> Iterator[T]:
    """Go through items, with a bar on standard error if somebody is watching."""
    console = Console(stderr=True)
    yield from track(items, text, total, console=console, transient=True, disable=not console.is_terminal)


def waiting(text: str) -> Status:
    """A spinner on standard error while something takes its time, if somebody is watching."""
    return Console(stderr=True).status(f"{text} …")


def print_facts(facts: Iterable[tuple[str, str]], width: int) -> None:
    """Print what there is to say, a line each: the name, and what stands beside it if anything does."""
    for name, text in facts:
        if text:
            say(f"{name:<{width}} {text}")


def ago(seconds: float | None, now: float) -> str:
    """A time as people say it: "12 min ago"; "never" for 0 and None.

    Args:
        seconds: the time, in unix seconds.
        now: unix seconds.
    """
    if not seconds:
        return "never"
    passed = max(now - seconds, 0.0)
    for size, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if passed >= size:
            return f"{passed // size:.0f} {name} ago"
    return "just now"


def instant(seconds: float | None) -> str:
    """A time in full: ISO 8601 in UTC; empty for 0 and None."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if seconds else ""
