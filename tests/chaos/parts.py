"""The parts of `make chaos`, in the order in which they run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.chaos import load
from tests.chaos.attack import attack
from tests.chaos.crash.campaign import crash_points, violations
from tests.chaos.crash.report import crash_report
from tests.chaos.faulty_stack import acknowledge_first
from tests.chaos.histories import histories
from tests.support.repository import ROOT

REPORTS = ROOT / "docs" / "explanation" / "reliability"
"""Where reports are kept."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much to do.

    Args:
        is_full: the full sizes, which take an hour or more; else much less, which takes a quarter of one.
        seeds: simulated histories; 0 for as many as the size has.
    """

    is_full: bool
    seeds: int

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Size":
        """As `FULL=1` and `SEEDS=n` say."""
        return cls(bool(environment.get("FULL")), int(environment.get("SEEDS") or 0))

    def __str__(self) -> str:
        """As `make` is told."""
        return " FULL=1" * self.is_full + f" SEEDS={self.seeds}" * bool(self.seeds)


type Found = tuple[str, Sequence[str]]
"""A report, empty if there is nothing to keep, and what was wrong."""

type Part = Callable[[Size], Found]
"""Runs a part."""


def tell(size: Size) -> Found:
    """The simulation, by the thousand."""
    found = histories(size.seeds or (20_000 if size.is_full else 5_000))
    return str(found), found.violations()


def crashes(size: Size) -> Found:
    """Each call of each function fails, and its process dies."""
    results = crash_points(every=size.is_full)
    return crash_report(results), violations(results)


def seeded_crash_bug(_size: Size) -> Found:
    """The crash points of a copy with a bug: they must show it."""
    results = crash_points(["an event completes"], changes=[acknowledge_first])
    is_caught = any(result.is_bad for result in results)
    return "", [] if is_caught else ["nobody missed what was forgotten before its claim"]


def loads(size: Size) -> Found:
    """A bulk import among many small stores."""
    accounts = load.main(20_000 if size.is_full else 2_000)
    return load.report(accounts), load.violations(accounts)


def attacks(size: Size) -> Found:
    """Hostile requests, to everything that is open to anybody."""
    report = attack(100_000 if size.is_full else 10_000)
    return str(report), report.violations


PARTS: dict[str, Part] = {
    "histories": tell,
    "crash-points": crashes,
    "seeded-crash-bug": seeded_crash_bug,
    "load": loads,
    "attack": attacks,
}

IN_FULL = {"seeded-crash-bug"}
"""What is waited for that never comes, for minutes: run in full, or by its name."""


def asked_for(names: Sequence[str], size: Size) -> Sequence[str]:
    """The parts to run: those that are named, or all of the size."""
    return names or [name for name in PARTS if size.is_full or name not in IN_FULL]


def run(name: str, size: Size) -> Sequence[str]:
    """Run a part, keep its report instead of the last one, and give what was wrong."""
    began = datetime.now(UTC)
    report, wrongs = PARTS[name](size)
    minutes = (datetime.now(UTC) - began) / timedelta(minutes=1)
    made = f"Made by `make chaos ONLY={name}{size}` on {began:%Y-%m-%d}, in {minutes:.0f} minutes. "
    if report:
        (REPORTS / f"{name}.md").write_text(f"{report.rstrip()}\n\n{made}Violations: {len(wrongs)}.\n")
    return wrongs
