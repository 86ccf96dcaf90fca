"""What was attacked, what was measured, and what should not have been possible."""

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
    """What a whole attack has found.

    Args:
        rows: a line a part, of the report's table.
        times: what was measured, a line each.
        violations: what should not have been possible, in words.
    """

    rows: list[str] = field(default_factory=list[str])
    times: list[str] = field(default_factory=list[str])
    violations: list[str] = field(default_factory=list[str])
    _requests: int = 0

    def part(self, name: str, attack: Callable[[], Sequence[str]]) -> None:
        """Make a part of the attack, and tell of it."""
        self._requests, began = 0, time.monotonic()
        found = attack()
        seconds = time.monotonic() - began
        self.violations += found
        self.rows.append(f"| {name} | {self._requests:,} | {seconds:.0f} | {len(found)} |")
        for line in (self.rows[-1], *found):
            _tell(line)

    def count(self, requests: int = 1) -> None:
        """So many more requests in this part."""
        self._requests += requests

    def measured(self, line: str) -> None:
        """Keep what was measured."""
        self.times.append(f"- {line}")
        _tell(self.times[-1])

    def counting[**P, T](self, ask: Callable[P, T]) -> Callable[P, T]:
        """The same question, which is counted."""
        return partial(self._counted, ask)

    def _counted[**P, T](self, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self.count()
        return ask(*args, **kwargs)

    def __str__(self) -> str:
        """As it is kept."""
        return HEAD + "\n".join(self.rows) + "\n" + TIMES + "\n".join(self.times) + "\n"


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
