"""The parts of `make chaos`, in the order in which they run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.chaos import load
from tests.chaos.attack import attack
from tests.chaos.crash.campaign import crash_points
from tests.chaos.crash.report import crash_report
from tests.chaos.faulty_stack import acknowledge_first
from tests.chaos.histories import histories
from tests.support.repository import ROOT

REPORTS = ROOT / "docs" / "reliability"
"""Where reports are kept: whoever runs a part writes its report anew."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much to do.

    Args:
        is_full: the full sizes, which take hours; else a tenth, which takes minutes.
        seeds: simulated histories; 0 for as many as the size has.
    """

    is_full: bool
    seeds: int

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Size":
        """As `FULL=1` and `SEEDS=n` say."""
        return cls(bool(environment.get("FULL")), int(environment.get("SEEDS") or 0))


type Part = Callable[[Size], Sequence[str]]
"""Runs a part, writes its report, and gives what was wrong."""


def tell(size: Size) -> Sequence[str]:
    """The simulation, by the thousand."""
    found = histories(size.seeds or (50_000 if size.is_full else 5_000))
    (REPORTS / "histories.md").write_text(str(found))
    return found.violations()


def crashes(size: Size) -> Sequence[str]:
    """Each call of each function fails, and its process dies."""
    results = crash_points(every=size.is_full)
    (REPORTS / "crash-points.md").write_text(crash_report(results))
    return [str(result) for result in results if result.is_bad]


def seeded_crash_bug(_size: Size) -> Sequence[str]:
    """The crash points of a copy with a bug: they must show it."""
    results = crash_points(["an event completes"], changes=[acknowledge_first])
    return [] if any(result.is_bad for result in results) else ["nobody missed what was forgotten before its claim"]


def loads(size: Size) -> Sequence[str]:
    """A bulk import among many small stores."""
    accounts = load.main(20_000 if size.is_full else 2_000)
    (REPORTS / "load.md").write_text(load.report(accounts))
    return load.violations(accounts)


def attacks(size: Size) -> Sequence[str]:
    """Hostile requests, to everything that is open to anybody."""
    report = attack(100_000 if size.is_full else 10_000)
    (REPORTS / "attack.md").write_text(str(report))
    return report.violations


PARTS: dict[str, Part] = {
    "histories": tell,
    "crash-points": crashes,
    "seeded-crash-bug": seeded_crash_bug,
    "load": loads,
    "attack": attacks,
}
