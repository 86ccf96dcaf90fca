"""The report: how many mutants each module has, how many were killed, and why the others live."""

from collections.abc import Iterator
from itertools import groupby

from tests.mutants.equivalents import Equivalents
from tests.mutants.outcomes import Mutant
from tests.support.repository import ROOT

REPORT = ROOT / "docs" / "explanation" / "reliability" / "mutants.md"

HEAD = """\
# Mutants

`make mutants` changes the decisions that the promises rest on, a little and one change at a time ([mutmut](https://mutmut.readthedocs.io):
another operator, constant or text, an argument left out), and runs the unit tests that come by. A mutant that no test
notices has survived; the command fails if one does that has no reason below (`tests/mutants/equivalents.toml`).
What mutmut cannot change is left as it is: functions with another decorator than `classmethod`, such as properties, and
what stands outside functions. This page is written by the command.
"""


def report(tried: list[Mutant], equivalents: Equivalents) -> str:
    """The whole page."""
    killed = sum(not mutant.survived for mutant in tried)
    summary = f"**{len(tried):,} mutants, {killed:,} killed: {100 * killed / len(tried):.1f} %.**\n"
    table = ["| module | mutants | killed | survived |", "|---|--:|--:|--:|", *_rows(tried)]
    return "\n".join([HEAD, summary, *table, "", "## Survivors", "", *_survivors(tried, equivalents)]) + "\n"


def _rows(tried: list[Mutant]) -> Iterator[str]:
    for module, found in groupby(tried, lambda mutant: mutant.module):
        every = list(found)
        survived = sum(mutant.survived for mutant in every)
        yield f"| `{module}` | {len(every)} | {len(every) - survived} | {survived or ''} |"


def _survivors(tried: list[Mutant], equivalents: Equivalents) -> Iterator[str]:
    for mutant in tried:
        if mutant.survived:
            reason = equivalents.reason_for(mutant) or "**No reason given.**"
            yield f"- `{mutant.function}`: `{mutant.before}` → `{mutant.after}`. {reason}"
