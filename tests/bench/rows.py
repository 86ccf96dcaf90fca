"""Rows of the report: a ratio of two arms in the same benchmark, or a count, with its goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.bench.rounds import Samples


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the report.

    Args:
        against: the base of the ratio, or "count".
        value: the ratio of the medians, or the count.
        spread: the smallest and the largest value of a round.
        goal: the highest good value; None if there is none.
        at_least: the goal is the lowest good value.
    """

    name: str
    against: str
    value: float
    spread: tuple[float, float]
    goal: float | None = None
    at_least: bool = False

    @property
    def is_met(self) -> bool | None:
        """True if the goal is met; None without a goal."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def rows(samples: Samples) -> list[Row]:
    """Make rows of the probes' samples."""

    def ratio(name: str, arm: str, key: str, base: str, base_key: str = "", goal: float | None = None) -> Row:
        return ratio_of(name, _of(samples, arm, key), base, _of(samples, base, base_key or key), goal)

    def counted(name: str, arm: str, key: str, goal: float) -> Row:
        numbers = _of(samples, arm, key)
        return Row(name, "count", median(numbers), (min(numbers), max(numbers)), goal)

    return [
        ratio("ingest, cold CPU", "ingest", "cold", "naive ingest", goal=0.18),
        ratio("ingest, cold CPU, SDK without bytecode", "ingest, SDK without bytecode", "cold", "naive ingest"),
        ratio("ingest, cold CPU", "ingest", "cold", "naive ingest without its SDK"),
        ratio("consumer, cold CPU", "consumer", "cold", "naive consumer", goal=0.36),
        ratio("consumer, cold CPU, SDK without bytecode", "consumer, SDK without bytecode", "cold", "naive consumer"),
        ratio("consumer, cold CPU", "consumer", "cold", "naive consumer without its SDK"),
        ratio("ingest as it ships, cold CPU", "ingest", "cold", "ingest, fresh bytecode", goal=1.05),
        counted("ingest, modules after its first event", "ingest", "modules", 250),
        counted("consumer, modules after its first event", "consumer", "modules", 450),
        ratio("ingest, memory growth", "ingest", "memory", "naive ingest", goal=0.35),
        ratio("consumer, memory growth", "consumer", "memory", "naive consumer", goal=0.55),
        ratio("ingest, warm without I/O", "ingest", "without_io", "hmac and json", goal=8),
        ratio("ingest, warm", "ingest", "warm", "one bare send", goal=1.15),
        ratio("ingest, warm", "ingest", "warm", "naive ingest", goal=0.28),
        ratio("consumer, warm", "consumer", "warm", "naive consumer"),
        counted("ingest, AWS calls per delivery", "ingest", "calls", 1),
        counted("consumer, AWS calls per new order", "consumer", "calls", 4),
    ]


def ratio_of(name: str, ours: Sequence[float], against: str, theirs: Sequence[float], goal: float | None) -> Row:
    """Make a row of two series that were measured in turn."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Row(name, against, median(ours) / median(theirs), (min(ratios), max(ratios)), goal)


def _of(samples: Samples, arm: str, key: str) -> list[Any]:
    return [sample[key] for sample in samples[arm]]
