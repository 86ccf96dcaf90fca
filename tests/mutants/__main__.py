"""`python -m tests.mutants [NAME …]`: ends with 1 if a mutant survives that nobody has given a reason for.

Run by `make mutants`, which brings mutmut. A name is one of mutmut's, such as `storehook.runs.claims*`: then these are
tried again, and no report is written.
"""

import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

from tests.mutants.equivalents import Equivalents
from tests.mutants.outcomes import Mutant, mutants_in
from tests.mutants.report import REPORT, report
from tests.mutants.workplace import WORKPLACE, make_workplace

MUTMUT = Path(sys.executable).with_name("mutmut")
CHILDREN = "2"


def main(names: list[str]) -> int:
    """Try mutants, and say which have survived without a reason, and which reasons are of no use any more."""
    make_workplace(anew=not names)
    subprocess.run([MUTMUT, "run", "--max-children", CHILDREN, *names], cwd=WORKPLACE, check=True)
    tried = [mutant for mutant in mutants_in(WORKPLACE) if _is_asked_for(mutant, names)]
    equivalents = Equivalents.read()
    wrongs = [f"survived: {mutant}" for mutant in tried if mutant.survived and not equivalents.reason_for(mutant)]
    if not names:
        wrongs += [f"listed, and does not survive: {each}" for each in equivalents.unused(tried)]
        REPORT.write_text(report(tried, equivalents))
    sys.stdout.writelines(f"✗ {wrong}\n" for wrong in wrongs)
    sys.stdout.write(f"{len(tried)} mutants, {sum(not mutant.survived for mutant in tried)} killed\n")
    return bool(wrongs)


def _is_asked_for(mutant: Mutant, names: list[str]) -> bool:
    return not names or any(fnmatch(mutant.name, name) for name in names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
