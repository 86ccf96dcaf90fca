"""An action that cannot be imported is found, with its place, before anything is built."""

from pathlib import Path

import pytest

from storehook_cli.authoring import checking, project
from storehook_cli.errors import CommandError

SOUND = """
from storehook import Context, Params, action

@action(webhooks=["store/order/updated"])
def bill(params: Params, ctx: Context) -> None: ...
"""

BROKEN = {
    "syntax": ("def bill(:\n", "functions/worker/actions/bill.py:1: SyntaxError: invalid syntax. Mend it."),
    "raises": ("\nrate = {}['VAT']\n", "functions/worker/actions/bill.py:2: KeyError: 'VAT'. Mend it."),
    "scope": (SOUND.replace("updated", "update"), "functions/worker/actions/bill.py:4: UnknownScope:"),
    "model": ("import models.order\n", "functions/worker/models/order.py:1: SyntaxError:"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with one sound action, and a model that nobody imports yet and nobody could."""
    for package in ("actions", "models"):
        (tmp_path / project.WORKER / package).mkdir(parents=True)
        (tmp_path / project.WORKER / package / "__init__.py").touch()
    (tmp_path / project.WORKER / "models" / "order.py").write_text("class Order(\n")
    (tmp_path / project.ACTIONS / "bill.py").write_text(SOUND)
    return tmp_path


def test_sound_actions_are_named(folder: Path) -> None:
    assert checking.require_sound(folder).actions == ("bill",)


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_told_with_file_and_line(folder: Path, case: str) -> None:
    text, said = BROKEN[case]
    (folder / project.ACTIONS / "bill.py").write_text(text)

    with pytest.raises(CommandError) as told:
        checking.require_sound(folder)

    assert str(told.value).startswith(said)


def test_a_file_is_imported_anew_each_time(folder: Path) -> None:
    checking.require_sound(folder)
    (folder / project.ACTIONS / "bill.py").write_text(SOUND.replace("bill", "invoice"))

    assert checking.require_sound(folder).actions == ("invoice",)


def test_what_a_file_prints_is_not_taken_for_the_answer(folder: Path) -> None:
    (folder / project.ACTIONS / "bill.py").write_text(SOUND + "print('{}', end='')\n")

    assert checking.require_sound(folder).actions == ("bill",)


def test_a_file_that_ends_the_process_is_a_problem(folder: Path) -> None:
    (folder / project.ACTIONS / "bill.py").write_text("import sys\nsys.exit('enough')\n")

    with pytest.raises(CommandError, match=r"has ended the process\. Mend it\.\nenough"):
        checking.require_sound(folder)


def test_a_package_that_is_to_be_built_is_not_missed_before(folder: Path) -> None:
    (folder / project.ACTIONS / "bill.py").write_text("import nothing_of_that_name\n" + SOUND)
    (folder / project.WORKER / "requirements.txt").write_text("# ours\nnothing-of-that-name\n")

    assert checking.require_sound(folder).missing == "nothing_of_that_name"


def test_a_package_that_nobody_asks_for_is_missed(folder: Path) -> None:
    (folder / project.ACTIONS / "bill.py").write_text("import nothing_of_that_name\n")
    (folder / project.WORKER / "requirements.txt").write_text("# ours\n")

    with pytest.raises(CommandError, match=r"bill\.py:1: ModuleNotFoundError"):
        checking.require_sound(folder)


def test_a_package_that_has_been_built_is_found(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "nothing_of_that_name.py").touch()
    (folder / project.ACTIONS / "bill.py").write_text("import nothing_of_that_name\n" + SOUND)

    assert checking.check(folder, tmp_path / "built").problem == ""
