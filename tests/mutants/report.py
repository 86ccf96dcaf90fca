"""The report: how many mutants each module has, how many were killed, and why the others live."""

from collections.abc import Iterator
from itertools import groupby

from tests.mutants.equivalents import Equivalents
from tests.mutants.outcomes import Mutant
from tests.support.repository import ROOT

REPORT = ROOT / "docs" / "explanation" / "reliability" / "mutants.md"

HEAD = """\
# Mutants

`make mutants` makes small changes to the code that decides, one at a time, with
[mutmut](https://mutmut.readthedocs.io): a different operator, constant or text, or a missing argument. It then runs
the unit tests that execute the changed function. If no test fails, the mutant has survived. The command fails if a
survivor has no reason in `tests/mutants/equivalents.toml`. This page lists the survivors with their reasons.

mutmut can't change functions that have a decorator other than `classmethod`, such as properties, or code outside
functions.
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
