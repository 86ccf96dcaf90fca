"""Edits of the author's files are seen, once they have settled."""

from pathlib import Path

import pytest

from storehook_cli.local.edits import Edits, summary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "actions" / "__pycache__").mkdir(parents=True)
    (tmp_path / "actions" / "bill.py").write_text("before")
    return tmp_path


def looks(edits: Edits, times: int = 3) -> list[list[str]]:
    return [[*map(str, edits.settled())] for _ in range(times)]


def test_nothing_edited_is_nothing_told(folder: Path) -> None:
    assert looks(Edits(folder)) == [[], [], []]


@pytest.mark.parametrize("name", ["actions/bill.py", "actions/new.py", "models/new.py", "requirements.txt"])
def test_an_edit_is_told_once_when_it_has_settled(folder: Path, name: str) -> None:
    edits = Edits(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("after it")

    assert looks(edits) == [[], [name], []]


def test_a_file_that_is_deleted_is_an_edit(folder: Path) -> None:
    edits = Edits(folder)
    (folder / "actions" / "bill.py").unlink()

    assert looks(edits) == [[], ["actions/bill.py"], []]


def test_who_goes_on_editing_is_waited_for(folder: Path) -> None:
    edits, told = Edits(folder), list[str]()
    for text in ("one", "one and two", "one, two and three"):
        (folder / "actions" / "bill.py").write_text(text)
        told.extend(map(str, edits.settled()))

    assert (told, looks(edits, 1)) == ([], [["actions/bill.py"]])


@pytest.mark.parametrize("name", ["actions/__pycache__/bill.pyc", "actions/.bill.py.swp", "actions/bill.py~", "4913"])
def test_what_python_and_editors_keep_beside_is_no_edit(folder: Path, name: str) -> None:
    edits = Edits(folder)
    (folder / name).write_text("after it")

    assert looks(edits) == [[], [], []]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["actions/bill.py"], "actions/bill.py"),
        (["actions/bill.py", "settings.py"], "actions/bill.py and 1 other file"),
        (["actions/bill.py", "models/a.py", "models/b.py"], "actions/bill.py and 2 other files"),
    ],
)
def test_edited_files_are_named_by_the_first_of_them(names: list[str], said: str) -> None:
    assert summary([*map(Path, names)]) == said
