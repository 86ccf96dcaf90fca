"""A project is upgraded and deployed over its running stack: what its author has changed survives, and what waits."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version
from tests.support.bundle import put
from tests.support.filled_stacks import UNREAD, waiting_stack
from tests.support.own_projects import VERSION, Wheels, copy_of_sources, wheels_of
from tests.support.updated_stacks import CONSUMERS, SOON, Stack, Update, mend

pytestmark = pytest.mark.timeout(900)

NEXT = f"{Version(VERSION).base_version}.post1"

AUTHOR = ("-c", "user.name=me", "-c", "user.email=me@example.com")

PARAMETERS, SHARED = "\nParameters:\n", "        POWERTOOLS_LOG_LEVEL: !Ref LogLevel\n"


def this_version(folder: Path) -> Path:
    """What the project is made of."""
    copy_of_sources(folder)
    put(folder / "layers/core/storehook/timer/timer.py", *SOON)
    return folder


def next_version(folder: Path) -> Path:
    """What may come next: another template, handler, library and sample."""
    this_version(folder)
    for path in ("pyproject.toml", "layers/core/pyproject.toml", "sandbox/pyproject.toml", "template.yaml"):
        file = folder / path
        file.write_text(file.read_text().replace(VERSION, NEXT))
    put(folder / "template.yaml", "\n      VisibilityTimeout: 360 ", "\n      VisibilityTimeout: 420 ")
    put(folder / "functions/timer/timer.py", '"""Timer: ', '"""The timer: ')
    put(folder / "functions/worker/actions/sync_order.py", "in step with the store", "in step with its store")
    return folder


def edit(project: Path) -> None:
    """What an author does with a project."""
    (project / "README.md").write_text("# Mine\n")
    put(project / "Makefile", "## make lock", "## make mine\nmine:\n\ttrue\n\n## make lock")
    put(project / "samconfig.toml", '"LogRetentionDays=7"', '"LogLevel=DEBUG"')
    put(
        project / "functions/worker/actions/sync_order.py",
        '["store/order/created"',
        '["store/order/archived", "store/order/created"',
    )
    template = project / "template.yaml"
    put(template, PARAMETERS, f"{PARAMETERS}  ErpUrl:\n    Type: String\n    Default: https://erp.example\n")
    put(template, SHARED, f"{SHARED}        ERP_URL: !Ref ErpUrl\n")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Generator[Wheels]:
    sources = [this_version(tmp_path_factory.mktemp("this")), next_version(tmp_path_factory.mktemp("next"))]
    with wheels_of(sources, tmp_path_factory.mktemp("wheels")) as found:
        yield found


@pytest.fixture(scope="module")
def project(wheels: Wheels, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as its author has edited and committed it."""
    folder = tmp_path_factory.mktemp("mine")
    wheels.run(wheels.command(folder, VERSION), "new", "my-app", cwd=folder)
    edit(folder / "my-app")
    wheels.run("git", "init", "--quiet", cwd=folder / "my-app")
    return folder / "my-app"


@pytest.fixture(scope="module")
def running(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Stack]:
    with waiting_stack(project, tmp_path_factory.mktemp("noted")) as stack:
        yield stack


@pytest.fixture(scope="module")
def said(wheels: Wheels, running: Stack, project: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The project is upgraded; this is what the command has said."""
    mend(project)
    wheels.run("git", "add", "--all", cwd=project)
    wheels.run("git", *AUTHOR, "commit", "--quiet", "--message", "mine", cwd=project)
    command = wheels.command(tmp_path_factory.mktemp("tool"), NEXT)
    return wheels.run(command, "upgrade", "--yes", cwd=project)


@pytest.fixture(scope="module")
def update(said: str, running: Stack) -> Update:
    """It is deployed."""
    return running.update()


def test_the_command_says_what_changes_in_the_template(said: str) -> None:
    assert f"Upgraded from {VERSION} to {NEXT}" in said
    assert "+      VisibilityTimeout: 420 " in said


@pytest.mark.usefixtures("said")
def test_what_the_author_has_changed_survives(project: Path) -> None:
    assert (project / "README.md").read_text() == "# Mine\n"
    assert "make mine" in (project / "Makefile").read_text()
    assert "LogLevel=DEBUG" in (project / "samconfig.toml").read_text()
    assert "ErpUrl" in (project / "template.yaml").read_text()
    assert "store/order/archived" in (project / "functions/worker/actions/sync_order.py").read_text()


@pytest.mark.usefixtures("said")
def test_what_we_have_changed_comes(project: Path) -> None:
    assert "VisibilityTimeout: 420 " in (project / "template.yaml").read_text()
    assert (project / "functions/timer/timer.py").read_text().startswith('"""The timer: ')
    assert "with its store" in (project / "functions/worker/actions/sync_order.py").read_text()
    assert f"storehook-core=={NEXT} \\\n    --hash" in (project / "layers/core/requirements.txt").read_text()


def test_a_deploy_makes_it_that_version_under_the_same_addresses_with_all_that_waits(update: Update) -> None:
    before, after = update.before.outputs, update.after.outputs

    assert (before.pop("Version"), after.pop("Version")) == (VERSION, NEXT)
    assert before.items() <= after.items()
    assert update.after.secrets == update.before.secrets
    assert update.before.contents.waiting >= UNREAD
    assert update.is_whole


@pytest.mark.usefixtures("update")
@pytest.mark.parametrize("function", CONSUMERS)
def test_the_authors_own_parameter_reaches_the_actions(running: Stack, function: str) -> None:
    functions: Any = running.deployed.stack.emulator.client("lambda")
    name = running.deployed.info.outputs[function]
    found = functions.get_function_configuration(FunctionName=name, Qualifier="live")

    assert found["Environment"]["Variables"]["ERP_URL"] == "https://erp.example"


@pytest.mark.usefixtures("update")
def test_all_that_waited_completes_with_the_next_version_and_nothing_runs_twice(running: Stack) -> None:
    began = running.complete()

    assert began == running.tries
    assert running.deployed.dead_letters() == []
