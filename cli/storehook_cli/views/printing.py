"""Output of commands: tables for people and JSON for programs. Control characters from outside are never printed."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.progress import track
from rich.status import Status
from rich.table import Table
from rich.text import Text

INTERRUPTED = 130
"""Exit code after Ctrl-C, as in every shell: 128 and the number of the signal."""

UNBOUNDED = 10_000
"""Width of a table that is piped: each row is one line."""


def printable(text: str) -> str:
    """Replace control characters other than line ends: names and errors come from outside."""
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)


def say(text: str) -> None:
    """Print a line."""
    typer.echo(printable(text))


def say_beside(text: str) -> None:
    """Print a line about the output to standard error."""
    typer.echo(printable(text), err=True)


def say_to_watchers(text: str) -> None:
    """Print a line to standard error if standard output is a terminal."""
    if Console().is_terminal:
        say_beside(text)


def say_error(text: str) -> None:
    """Print an error to standard error."""
    console = Console(stderr=True, highlight=False)
    console.print(Text.assemble(("Error: ", "bold red"), printable(text)), soft_wrap=True)


def print_json(value: object) -> None:
    """Print a value as JSON. Dataclasses become objects, and everything but ASCII is escaped."""
    typer.echo(json.dumps(value, indent=2, default=asdict))


def print_answer[T, *Ts](answer: T, show: Callable[[T, *Ts], None], *more: *Ts, as_json: bool) -> None:
    """Print an answer as JSON, or else show it."""
    if as_json:
        print_json(answer)
    else:
        show(answer, *more)


def print_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str = "", narrow: Sequence[Sequence[str]] = ()
) -> None:
    """Print rows below their heads. The first column is never wrapped.

    Args:
        empty: printed to standard error without rows.
        narrow: the columns for a narrow terminal. Each column is a sequence of lines of heads, separated by spaces.
    """
    printed = [[printable(cell).replace("\n", " ") for cell in row] for row in rows]
    if not printed:
        return say_beside(empty) if empty else None
    console = Console(highlight=False, width=None if Console().is_terminal else UNBOUNDED)
    table = _table(heads, printed)
    if narrow and Measurement.get(console, console.options.update(max_width=UNBOUNDED), table).maximum > console.width:
        stacked_heads, *stacked = (_stacked(heads, row, narrow) for row in [heads, *printed])
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
    """Return a row in fewer columns. Each cell holds several of the old cells, beside and below one another."""
    cells = dict(zip(heads, row, strict=True))
    lines = (["  ".join(filter(None, map(cells.__getitem__, line.split()))) for line in column] for column in columns)
    return ["\n".join(filter(None, cell)) for cell in lines]


def bar[T](items: Iterable[T], text: str, total: int | None = None) -> Iterator[T]:
    """Yield the items, with a progress bar on standard error if that is a terminal."""
    console = Console(stderr=True)
    yield from track(items, text, total, console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def stopping(done: Callable[[], str]) -> Generator[None]:
    """Say what was done until the user pressed Ctrl-C, and exit as the shell does then."""
    try:
        yield
    except KeyboardInterrupt:
        say_beside(f"Stopped. {done()}")
        raise typer.Exit(INTERRUPTED) from None


def waiting(text: str) -> Status:
    """Return a spinner, shown on standard error if that is a terminal."""
    return Console(stderr=True).status(f"{text} …")


def print_facts(facts: Iterable[tuple[str, str]], width: int) -> None:
    """Print a line for each name that has a text."""
    for name, text in facts:
        if text:
            say(f"{name:<{width}} {text}")


def ago(at: float | None, now: float) -> str:
    """Return a time in unix seconds as people say it: "12 min ago". "never" for 0 and None."""
    if not at:
        return "never"
    passed = max(now - at, 0.0)
    for seconds, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if passed >= seconds:
            return f"{passed // seconds:.0f} {unit} ago"
    return "just now"


def instant(at: float | None) -> str:
    """Return a time in unix seconds in full: ISO 8601 in UTC. Empty for 0 and None."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""
