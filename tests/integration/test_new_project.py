"""A project that `storehook new` writes is tested, built and deployed from the wheels, away from this checkout."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Generator
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


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Generator[Run]:
    """Runs a program where our wheels can be had, and nothing of this checkout."""
    wheels = tmp_path_factory.mktemp("wheels")
    subprocess.run([UV, "build", "--quiet", "--wheel", "--all-packages", "--out-dir", wheels], cwd=ROOT, check=True)
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
    run(UV, "pip", "install", "--quiet", "--python", "tool/bin/python", "storehook", cwd=folder)
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
