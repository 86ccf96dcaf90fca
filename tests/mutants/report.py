"""Report of mutants: their number per module, the killed ones, and the reasons for survivors."""

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


def report(mutants: list[Mutant], equivalents: Equivalents) -> str:
    """Write the whole page."""
    killed = sum(not mutant.survived for mutant in mutants)
    summary = f"**{len(mutants):,} mutants, {killed:,} killed: {100 * killed / len(mutants):.1f} %.**\n"
    table = ["| module | mutants | killed | survived |", "|---|--:|--:|--:|", *_rows(mutants)]
    return "\n".join([HEAD, summary, *table, "", "## Survivors", "", *_survivors(mutants, equivalents)]) + "\n"


def _rows(mutants: list[Mutant]) -> Iterator[str]:
    for module, group in groupby(mutants, lambda mutant: mutant.module):
        of_module = list(group)
        survived = sum(mutant.survived for mutant in of_module)
        yield f"| `{module}` | {len(of_module)} | {len(of_module) - survived} | {survived or ''} |"


def _survivors(mutants: list[Mutant], equivalents: Equivalents) -> Iterator[str]:
    for mutant in mutants:
        if mutant.survived:
            reason = equivalents.reason_for(mutant) or "**No reason given.**"
            yield f"- `{mutant.function}`: `{mutant.before}` → `{mutant.after}`. {reason}"
