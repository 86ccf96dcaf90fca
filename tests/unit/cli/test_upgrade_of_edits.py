"""An upgrade of a project that its author has edited in eight ways: only real conflicts are left to the author."""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from storehook_cli.authoring import new_project, pins
from storehook_cli.authoring.upgrade import Files, is_rewritten, read, upgraded
from storehook_cli.files import written

NOW, NEXT = version("storehook"), "9.8.7"

WHEELS = """
# Built from the clone that made this project.
[tool.uv.sources]
storehook = { path = "wheels/storehook-1.whl" }
"""


@pytest.fixture
def base(project_sources: object) -> Files:
    return dict(new_project.files("my-app"))


type Edits = dict[str, tuple[str, str]]
"""By path: a text, and what replaces its first occurrence."""


def edited(files: Files, edits: Edits) -> Files:
    changed = dict(files)
    for path, (before, after) in edits.items():
        assert before.encode() in changed[path], path
        changed[path] = changed[path].replace(before.encode(), after.encode(), 1)
    return changed


@pytest.fixture
def ours(base: Files) -> Files:
    """The next version changes each of these files."""
    pinned = {path: content.replace(f"=={NOW}".encode(), f"=={NEXT}".encode()) for path, content in base.items()}
    changes: Edits = {
        "pyproject.toml": ("aws-sam-cli>=1.167", "aws-sam-cli>=1.200"),
        "template.yaml": ("\n      VisibilityTimeout: 360 ", "\n      VisibilityTimeout: 420 "),
        "samconfig.toml": ("# Staging: sam deploy", "# Staging, before production: sam deploy"),
        "AGENTS.md": ("- Use `Decimal` for money", "- Use `decimal.Decimal` for money"),
        ".github/workflows/deploy.yml": ("timeout-minutes: 30", "timeout-minutes: 20"),
        "from-storehook/targets.mk": ("## make setup", "## make docs\ndocs:\n\n## make setup"),
        "Makefile": ("Add your own below", "Add yours below"),
    }
    return {**edited(pinned, changes), "README.md": b"# Another README\n\n" + pinned["README.md"]}


DEV = '    { include-group = "storehook" },\n'

MINE = {
    "a development package by hand": {"pyproject.toml": (DEV, DEV + '    "ruff",\n')},
    "a development package by `uv add --dev`": {"pyproject.toml": (DEV, f'    "ruff>=0.14.5",\n{DEV}')},
    "runtime packages": {
        "functions/worker/requirements.txt": ("# Packages", "humanize==4.14\n# Packages"),
        "pyproject.toml": ("dependencies = [\n", 'dependencies = [\n    "humanize>=4.14",\n'),
    },
    "a parameter of the template": {
        "template.yaml": (
            "  Environment:\n    Type: String\n",
            "  ErpUrl:\n    Type: String\n  Environment:\n    Type: String\n",
        )
    },
    "samconfig": {"samconfig.toml": ('"LogRetentionDays=7"', '"LogLevel=DEBUG"')},
    "AGENTS.md": {"AGENTS.md": ("## Traps\n", "## Our rules\n\n- Ask Ann about invoices.\n\n## Traps\n")},
    "the workflow": {
        ".github/workflows/deploy.yml": ("      - run: make test", "      - run: make test\n      - run: make lint")
    },
    "the Makefile": {"Makefile": ("targets.mk\n", "targets.mk\n\n## make lint   lint our code\nlint:\n\truff check\n")},
}


@pytest.mark.parametrize("edits", MINE.values(), ids=[*MINE])
def test_an_edit_and_our_changes_of_the_same_file_do_not_conflict(base: Files, ours: Files, edits: Edits) -> None:
    mine = edited(base, edits)

    found = {file.path: file for file in upgraded(mine, base, ours)}

    assert [path for path, file in found.items() if file.outcome == "conflict"] == []
    for path, content in mine.items():
        if content != base[path] and ours[path] != base[path]:
            merged = found[path].content or b""
            assert found[path].outcome == "merged"
            assert {*content.splitlines()} - {*base[path].splitlines()} <= {*merged.splitlines()}


def test_a_rewritten_readme_is_left_alone_and_the_author_is_told(base: Files, ours: Files) -> None:
    mine = {**base, "README.md": b"# Our shop\n\nAsk Ann.\n"}

    found = {file.path: file for file in upgraded(mine, base, ours)}

    assert (found["README.md"].outcome, found["README.md"].content) == ("left", b"# Our shop\n\nAsk Ann.\n")


def test_a_text_with_half_of_its_lines_is_still_the_same_text() -> None:
    assert not is_rewritten(b"a\n\nb\nmine\n", b"a\nb\n\nc\nd\n")
    assert is_rewritten(b"a\n\nmine\n", b"a\nb\n\nc\nd\n")


def test_the_pins_are_set_though_nothing_else_of_the_file_changes(base: Files) -> None:
    ours = {**base, pins.FILE: base[pins.FILE].replace(f"=={NOW}".encode(), f"=={NEXT}".encode())}
    mine = edited(base, {pins.FILE: (DEV, DEV + '    "ruff",\n')})

    (file,) = upgraded(mine, base, ours)

    project = tomllib.loads((file.content or b"").decode())
    assert project["project"]["dependencies"] == [f"storehook-core=={NEXT}"]
    assert project["dependency-groups"]["dev"] == [{"include-group": "storehook"}, "ruff"]


def test_the_names_of_a_clones_wheels_do_not_conflict_with_our_changes_at_the_files_end(base: Files) -> None:
    ours = {**base, pins.FILE: base[pins.FILE] + b"\n[tool.ours]\n"}
    mine = {**base, pins.FILE: base[pins.FILE] + WHEELS.encode()}

    (file,) = upgraded(mine, base, ours)

    assert file.content == ours[pins.FILE]


def test_an_authors_own_source_of_a_package_stays() -> None:
    file = {pins.FILE: WHEELS.encode() + b'erp = { path = "../erp" }\n'}

    kept = pins.with_pins_of({pins.FILE: b""}, file)

    assert tomllib.loads(kept[pins.FILE].decode())["tool"]["uv"]["sources"] == {"erp": {"path": "../erp"}}


def test_files_of_git_in_a_new_project_are_no_files_of_storehook(tmp_path: Path) -> None:
    """Else an upgrade would delete those of the author's repository that are equal, such as `.git/HEAD`."""
    for path in (".git/HEAD", ".github/workflows/deploy.yml", ".gitignore"):
        written(tmp_path / path, b"x")

    assert read(tmp_path) == {".github/workflows/deploy.yml": b"x", ".gitignore": b"x"}
