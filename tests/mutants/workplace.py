"""Where mutmut works: links to what the unit tests of the decisions need, with the library where mutmut expects it.

mutmut names a mutant by its file's path, and matches that with the module's name: so the library has to lie in `src`.
"""

import shutil
from pathlib import Path

from tests.support.repository import ROOT

WORKPLACE = ROOT / ".mutants"

LINKS = {
    "src": "layers/core",
    **{same: same for same in ("pyproject.toml", "template.yaml", "functions", "cli", "sandbox", "events")},
    **{
        same: same
        for same in ("tests/__init__.py", "tests/conftest.py", "tests/mutants", "tests/support", "tests/unit")
    },
}


def make_workplace(*, anew: bool) -> None:
    """Make it, without what mutmut knows from before if it is to be made anew."""
    if anew:
        shutil.rmtree(WORKPLACE, ignore_errors=True)
    for name, there in LINKS.items():
        _link(WORKPLACE / name, ROOT / there)


def _link(link: Path, there: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(there)
