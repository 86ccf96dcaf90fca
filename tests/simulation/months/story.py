"""Story of one seed: its random choices, its steps, and the promises that it broke."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random


class Died(BaseException):
    """Death of a process. No `except Exception` catches it."""


@dataclass
class Story:
    """Story of one seed.

    Args:
        name: the tester that tells it.
        lines: each step, with its time.
        counts: the number of times that each kind of step happened.
        broken: the promises that it broke, with details.
    """

    name: str
    seed: int
    lines: list[str] = field(default_factory=list[str])
    counts: Counter[str] = field(default_factory=Counter[str])
    broken: list[str] = field(default_factory=list[str])
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        """Seed the choices."""
        self.random = Random(self.seed)  # noqa: S311 - it must be repeatable, not secret

    def note(self, now: float, kind: str, detail: object = "") -> None:
        """Add a step. The kind is counted, the detail is only printed."""
        self.counts[kind] += 1
        self.lines.append(f"{_time(now)}  {kind} {detail}".rstrip())

    def breaks(self, promise: str, detail: object) -> None:
        """Add a broken promise."""
        self.broken.append(f"{promise}: {detail}")

    def happens(self, probability: float) -> bool:
        """Return true with this probability."""
        return self.random.random() < probability

    def choose[T](self, options: Sequence[tuple[T, float]]) -> T:
        """Choose one of some options by their weights."""
        return self.random.choices([option for option, _ in options], [weight for _, weight in options])[0]

    def __str__(self) -> str:
        """Write the broken promises, and every step."""
        broken = "\n".join(f"  {promise}" for promise in self.broken) or "  no promise was broken"
        steps = "\n".join(self.lines)
        repeat = f"Repeat it: python -m tests.simulation.months {self.name} {self.seed}"
        return f"{self.name}, seed {self.seed}\n{broken}\n\n{steps}\n\n{repeat}"


def _time(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).strftime("%m-%d %H:%M:%S")
