"""The parts of `make chaos`, in the order in which they run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.chaos import attack
from tests.chaos.crash.campaign import crash_points
from tests.chaos.crash.report import crash_report
from tests.support.repository import ROOT

REPORTS = ROOT / "docs" / "reliability"


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


def crashes(size: Size) -> Sequence[str]:
    """Each call of each function fails, and its process dies."""
    results = crash_points(every=size.is_full)
    (REPORTS / "crash-points.md").write_text(crash_report(results))
    return [str(result) for result in results if result.is_bad]


def attacks(size: Size) -> Sequence[str]:
    """Hostile requests, to everything that is open to anybody."""
    return attack.main(100_000 if size.is_full else 10_000)


PARTS: dict[str, Part] = {"crash-points": crashes, "attack": attacks}
