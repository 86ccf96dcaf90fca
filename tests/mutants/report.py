"""Report of mutants: their number per module, the killed ones, and the reasons for survivors."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from tests.mutants.equivalents import Equivalents
from tests.mutants.outcomes import Mutant, Result
from tests.support.repository import ROOT

RESULTS: tuple[Result, ...] = ("killed", "timed out", "survived", "not run")

REPORT = ROOT / "docs" / "explanation" / "reliability" / "mutants.md"

HEAD = """\
# Mutants

`make mutants` makes small changes to the code that decides, one at a time, with
[mutmut](https://mutmut.readthedocs.io): a different operator, constant or text, or a missing argument. It then runs
the unit tests that execute the changed function. If no test fails, the mutant has survived. The command fails if a
survivor has no reason in `tests/mutants/equivalents.toml`. This page lists the survivors with their reasons. A mutant
times out if a test doesn't end with it, because it waits or repeats for ever. On a busy machine, a slow test can time
out too.

mutmut can't change functions that have a decorator other than `classmethod`, such as properties, or code outside
functions.
"""


def report(mutants: list[Mutant], equivalents: Equivalents, measured: str) -> str:
    """Write the whole page.

    Args:
        measured: sentences that say when and on which tree the mutants ran.
    """
    columns = " | ".join(RESULTS)
    table = [f"| module | mutants | {columns} |", f"|---|--:|{'--:|' * len(RESULTS)}", *_rows(mutants)]
    head = [HEAD, f"**{summary(mutants)}.** {measured}\n"]
    return "\n".join([*head, *table, "", "## Survivors", "", *_survivors(mutants, equivalents)]) + "\n"


def summary(mutants: list[Mutant]) -> str:
    """Return a text such as "7,000 mutants: 6,900 killed, 20 timed out, 80 survived, 0 not run"."""
    counts = Counter(mutant.result for mutant in mutants)
    return f"{len(mutants):,} mutants: " + ", ".join(f"{counts[result]:,} {result}" for result in RESULTS)


def _rows(mutants: list[Mutant]) -> Iterator[str]:
    for module, group in groupby(mutants, lambda mutant: mutant.module):
        counts = Counter(mutant.result for mutant in group)
        numbers = " | ".join(str(counts[result] or "") for result in RESULTS)
        yield f"| `{module}` | {counts.total()} | {numbers} |"


def _survivors(mutants: list[Mutant], equivalents: Equivalents) -> Iterator[str]:
    for mutant in mutants:
        if mutant.survived:
            reason = equivalents.reason_for(mutant) or "**No reason given.**"
            yield f"- `{mutant.function}`: `{mutant.before}` → `{mutant.after}`. {reason}"
