"""A project is upgraded: what its author has changed survives, and what we have changed comes.

Its stack is updated as the one of test_updated_stack.py is.
"""

from collections.abc import Generator
from pathlib import Path

import pytest
from packaging.version import Version
from tests.support.bundle import put
from tests.support.own_projects import VERSION, Wheels, copy_of_sources, wheels_of
from tests.support.updated_stacks import declare_parameter

from storehook_cli.stack import bundle

pytestmark = pytest.mark.timeout(900)

NEXT = f"{Version(VERSION).base_version}.post1"

AUTHOR = ("-c", "user.name=me", "-c", "user.email=me@example.com")


def this_version(folder: Path) -> Path:
    """Files from which the project was created."""
    return copy_of_sources(folder)


def next_version(folder: Path) -> Path:
    """Files of a possible next version: another template, handler, library and sample."""
    this_version(folder)
    for path in ("pyproject.toml", "layers/core/pyproject.toml", "sandbox/pyproject.toml", "template.yaml"):
        file = folder / path
        file.write_text(file.read_text().replace(VERSION, NEXT))
    put(folder / "template.yaml", "\n      VisibilityTimeout: 360 ", "\n      VisibilityTimeout: 420 ")
    put(folder / "functions/timer/timer.py", '"""Timer: ', '"""The timer: ')
    put(folder / "functions/worker/actions/sync_order.py", "in step with the store", "in step with its store")
    return folder


def edit(project: Path) -> None:
    """Edit a project as an author does."""
    (project / "README.md").write_text("# Mine\n")
    put(project / "Makefile", "targets.mk\n", "targets.mk\n\n## make mine\nmine:\n\ttrue\n")
    put(project / "samconfig.toml", '"LogRetentionDays=7"', '"LogLevel=DEBUG"')
    put(
        project / "functions/worker/actions/sync_order.py",
        '["store/order/created"',
        '["store/order/archived", "store/order/created"',
    )
    declare_parameter(project)


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
def said(wheels: Wheels, project: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The project is upgraded; this is what the command has said."""
    wheels.run("git", "add", "--all", cwd=project)
    wheels.run("git", *AUTHOR, "commit", "--quiet", "--message", "mine", cwd=project)
    command = wheels.command(tmp_path_factory.mktemp("tool"), NEXT)
    return wheels.run(command, "upgrade", "--yes", cwd=project)


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
def test_the_authors_repository_survives_and_shows_what_changed(wheels: Wheels, project: Path) -> None:
    assert " M template.yaml" in wheels.run("git", "status", "--porcelain", cwd=project)


@pytest.mark.usefixtures("said")
def test_what_we_have_changed_comes(project: Path) -> None:
    assert "VisibilityTimeout: 420 " in (project / "template.yaml").read_text()
    assert (project / "from-storehook/functions/timer/timer.py").read_text().startswith('"""The timer: ')
    assert "with its store" in (project / "functions/worker/actions/sync_order.py").read_text()
    layer = (project / "from-storehook/layers/core/requirements.txt").read_text()
    assert f"storehook-core=={NEXT} \\\n    --hash" in layer


@pytest.mark.usefixtures("said")
def test_it_is_built_with_the_next_library(project: Path, tmp_path: Path) -> None:
    architecture = ["--parameter-overrides", f"Architecture={bundle.architecture()}"]

    bundle.sam(["build", "CoreLayer", "--build-dir", str(tmp_path), *architecture], project=project)

    assert [path.name for path in (tmp_path / "CoreLayer" / "python").glob("storehook_core-*")] == [
        f"storehook_core-{NEXT}.dist-info"
    ]
