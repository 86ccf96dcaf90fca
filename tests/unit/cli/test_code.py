"""`storehook scopes` and `storehook new action`: the user's own code."""

import json
import sys
from pathlib import Path

import pytest
from tests.support.repository import ROOT
from tests.support.storehook_command import Storehook

from storehook_cli.authoring import new_action, project
from storehook_cli.commands import code
from storehook_cli.errors import CommandError

AUDIT = """
from models.kinds import KIND
from storehook import Context, Params, action

@action(webhooks=["store/order/*", "store/cart/created"])
def audit(params: Params, ctx: Context) -> None: ...

@action(webhooks=["store/order/*"])
def bill(params: Params, ctx: Context) -> None: ...
"""


@pytest.fixture
def folder(tmp_path: Path, imported_anew: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, with its own `actions`."""
    for package in ("actions", "models"):
        (tmp_path / project.WORKER / package).mkdir(parents=True)
        (tmp_path / project.WORKER / package / "__init__.py").touch()
    (tmp_path / project.WORKER / "models" / "kinds.py").write_text("KIND = 1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if not path.endswith("functions/worker")])
    return tmp_path


def test_each_scope_is_listed_with_the_actions_that_want_it(storehook: Storehook, folder: Path) -> None:
    (folder / project.ACTIONS / "audit.py").write_text(AUDIT)

    lines = storehook("scopes").output.splitlines()
    found = json.loads(storehook("scopes", "--json").stdout)

    assert [line.split() for line in lines[1:]] == [
        ["store/cart/created", "audit"],
        ["store/order/*", "audit,", "bill"],
    ]
    assert found == {"store/cart/created": ["audit"], "store/order/*": ["audit", "bill"]}


def test_a_file_that_declares_no_action_is_named_by_check(
    storehook: Storehook, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "require_safe", lambda _: None)
    (folder / "samconfig.toml").write_text('version = 0.1\n[default.deploy.parameters]\nstack_name = "storehook"\n')
    for name in ("bills", "_money"):
        (folder / project.ACTIONS / f"{name}.py").write_text("VAT = 19\n")

    done = storehook("check")

    assert done.exit_code == 0, done.output
    assert "functions/worker/actions/bills.py declares no action" in done.output
    assert "_money" not in done.output


def test_an_action_that_cannot_be_imported_is_named(storehook: Storehook, folder: Path) -> None:
    (folder / project.ACTIONS / "broken.py").write_text("import nothing_of_that_name\n")

    done = storehook("scopes")

    assert (done.exit_code, "actions/broken.py" in done.output) == (1, True)


@pytest.mark.parametrize("words", [("scopes",), ("new", "action", "x", "--scope", "store/order/updated")], ids=str)
def test_outside_a_project_it_is_said_where_to_go(
    storehook: Storehook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)

    done = storehook(*words)

    assert (done.exit_code, "where template.yaml is" in done.output) == (1, True)


def test_a_new_action_and_its_test_are_written(storehook: Storehook, folder: Path) -> None:
    done = storehook("new", "action", "send_invoice", "--scope", "store/order/statusUpdated")

    assert done.exit_code == 0
    assert "def send_invoice(" in (folder / project.ACTIONS / "send_invoice.py").read_text()
    assert '"new_status_id": 11' in (folder / project.TESTS / "test_send_invoice.py").read_text()
    assert json.loads(storehook("scopes", "--json").stdout) == {"store/order/statusUpdated": ["send_invoice"]}


@pytest.mark.parametrize("path", [project.ACTIONS / "bill.py", project.TESTS / "test_bill.py"], ids=str)
def test_nothing_is_overwritten(storehook: Storehook, folder: Path, path: Path) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text("# mine\n")

    done = storehook("new", "action", "bill", "--scope", "store/order/updated")

    assert (done.exit_code, f"{path} already exists" in done.output) == (1, True)
    assert [each.read_text() for each in folder.rglob("*bill.py")] == ["# mine\n"]


@pytest.mark.parametrize("name", ["../evil", "Bill", "1st", "import", "", "a-b", "a" * 65])
def test_a_name_that_cannot_be_one_writes_nothing(folder: Path, name: str) -> None:
    with pytest.raises(CommandError, match="is not a valid action name"):
        new_action.write(folder, name, "store/order/updated")
    assert len([*folder.rglob("*.py")]) == 3


def test_a_typo_in_the_scope_is_told_with_the_nearest(storehook: Storehook, folder: Path) -> None:
    done = storehook("new", "action", "bill", "--scope", "store/order/update")

    assert (done.exit_code, "store/order/updated" in done.output) == (1, True)
    assert len([*folder.rglob("*.py")]) == 3


SETTINGS = """
from pydantic import BaseModel

class Settings(BaseModel):
    sender: str
"""


@pytest.mark.parametrize("command", ["scopes", "settings"])
def test_settings_that_do_not_fit_are_told_with_their_environment_before_anything_is_deployed(
    storehook: Storehook, folder: Path, command: str
) -> None:
    (folder / project.WORKER / "settings.py").write_text(SETTINGS)
    (folder / project.WORKER / "settings.toml").write_text("[default]\nsender = 's'\n[prod]\nsender = 3\n")

    done = storehook(command)

    assert (done.exit_code, "settings.toml: [prod] sender" in done.output) == (1, True)


@pytest.mark.parametrize("command", ["scopes", "settings"])
def test_permissions_that_are_wider_than_they_say_are_refused(storehook: Storehook, folder: Path, command: str) -> None:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    (folder / project.WORKER / "permissions.json").write_text(json.dumps({"Statement": [statement]}))

    done = storehook(command)

    assert (done.exit_code, "* on everything" in done.output) == (1, True)


def test_settings_that_fit_are_said_to_with_the_environments_that_were_looked_at(
    storehook: Storehook, folder: Path
) -> None:
    assert storehook("settings").output == "This project has no settings.\n"
    (folder / project.WORKER / "settings.py").write_text(SETTINGS)
    (folder / project.WORKER / "settings.toml").write_text("[default]\nsender = 's'\n[prod]\n")

    assert storehook("settings").output == "The settings are valid in default, prod.\n"


def test_what_make_deploys_is_checked_before() -> None:
    build = (ROOT / "Makefile").read_text().split("\nbuild:")[1].split("\n\n")[0]

    assert build.index("storehook check") < build.index("sam build")
