"""A project that `storehook new` writes is tested, built and deployed from the wheels, away from this checkout."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from tests.support.bundle import free_port
from tests.support.package_index import package_index
from tests.support.repository import ROOT

from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack.bundle import architecture

UV = Path(sys.executable).parent / "uv"

NAME = "storehook-new-project"

type Run = Callable[..., str]


VERSION = version("storehook")
NEXT = f"{VERSION}.post1"

SOURCES = ("cli", "events", "functions", "layers", "tests/actions")


def next_version(folder: Path) -> Path:
    """This repository as it may be in the next version: with another template, handler and sample."""
    for path in SOURCES:
        shutil.copytree(ROOT / path, folder / path, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ("template.yaml", "samconfig.toml", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / path, folder / path)
    for path in ("pyproject.toml", "layers/core/pyproject.toml", "template.yaml"):
        replace(folder / path, VERSION, NEXT)
    replace(folder / "functions/timer/timer.py", '"""Timer: ', '"""The timer: ')
    replace(folder / "functions/worker/actions/sync_order.py", "in step with the store", "in step with its store")
    return folder


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Generator[Run]:
    """Runs a program where our wheels can be had, and nothing of this checkout."""
    wheels = tmp_path_factory.mktemp("wheels")
    for source in (ROOT, next_version(tmp_path_factory.mktemp("next"))):
        build = [UV, "build", "--quiet", "--wheel", "--all-packages", "--out-dir", wheels]
        subprocess.run(build, cwd=source, check=True)
    with package_index(wheels) as url:
        index = {"UV_INDEX": url, "PIP_EXTRA_INDEX_URL": url, "PYTHONPATH": ""}

        def run(*words: str | Path, cwd: Path, **more: str) -> str:
            environment = {**os.environ, **index, **more}
            environment.pop("VIRTUAL_ENV", None)
            done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        yield run


@pytest.fixture(scope="module")
def project(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project, and what its Makefile installs for it."""
    folder = tmp_path_factory.mktemp("clean")
    run(UV, "venv", "--quiet", "--python", sys.executable, "tool", cwd=folder)
    run(UV, "pip", "install", "--quiet", "--python", "tool/bin/python", f"storehook=={VERSION}", cwd=folder)
    run(folder / "tool/bin/storehook", "new", "my-app", cwd=folder)
    found = folder / "my-app"
    run("make", ".venv/ready", f"PYTHON={sys.executable}", cwd=found)
    return found


@pytest.mark.timeout(600)
def test_its_tests_pass(run: Run, project: Path) -> None:
    assert re.search(r"== [1-9]\d* passed", run("make", "test", cwd=project))


@pytest.mark.timeout(600)
def test_it_knows_its_actions_and_gets_another(run: Run, project: Path) -> None:
    command = project / ".venv/bin/storehook"
    run(command, "new", "action", "send_invoice", "--scope", "store/order/created", cwd=project)

    assert json.loads(run(command, "scopes", "--json", cwd=project))["store/order/created"] == [
        "send_invoice",
        "sync_order",
    ]
    run("make", "test", cwd=project)


@pytest.mark.timeout(600)
def test_it_is_built_and_deployed_and_its_functions_run(run: Run, project: Path, stack: LocalStack) -> None:
    sam, overrides = project / ".venv/bin/sam", f"Architecture={architecture()}"
    path = f"{project / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    run(sam, "build", "--parameter-overrides", overrides, cwd=project, PATH=path)
    options = ["--stack-name", NAME, "--resolve-s3", "--parameter-overrides", overrides]
    run(sam, "deploy", *options, cwd=project, PATH=path, **stack.emulator.credentials)

    cloudformation: Any = stack.emulator.client("cloudformation")
    try:
        (found,) = cloudformation.describe_stacks(StackName=NAME)["Stacks"]
        outputs = {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}
        functions: Any = stack.emulator.client("lambda")
        answers = {
            name: functions.invoke(FunctionName=outputs[name], Payload=b"{}") for name in ("Timer", "Reconciler")
        }
        timer = json.loads(answers["Timer"]["Payload"].read())
        assert timer["woken"] == {}
    finally:
        cloudformation.delete_stack(StackName=NAME)


@pytest.mark.timeout(600)
def test_it_runs_whole_on_this_machine(run: Run, project: Path) -> None:
    ports = {"STOREHOOK_AWS_PORT": str(free_port()), "STOREHOOK_SANDBOX_PORT": str(free_port())}

    said = run("make", "run", "ONCE=1", cwd=project, **ports)

    assert "Run completed: action sync_order" in said


@pytest.mark.timeout(600)
def test_it_is_upgraded_and_what_its_author_has_changed_survives(run: Run, project: Path, tmp_path: Path) -> None:
    mine = tmp_path / "my-app"
    shutil.copytree(project, mine, ignore=shutil.ignore_patterns(".venv", ".aws-sam", ".local", "__pycache__"))
    (mine / "README.md").write_text("# Mine\n")
    replace(mine / "Makefile", "## make lock", "## make mine\nmine:\n\ttrue\n\n## make lock")
    replace(
        mine / "samconfig.toml", 'parameter_overrides = "LogRetentionDays=7"', 'parameter_overrides = "LogLevel=DEBUG"'
    )
    replace(mine / "functions/worker/actions/sync_order.py", '"store/order/created", ', "")
    author = ("-c", "user.name=me", "-c", "user.email=me@example.com")
    run("git", "init", "--quiet", cwd=mine)
    run("git", "add", "--all", cwd=mine)
    run("git", *author, "commit", "--quiet", "--message", "mine", cwd=mine)
    run(UV, "venv", "--quiet", "--python", sys.executable, "tool", cwd=tmp_path)
    run(UV, "pip", "install", "--quiet", "--python", "tool/bin/python", f"storehook=={NEXT}", cwd=tmp_path)

    said = run(tmp_path / "tool/bin/storehook", "upgrade", "--yes", cwd=mine)

    assert f"Upgraded from {VERSION} to {NEXT}" in said
    assert f"+    Value: {NEXT}" in said, "what changes in the template"
    assert (mine / "README.md").read_text() == "# Mine\n"
    assert "make mine" in (mine / "Makefile").read_text()
    assert "LogLevel=DEBUG" in (mine / "samconfig.toml").read_text()
    assert NEXT in (mine / "template.yaml").read_text()
    assert (mine / "functions/timer/timer.py").read_text().startswith('"""The timer: ')
    sample = (mine / "functions/worker/actions/sync_order.py").read_text()
    assert "with its store" in sample
    assert "store/order/created" not in sample
    assert f"storehook-core=={NEXT} \\\n    --hash" in (mine / "layers/core/requirements.txt").read_text()
