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

BILL = "functions/worker/actions/bill.py"

IN_THE_ACTION = "Code outside of functions runs when the file is imported. Fix it, or move it into the action."

BROKEN = {
    "syntax": ("def bill(:\n", f"{BILL}:1: SyntaxError: invalid syntax. Fix the syntax: Python cannot read the file."),
    "raises": ("\nrate = {}['VAT']\n", f"{BILL}:2: KeyError: 'VAT'. {IN_THE_ACTION}"),
    "ends the process": ("import sys\nsys.exit('enough')\n", f"{BILL}:2: SystemExit: enough. {IN_THE_ACTION}"),
    "package": (
        "import nothing_of_that_name.deep\n",
        (
            f"{BILL}:1: ModuleNotFoundError: No module named 'nothing_of_that_name'. "
            "Add the package that has it to functions/worker/requirements.txt and run `make setup`."
        ),
    ),
    "module of theirs": (
        "from models.oder import Order\n",
        (
            f"{BILL}:1: ModuleNotFoundError: No module named 'models.oder'. "
            "Fix the import, or write functions/worker/models/oder.py."
        ),
    ),
    "module of ours": (
        "import storehook.actons\n",
        (
            f"{BILL}:1: ModuleNotFoundError: No module named 'storehook.actons'. "
            "Import from storehook, storehook.errors, storehook.payloads and storehook.testing."
        ),
    ),
    "name": ("from storehook import Contex\n", f"{BILL}:1: ImportError: cannot import name 'Contex' from 'storehook'"),
    "scope": (
        SOUND.replace("updated", "update"),
        (
            f"{BILL}:4: UnknownScope: 'store/order/update' is not a BigCommerce webhook scope. "
            "Did you mean 'store/order/updated'?"
        ),
    ),
    "cron": (
        SOUND.replace("webhooks=", "cron='61 3 * * *', webhooks="),
        f"{BILL}:4: DeclarationError: cron='61 3 * * *' is invalid: Bad minute.",
    ),
    "time zone": (
        SOUND.replace("webhooks=", "cron='0 3 * * *', time_zone='Europe/Belrin', webhooks="),
        f"{BILL}:4: DeclarationError: time_zone='Europe/Belrin' is unknown.",
    ),
    "lane": (SOUND.replace("webhooks=", "lane='slow', webhooks="), f"{BILL}:4: UnknownLane: 'slow' is not a lane."),
    "signature": (
        SOUND.replace(", ctx: Context", ""),
        f"{BILL}:4: DeclarationError: bill() must take two arguments: (params, ctx).",
    ),
    "async": (SOUND.replace("def", "async def"), f"{BILL}:4: DeclarationError: bill() must be a plain function"),
    "option": (
        SOUND.replace("webhooks", "webhook"),
        (
            f"{BILL}:4: TypeError: action() got an unexpected keyword argument 'webhook'. Did you mean 'webhooks'? "
            "Declare it as in @action(webhooks=[…]), with each option by its name."
        ),
    ),
    "no parentheses": (
        SOUND.replace('(webhooks=["store/order/updated"])', ""),
        f"{BILL}:4: TypeError: action() takes 0 positional arguments but 1 was given. Declare it as in @action(",
    ),
    "model": (
        "import models.order\n",
        "functions/worker/models/order.py:1: SyntaxError: '(' was never closed. Fix the syntax: Python cannot read",
    ),
    "field": (
        "from storehook import Model\n\nclass Bill(Model):\n    total: float = 0\n",
        f"{BILL}:3: ModelInvalid: Bill.total has a float in its type. Declare a Decimal",
    ),
    "host": (
        "import urllib.request\nurllib.request.urlopen('http://shop.example/rates')\n",
        f"{BILL}:2: ConnectedError: it connects to shop.example while it is imported. Connect in the action",
    ),
    "address": (
        "import socket\nwith socket.socket() as probe: probe.connect(('192.0.2.1', 80))\n",
        f"{BILL}:2: ConnectedError: it connects to ('192.0.2.1', 80) while it is imported. Connect in the action",
    ),
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


@pytest.mark.enable_socket
@pytest.mark.usefixtures("imported_anew")
@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_told_with_file_and_line(folder: Path, case: str) -> None:
    text, said = BROKEN[case]
    (folder / project.ACTIONS / "bill.py").write_text(text)

    with pytest.raises(CommandError) as told:
        project.actions(folder)

    assert str(told.value).startswith(said)


def test_what_is_wrong_is_told_though_another_process_finds_it(folder: Path) -> None:
    text, said = BROKEN["ends the process"]
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


def test_two_actions_of_one_name_are_told_with_the_places_of_both(folder: Path) -> None:
    (folder / project.ACTIONS / "invoice.py").write_text("\n" + SOUND)

    with pytest.raises(CommandError) as told:
        checking.require_sound(folder)

    assert f"in {BILL}:4 and in functions/worker/actions/invoice.py:5. Rename one of them." in str(told.value)


def test_a_file_that_does_not_end_is_told_with_its_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "TIMEOUT", 2.0)
    (folder / project.ACTIONS / "bill.py").write_text("import time\nwhile True:\n    time.sleep(9)\n")

    with pytest.raises(CommandError, match=r"bill\.py:\d: TimeoutError: it is still being imported after 2 s\. Code"):
        checking.require_sound(folder)


def test_a_file_that_ends_the_process_is_a_problem(folder: Path) -> None:
    (folder / project.ACTIONS / "bill.py").write_text(
        "import os, sys\nsys.stderr.write('enough')\nsys.stderr.flush()\nos._exit(1)\n"
    )

    with pytest.raises(CommandError, match=r"ended the process\. Fix the import that does\.\nenough"):
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
