"""`python -m tests.mutants [NAME …]`: exit with 1 if a mutant without a listed reason survives.

`make mutants` runs it with mutmut installed. A name is one of mutmut's, such as `storehook.runs.claims*`. With names,
only those mutants run again, and no report is written.
"""

import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

from tests.mutants.equivalents import FILE, Equivalents
from tests.mutants.outcomes import Mutant, mutants_in
from tests.mutants.report import REPORT, report
from tests.mutants.workplace import WORKPLACE, make_workplace

MUTMUT = Path(sys.executable).with_name("mutmut")
CHILDREN = "2"


def main(names: list[str]) -> int:
    """Run mutants, and print survivors without a reason and reasons without a survivor."""
    make_workplace(empty=not names)
    subprocess.run([MUTMUT, "run", "--max-children", CHILDREN, *names], cwd=WORKPLACE, check=True)
    mutants = [mutant for mutant in mutants_in(WORKPLACE) if _is_selected(mutant, names)]
    equivalents = Equivalents.read()
    errors = [f"survived: {mutant}" for mutant in mutants if mutant.survived and not equivalents.reason_for(mutant)]
    if not names:
        unused = equivalents.unused(mutants)
        errors += [f"listed in {FILE.name}, but no such mutant survived: {change}" for change in unused]
        REPORT.write_text(report(mutants, equivalents))
    sys.stdout.writelines(f"✗ {error}\n" for error in errors)
    sys.stdout.write(f"{len(mutants)} mutants, {sum(not mutant.survived for mutant in mutants)} killed\n")
    return bool(errors)


def _is_selected(mutant: Mutant, names: list[str]) -> bool:
    return not names or any(fnmatch(mutant.name, name) for name in names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
