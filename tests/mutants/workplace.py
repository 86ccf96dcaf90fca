"""Workplace of mutmut: links to the files that the unit tests need, with the library where mutmut expects it.

mutmut names a mutant by its file's path and matches that with the module's name, so the library must be in `src`.
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


def make_workplace(*, empty: bool) -> None:
    """Make the links. If `empty`, delete earlier results first.

    The list of the tests that execute each function always goes. mutmut would only add new tests to it. A function that
    was added or renamed since would then be tested by few of its tests, and its mutants would survive for no reason.
    """
    if empty:
        shutil.rmtree(WORKPLACE, ignore_errors=True)
    (WORKPLACE / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    for name, target in LINKS.items():
        _link(WORKPLACE / name, ROOT / target)


def _link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target)
