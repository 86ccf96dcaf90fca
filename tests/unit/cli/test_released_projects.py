"""A project that any release has made can be upgraded to today's, and its stack loses nothing by it."""

import ast
import importlib
from pathlib import Path

import pytest
from tests.support.releases import NAME, PROJECT, RELEASES

from storehook_cli.authoring import new_project
from storehook_cli.authoring.upgrade import made_of, read, require_kept, upgraded, write
from storehook_cli.files import written

PROJECTS = [template.parent / PROJECT for template in RELEASES]


@pytest.fixture(params=PROJECTS, ids=lambda project: project.parent.name)
def project(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_it_says_its_release(project: Path) -> None:
    assert made_of(project) == (NAME, project.parent.name)


def test_what_its_author_has_added_meets_nothing_of_ours(project: Path) -> None:
    base, ours = read(project), dict(new_project.files(NAME))
    mine = {**base, "README.md": b"# Mine\n", "samconfig.toml": base["samconfig.toml"] + b"\n# mine\n"}

    found = {each.path: each for each in upgraded(mine, base, ours)}

    assert "conflict" not in {each.outcome for path, each in found.items() if path != "README.md"}
    require_kept(mine, base, ours, found.values())


def test_an_upgrade_makes_of_it_what_a_new_project_is(project: Path, tmp_path: Path) -> None:
    """So its next deploy is the one that tests/integration/test_updated_stack.py makes over waiting work."""
    base, ours = read(project), dict(new_project.files(NAME))
    for path, content in base.items():
        written(tmp_path / path, content)

    write(tmp_path, upgraded(base, base, ours))

    after = read(tmp_path)
    assert [path for path in after.keys() | ours.keys() if after.get(path) != ours.get(path)] == []


def imports(handler: Path) -> list[tuple[str, str]]:
    """Return a handler's imports from the library: module and name."""
    found = [each for each in ast.walk(ast.parse(handler.read_text())) if isinstance(each, ast.ImportFrom)]
    return [
        (each.module or "", alias.name)
        for each in found
        for alias in each.names
        if (each.module or "").partition(".")[0] == "storehook"
    ]


def test_its_handlers_find_all_that_they_import_in_todays_library(project: Path) -> None:
    wanted = [each for handler in (project / "functions").glob("*/*.py") for each in imports(handler)]

    assert len(wanted) > 30
    for module, name in wanted:
        assert hasattr(importlib.import_module(module), name) or importlib.import_module(f"{module}.{name}")
