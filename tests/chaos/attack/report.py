"""Report of the attack: its parts, its measurements, and its violations."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

HEAD = """# Attack

Hostile requests against everything that a stranger or an operator can reach. The bundle is built and deployed by
`sam` to the local AWS, and every function and library logs from `DEBUG` on.
[Security](../security.md#what-the-attack-suite-does) describes what is sent and what is checked.

| part | requests | seconds | violations |
|---|---|---|---|
"""

TIMES = """
Time of a refusal for a connected store and for an unknown store: the two medians, their difference, the probability
of such a difference by chance (p), and the number of samples of each (n). "Own account" is a store with its own API
account, "app's account" one that is connected through the app.

"""


@dataclass(slots=True)
class Report:
    """Results of an attack.

    Args:
        rows: one row of the table per part.
        times: one line per measurement.
        violations: the errors, in words.
    """

    rows: list[str] = field(default_factory=list[str])
    times: list[str] = field(default_factory=list[str])
    violations: list[str] = field(default_factory=list[str])
    _requests: int = 0

    def part(self, name: str, attack: Callable[[], Sequence[str]]) -> None:
        """Run a part of the attack, and print its results."""
        self._requests, started_at = 0, time.monotonic()
        errors = attack()
        seconds = time.monotonic() - started_at
        self.violations += errors
        self.rows.append(f"| {name} | {self._requests:,} | {seconds:.0f} | {len(errors)} |")
        for line in (self.rows[-1], *errors):
            _print(line)

    def count(self, requests: int = 1) -> None:
        """Count more requests of this part."""
        self._requests += requests

    def measured(self, line: str) -> None:
        """Add and print a measurement."""
        self.times.append(f"- {line}")
        _print(self.times[-1])

    def counting[**P, T](self, send: Callable[P, T]) -> Callable[P, T]:
        """Wrap a function that sends a request, so that its calls are counted."""
        return partial(self._counted, send)

    def _counted[**P, T](self, send: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self.count()
        return send(*args, **kwargs)

    def __str__(self) -> str:
        """Write the report."""
        return HEAD + "\n".join(self.rows) + "\n" + TIMES + "\n".join(self.times) + "\n"


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
