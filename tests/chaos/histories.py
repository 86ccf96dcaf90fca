"""Histories of the simulation by the thousand: every mechanism, in an order and with faults of chance."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from tests.simulation.history import run

from storehook_cli.views.progress import Progress

FIRST_SEED = 2_000_000
"""Not those that `make test` tells."""

AT_A_TIME = 50
"""Histories that a process is given at once."""

ENOUGH = 3
"""Broken histories of which the story is told."""


@dataclass(frozen=True, slots=True)
class Histories:
    """What has come of them.

    Args:
        number: how many were told.
        counts: what has happened in them, and how often.
        broken: by seed, the story of each that broke a promise.
    """

    number: int
    counts: Counter[str] = field(default_factory=Counter[str])
    broken: dict[int, str] = field(default_factory=dict[int, str])

    def violations(self) -> list[str]:
        """One line for each that broke a promise; the first with their stories."""
        stories = [*islice(self.broken.values(), ENOUGH)]
        return [f"seed {seed}: python -m tests.simulation {seed}" for seed in self.broken] + stories

    def __str__(self) -> str:
        """The report."""
        rows = "".join(f"| {what} | {times:,} |\n" for what, times in sorted(self.counts.items()))
        return (
            "# Simulated histories\n\n"
            "The simulation runs the library's own code in a random order, with random faults. "
            "Each seed gives one history.\n\n"
            f"{self.number:,} histories from seed {FIRST_SEED} on. Broken promises: {len(self.broken)}.\n\n"
            f"| what happened in them | times |\n|---|---|\n{rows}"
        )


def histories(number: int) -> Histories:
    """Tell so many."""
    progress, found = Progress(), Histories(number)
    with progress.step(f"Told {number:,} histories"), ProcessPoolExecutor() as processes:
        for counts, broken in processes.map(_tell, _batches(number)):
            found.counts.update(counts)
            found.broken.update(broken)
    return found


def _batches(number: int) -> Iterator[range]:
    seeds = range(FIRST_SEED, FIRST_SEED + number)
    return (seeds[at : at + AT_A_TIME] for at in range(0, number, AT_A_TIME))


def _tell(seeds: range) -> tuple[Counter[str], dict[int, str]]:
    counts, broken = Counter[str](), dict[int, str]()
    for seed in seeds:
        history = run(seed)
        counts.update(history.world.schedule.counts)
        if history.violations:
            broken[seed] = history.story()
    return counts, broken
