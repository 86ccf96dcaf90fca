"""Say what is going on: a line a step, with its time; a spinner while it lasts, if anybody is watching."""

import time
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console


class ProgressPrinter:
    """Prints steps as they happen. Colours and the spinner are off when the output is piped."""

    def __init__(self, console: Console | None = None) -> None:
        """Print to a console; the default is standard output."""
        self.console = console or Console(highlight=False)
        self._started = time.monotonic()

    @contextmanager
    def step(self, text: str) -> Generator[None]:
        """Show that something is going on, then that it is done and how long it took."""
        started = time.monotonic()
        with self.console.status(text + " …"):
            yield
        self._line("green", "✓", text, time.monotonic() - started)

    def done(self, text: str, seconds: float | None = None) -> None:
        """Show that something has happened, and how long it took if that is known."""
        self._line("green", "✓", text, seconds)

    def failed(self, text: str) -> None:
        """Show that something went wrong, where the rest goes on."""
        self._line("red", "✗", text, None)

    def say(self, text: str = "") -> None:
        """Print a line."""
        self.console.print(text, markup=False, soft_wrap=True)

    def total(self) -> float:
        """Seconds since this began."""
        return time.monotonic() - self._started

    def _line(self, colour: str, mark: str, text: str, seconds: float | None) -> None:
        took = "" if seconds is None else f"{seconds:6.1f} s" if seconds >= 1 else f"{seconds * 1000:5.0f} ms"
        self.console.print(f"[{colour}]{mark}[/] {took:>9}  ", end="")
        self.console.print(text, markup=False, soft_wrap=True)


class QuietProgressPrinter(ProgressPrinter):
    """Prints nothing; for tests."""

    def __init__(self) -> None:
        """Take no console."""
        super().__init__(Console(quiet=True))
