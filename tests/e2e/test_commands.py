"""`make run`'s command, as its user starts and ends it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.bundle import copy_of_clone, free_port
from tests.support.processes import working_in

STOREHOOK = Path(sys.executable).parent / "storehook"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_clone(tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """The environment with ports of its own."""
    return os.environ | {"STOREHOOK_AWS_PORT": str(free_port()), "STOREHOOK_SANDBOX_PORT": str(free_port())}


def ended(command: list[str | Path], project: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_run_once_shows_each_step_and_leaves_nothing_running(project: Path, environment: dict[str, str]) -> None:
    done = ended(["make", "run", "ONCE=1"], project, environment)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for step in ("Changed order 100", "Delivery sent", "Accepted", "Queued", "Run completed: action sync_order"):
        assert step in done.stdout
    assert "From start to completed run" in done.stdout
    assert "\x1b" not in done.stdout  # no colours where nobody sees them
    assert working_in(project) == []
    assert not (project / ".local" / "stack.json").exists()


@pytest.mark.parametrize("variable", ["STOREHOOK_AWS_PORT", "STOREHOOK_SANDBOX_PORT"])
def test_a_busy_port_is_an_error_that_names_the_variable_to_set(
    project: Path, environment: dict[str, str], variable: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = ended([STOREHOOK, "run", "--once"], project, environment | {variable: port})

    assert done.returncode == 1, done.stdout
    assert f"Set {variable} to a free port" in done.stderr
    assert working_in(project) == []
