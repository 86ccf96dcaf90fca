"""What `storehook new action` writes: for every scope, it takes the scope's events and no others, and its types fit."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.repository import ROOT

from storehook.errors import ParamsInvalid
from storehook.payloads import Payload
from storehook.testing import ActionEnvironment
from storehook.webhooks import scopes
from storehook_cli.authoring import new_action, new_project, project
from storehook_cli.authoring.sample_payloads import payload

SCOPES = [*sorted(scopes.known()), "store/channel/7/order/created", "store/channel/7/cart/*"]

BIN = Path(sys.executable).parent


def name_of(scope: str) -> str:
    return f"action_{SCOPES.index(scope)}"


def run(folder: Path, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    paths = os.pathsep.join([str(ROOT / "layers/core"), str(folder / project.WORKER)])
    environment = os.environ | {"PYTHONPATH": paths}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def written(project_sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project, with an action for every scope."""
    folder = tmp_path_factory.mktemp("authoring") / "my-app"
    new_project.write(folder)
    for scope in SCOPES:
        new_action.write(folder, name_of(scope), scope)
    return folder


@pytest.fixture
def action(written: Path, scope: str) -> Callable[..., object]:
    """The action of a scope."""
    return runpy.run_path(str(written / project.ACTIONS / f"{name_of(scope)}.py"))[name_of(scope)]


@pytest.mark.parametrize("scope", SCOPES)
def test_the_params_have_the_type_of_the_scope(action: Callable[..., object], scope: str) -> None:
    assert action.__annotations__["params"] is payload(scope)


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if payload(scope) is not Payload])
def test_an_event_without_what_every_event_of_the_scope_has_is_refused_at_once(
    action: Callable[..., object], scope: str
) -> None:
    with pytest.raises(ParamsInvalid):
        ActionEnvironment().run(action)


def test_its_tests_take_the_sample_of_each_scope(written: Path) -> None:
    done = run(written, sys.executable, "-m", "pytest", "-q", "tests/actions", "-k", "takes_the_event")

    assert (done.returncode, f"{len(SCOPES)} passed" in done.stdout) == (0, True), done.stdout


OURS = [f"--exclude={each}" for each in ("*.md", *new_project.SHARED)]


@pytest.mark.parametrize(
    "words",
    [
        ("mypy", "--python-executable", sys.executable),
        ("pyright", "--pythonpath", sys.executable),
        ("ruff", "check", "--isolated", "--no-cache", *OURS),
        ("ruff", "format", "--check", "--isolated", "--no-cache", *OURS),
    ],
    ids=["mypy", "pyright", "ruff check", "ruff format"],
)
def test_what_is_written_is_as_strict_types_and_the_linters_defaults_want_it(
    written: Path, words: tuple[str, ...]
) -> None:
    name, *rest = words

    done = run(written, BIN / name, *rest)

    assert done.returncode == 0, done.stdout[-2000:]
