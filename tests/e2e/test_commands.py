"""`make run`'s command, as its user starts and ends it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from tests.support.bundle import copy_of_clone, free_port
from tests.support.deployed import until

from storehook.operations import Run, RunKey
from storehook_cli.local.demo_store import STORE_HASH
from storehook_cli.local.stand_in import StandIn
from storehook_cli.stack.deployment import Deployment, on_this_machine

MESSAGE = "Please deliver on Friday"
STOREHOOK = Path(sys.executable).parent / "storehook"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_clone(tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """The environment with ports of its own."""
    return os.environ | {"STOREHOOK_AWS_PORT": str(free_port()), "STOREHOOK_SANDBOX_PORT": str(free_port())}


@contextmanager
def started(project: Path, environment: dict[str, str]) -> Generator[subprocess.Popen[bytes]]:
    """`storehook run`, once it is up."""
    info, began = project / ".local" / "stack.json", time.time()
    process = subprocess.Popen([STOREHOOK, "run"], cwd=project, env=environment, stdout=subprocess.PIPE)
    try:
        until(lambda: (info.exists() and info.stat().st_mtime > began) or process.poll() is not None, seconds=240)
        yield process
    finally:
        process.kill()
        process.communicate()


def running_in(folder: Path) -> list[str]:
    """The command lines of the processes that work in a folder."""
    found: list[str] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cwd().startswith(str(folder)) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found


def ended(command: list[str | Path], project: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_run_once_shows_each_step_and_leaves_nothing_running(project: Path, environment: dict[str, str]) -> None:
    done = ended(["make", "run", "ONCE=1"], project, environment)

    assert (done.returncode, done.stderr) == (0, "")
    for step in ("Changed order 100", "Delivery sent", "Accepted", "Queued", "Run completed: action sync_order"):
        assert step in done.stdout
    assert "From start to completed run" in done.stdout
    assert "\x1b" not in done.stdout  # no colours where nobody sees them
    assert running_in(project) == []
    assert not (project / ".local" / "stack.json").exists()


def test_a_start_after_a_kill_goes_on_with_what_waited_and_ctrl_c_ends_everything(
    project: Path, environment: dict[str, str]
) -> None:
    state = project / ".local"
    with started(project, environment) as process:
        held = hold_a_run(state)
        on_this_machine(state).secrets().put("erp", "key-1")
        until(lambda: MESSAGE in (state / "stand-in.json").read_text())
        process.kill()
        process.wait()
        assert running_in(project) != []

    with started(project, environment) as process:
        info = json.loads((state / "stack.json").read_text())
        assert {"api_url", "webhook_url", "sandbox_url", "outputs", "client_secret"} <= set(info)
        stack = on_this_machine(state)
        assert [secret.name for secret in stack.secrets().all()] == ["erp"]
        assert stack.runs().stored(held).state == "held"
        assert MESSAGE in [order["customer_message"] for order in StandIn(state).ask("GET", "orders")]
        stack.stores().resume(STORE_HASH)
        until(lambda: stack.runs().stored(held).state == "completed", seconds=120)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)

        assert running_in(project) == []


def hold_a_run(state: Path) -> RunKey:
    """Pause the demo store, change an order in it, and return the key of its held run."""
    stack = on_this_machine(state)
    stack.stores().pause(STORE_HASH, "a test", "test")
    StandIn(state).ask("PUT", "orders/101", {"customer_message": MESSAGE})
    return until(lambda: next((run.key for run in _runs(stack, state) if is_held(run)), None))


def is_held(run: Run) -> bool:
    return (run.resource, run.state) == ("order/101", "held")


def _runs(stack: Deployment, state: Path) -> Iterator[Run]:
    for delivery in StandIn(state).ask("GET", "deliveries"):
        yield from stack.runs().of_event(STORE_HASH, delivery["id"])


@pytest.mark.parametrize("variable", ["STOREHOOK_AWS_PORT", "STOREHOOK_SANDBOX_PORT"])
def test_a_busy_port_is_an_error_that_names_the_variable_to_set(
    project: Path, environment: dict[str, str], variable: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = ended([STOREHOOK, "run", "--once"], project, environment | {variable: port})

    assert done.returncode == 1
    assert f"Set {variable} to a free port" in done.stderr
    assert running_in(project) == []
