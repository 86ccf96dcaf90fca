"""Progress in the terminal: one line for each step, with its duration, and a spinner while it runs."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer

from rich.console import Console

PATIENCE = 2.0
"""Seconds after which a step says in a pipe that it takes longer. A terminal has a spinner."""


class ProgressPrinter:
    """Prints steps as they happen, without colors and spinner if the output is piped."""

    def __init__(self, console: Console | None = None) -> None:
        """Print to a console, by default to standard output."""
        self.console = console or Console(highlight=False)
        self._started = time.monotonic()

    @contextmanager
    def step(self, text: str) -> Generator[None]:
        """Show a spinner while a step runs, then print its duration."""
        started = time.monotonic()
        with self.busy(text):
            yield
        self._line("green", "✓", text, time.monotonic() - started)

    @contextmanager
    def busy(self, text: str, patience: float = PATIENCE) -> Generator[None]:
        """Show a spinner, and nothing at the end. In a pipe, print a line after `patience` seconds."""
        late = Timer(patience, self.say, [f"{text} …"])
        late.daemon = True
        if not self.console.is_terminal:
            late.start()
        try:
            with self.console.status(f"{text} …"):
                yield
        finally:
            late.cancel()

    def done(self, text: str, seconds: float | None = None) -> None:
        """Print a step that is done, with its duration if that is known."""
        self._line("green", "✓", text, seconds)

    def failed(self, text: str) -> None:
        """Print a step that failed while the others go on."""
        self._line("red", "✗", text, None)

    def say(self, text: str = "") -> None:
        """Print a line."""
        self.console.print(text, markup=False, soft_wrap=True)

    def total(self) -> float:
        """Return the seconds since this printer was made."""
        return time.monotonic() - self._started

    def _line(self, color: str, mark: str, text: str, seconds: float | None) -> None:
        duration = "" if seconds is None else f"{seconds:6.1f} s" if seconds >= 1 else f"{seconds * 1000:5.0f} ms"
        self.console.print(f"[{color}]{mark}[/] {duration:>9}  ", end="")
        self.console.print(text, markup=False, soft_wrap=True)
