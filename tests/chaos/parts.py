"""The parts of `make chaos`, in the order in which they run."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from tests.chaos import load
from tests.chaos.attack import attack
from tests.chaos.crash.campaign import crash_points
from tests.chaos.crash.campaign import violations as crash_violations
from tests.chaos.crash.report import crash_report
from tests.chaos.faulty_stack import acknowledge_first
from tests.chaos.histories import histories
from tests.chaos.months import months
from tests.simulation.months.testers import HISTORIES, TESTERS
from tests.support.repository import ROOT

REPORTS = ROOT / "docs" / "explanation" / "reliability"
"""The folder of the reports."""


@dataclass(frozen=True, slots=True)
class Size:
    """Size of a campaign.

    Args:
        is_full: the full sizes, which take an hour or more. The small ones take 15 minutes.
        seeds: the number of simulated histories; 0 for the default of the size.
    """

    is_full: bool
    seeds: int

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Size":
        """Read `FULL=1` and `SEEDS=n`."""
        return cls(bool(environment.get("FULL")), int(environment.get("SEEDS") or 0))

    def __str__(self) -> str:
        """Write the arguments of `make`."""
        return " FULL=1" * self.is_full + f" SEEDS={self.seeds}" * bool(self.seeds)


type PartResult = tuple[str, Sequence[str]]
"""A report, empty if there is nothing to keep, and the violations."""

type Part = Callable[[Size], PartResult]
"""Runs a part."""


def simulate(size: Size) -> PartResult:
    """Simulate thousands of histories."""
    results = histories(size.seeds or (20_000 if size.is_full else 5_000))
    return str(results), results.violations()


def play_months(tester: str, size: Size) -> PartResult:
    """Play many histories of one tester."""
    few, many = HISTORIES[tester]
    results = months(tester, size.seeds or (many if size.is_full else few))
    return str(results), results.violations()


def crash(size: Size) -> PartResult:
    """Make each call of each function fail, and kill its process there."""
    results = crash_points(every=size.is_full)
    return crash_report(results), crash_violations(results)


def seeded_crash_bug(_size: Size) -> PartResult:
    """Run the crash points of a copy with a bug, which they must find."""
    results = crash_points(["an event completes"], changes=[acknowledge_first])
    is_caught = any(result.is_bad for result in results)
    return "", [] if is_caught else ["the seeded bug was not found: acknowledging a message before its run is claimed"]


def kill_processes(_size: Size) -> PartResult:
    """Kill the processes of functions at random moments under load."""
    return run_tests("test_kills.py")


def kill_timer(_size: Size) -> PartResult:
    """Kill each process of the timer for a quarter of an hour under load."""
    return run_tests("test_timer_away.py")


def run_tests(name: str) -> PartResult:
    """Run a file of tests in this folder. Each test that fails is a violation."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", f"tests/chaos/{name}"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return "", failed or ["the tests did not run"] * bool(done.returncode)


def send_loads(size: Size) -> PartResult:
    """Send a bulk import among the events of many small stores."""
    accounts = load.main(20_000 if size.is_full else 2_000)
    return load.report(accounts), load.violations(accounts)


def send_attacks(size: Size) -> PartResult:
    """Send hostile requests to every public route and to the console."""
    report = attack(100_000 if size.is_full else 10_000)
    return str(report), report.violations


PARTS: dict[str, Part] = {
    "histories": simulate,
    **{tester: partial(play_months, tester) for tester in TESTERS},
    "crash-points": crash,
    "seeded-crash-bug": seeded_crash_bug,
    "kills": kill_processes,
    "timer-away": kill_timer,
    "load": send_loads,
    "attack": send_attacks,
}

IN_FULL = {"seeded-crash-bug", "timer-away"}
"""Parts that run only with `FULL=1` or by name: they wait for many minutes."""


def select(names: Sequence[str], size: Size) -> Sequence[str]:
    """Return the parts to run: the named ones, or all of the size."""
    return names or [name for name in PARTS if size.is_full or name not in IN_FULL]


def run(name: str, size: Size) -> Sequence[str]:
    """Run a part, replace its report, and return the violations."""
    started_at = datetime.now(UTC)
    report, violations = PARTS[name](size)
    minutes = (datetime.now(UTC) - started_at) / timedelta(minutes=1)
    made = f"Made by `make chaos ONLY={name}{size}` on {started_at:%Y-%m-%d}, in {minutes:.0f} minutes. "
    if report:
        (REPORTS / f"{name}.md").write_text(f"{report.rstrip()}\n\n{made}Violations: {len(violations)}.\n")
    return violations
