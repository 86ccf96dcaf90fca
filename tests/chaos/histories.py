"""Thousands of simulated histories: every mechanism, in a random order with random faults."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from tests.simulation.faults import POSSIBLE
from tests.simulation.history import run

from storehook_cli.views.progress import ProgressPrinter

FIRST_SEED = 2_000_000
"""Not among the seeds of `make test`."""

AT_A_TIME = 50
"""Histories per batch of a process."""

ENOUGH = 3
"""Broken histories whose story is printed."""


@dataclass(frozen=True, slots=True)
class Histories:
    """Results of simulated histories.

    Args:
        counts: the number of times that each kind of thing happened.
        broken: the story of each history that broke a promise, by seed.
    """

    number: int
    counts: Counter[str] = field(default_factory=Counter[str])
    broken: dict[int, str] = field(default_factory=dict[int, str])

    def violations(self) -> list[str]:
        """Return one line per fault that never happened and per broken history, then the first stories."""
        possible = (f"{effect}: {fault}" for effect, faults in POSSIBLE.items() for fault in faults)
        missing = [f"never happened: {fault}" for fault in possible if not self.counts[fault]]
        broken = [f"seed {seed}: python -m tests.simulation {seed}" for seed in self.broken]
        return missing + broken + [*islice(self.broken.values(), ENOUGH)]

    def __str__(self) -> str:
        """Write the report."""
        rows = "".join(f"| {what} | {times:,} |\n" for what, times in sorted(self.counts.items()))
        return (
            "# Simulated histories\n\n"
            "The simulation runs the library's own code in a random order, with random faults. "
            "Each seed gives one history.\n\n"
            f"{self.number:,} histories from seed {FIRST_SEED} on. Broken promises: {len(self.broken)}.\n\n"
            f"| what happened in them | times |\n|---|---|\n{rows}"
        )


def histories(number: int) -> Histories:
    """Simulate that many histories."""
    progress, results = ProgressPrinter(), Histories(number)
    with progress.step(f"Simulated {number:,} histories"), ProcessPoolExecutor() as processes:
        for counts, broken in processes.map(_simulate, _batches(number)):
            results.counts.update(counts)
            results.broken.update(broken)
    return results


def _batches(number: int) -> Iterator[range]:
    seeds = range(FIRST_SEED, FIRST_SEED + number)
    return (seeds[at : at + AT_A_TIME] for at in range(0, number, AT_A_TIME))


def _simulate(seeds: range) -> tuple[Counter[str], dict[int, str]]:
    counts, broken = Counter[str](), dict[int, str]()
    for seed in seeds:
        history = run(seed)
        counts.update(history.world.schedule.counts)
        if history.violations:
            broken[seed] = history.story()
    return counts, broken
