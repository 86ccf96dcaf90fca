"""`python -m tests.mutants [NAME …]`: exit with 1 if a mutant without a listed reason survives.

`make mutants` runs it with mutmut installed. A name is one of mutmut's, such as `storehook.runs.claims*`. With names,
only those mutants run again, and no report is written. With `CHANGED=1`, killed mutants of functions that have not
changed since the last run here keep their results.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

from tests.mutants.equivalents import FILE, Equivalents
from tests.mutants.outcomes import Mutant, forget_survivors, mutants_in
from tests.mutants.report import REPORT, report, summary
from tests.mutants.workplace import WORKPLACE, make_workplace
from tests.support.repository import ROOT

MUTMUT = Path(sys.executable).with_name("mutmut")
CHILDREN = "2"
KEPT = " Killed mutants of functions that had not changed since the run before kept their results."


def main(names: list[str]) -> int:
    """Run mutants, and print survivors without a reason and reasons without a survivor."""
    changed_only = bool(os.environ.get("CHANGED"))
    make_workplace(empty=not names and not changed_only)
    if changed_only:
        forget_survivors(WORKPLACE)
    subprocess.run([MUTMUT, "run", "--max-children", CHILDREN, *names], cwd=WORKPLACE, check=True)
    mutants = [mutant for mutant in mutants_in(WORKPLACE) if _is_selected(mutant, names)]
    equivalents = Equivalents.read()
    errors = [f"survived: {mutant}" for mutant in mutants if mutant.survived and not equivalents.reason_for(mutant)]
    if not names:
        unused = equivalents.unused(mutants)
        errors += [f"listed in {FILE.name}, but no such mutant survived: {change}" for change in unused]
        REPORT.write_text(report(mutants, equivalents, _measured() + KEPT * changed_only))
    sys.stdout.writelines(f"✗ {error}\n" for error in errors)
    sys.stdout.write(f"{summary(mutants)}\n")
    return bool(errors)


def _measured() -> str:
    """Return the date, and the commit of the tree."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return f"Measured on {datetime.now(UTC):%Y-%m-%d} at commit `{commit.stdout.strip()}`."


def _is_selected(mutant: Mutant, names: list[str]) -> bool:
    return not names or any(fnmatch(mutant.name, name) for name in names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
