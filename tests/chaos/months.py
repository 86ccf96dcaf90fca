"""Thousands of random histories of each tester of months."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from tests.simulation.months.testers import DESCRIPTIONS, TESTERS

from storehook_cli.views.progress import ProgressPrinter

FIRST_SEED = 1_000_000
"""Not among the seeds of `make test`."""

AT_A_TIME = 25
"""Histories per batch of a process."""

ENOUGH = 3
"""Broken histories that are printed."""


@dataclass(frozen=True, slots=True)
class Months:
    """Results of one tester.

    Args:
        tester: its name.
        counts: the number of times that each kind of thing happened.
        broken: the story of each history that broke a promise, by seed.
    """

    tester: str
    number: int
    counts: Counter[str] = field(default_factory=Counter[str])
    broken: dict[int, str] = field(default_factory=dict[int, str])

    def violations(self) -> list[str]:
        """Return one line per broken history, then the first stories."""
        lines = [f"seed {seed}: python -m tests.simulation.months {self.tester} {seed}" for seed in self.broken]
        return [*lines, *islice(self.broken.values(), ENOUGH)]

    def __str__(self) -> str:
        """Write the report."""
        rows = "".join(f"| {what} | {times:,} |\n" for what, times in sorted(self.counts.items()))
        return (
            f"# {self.tester.replace('-', ' ').capitalize()}\n\n{DESCRIPTIONS[self.tester]}\n\n"
            f"{self.number:,} histories from seed {FIRST_SEED} on. Broken promises: {len(self.broken)}.\n\n"
            f"| what happened in them | times |\n|---|---|\n{rows}"
        )


def months(tester: str, number: int) -> Months:
    """Play that many histories of a tester."""
    progress, results = ProgressPrinter(), Months(tester, number)
    with progress.step(f"Played {number:,} histories"), ProcessPoolExecutor() as processes:
        for counts, broken in processes.map(partial(_play, tester), _batches(number)):
            results.counts.update(counts)
            results.broken.update(broken)
    return results


def _batches(number: int) -> Iterator[range]:
    seeds = range(FIRST_SEED, FIRST_SEED + number)
    return (seeds[at : at + AT_A_TIME] for at in range(0, number, AT_A_TIME))


def _play(tester: str, seeds: range) -> tuple[Counter[str], dict[int, str]]:
    counts, broken = Counter[str](), dict[int, str]()
    for seed in seeds:
        story = TESTERS[tester](seed)
        counts.update(story.counts)
        if story.broken:
            broken[seed] = str(story)
    return counts, broken
