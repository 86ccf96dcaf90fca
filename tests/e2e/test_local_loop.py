"""The loop while an action is written: `storehook run` as a process, with an action of one's own and no sample.

Its process is killed once, and started again, before the tests.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.bundle import copy_of_bundle, free_port
from tests.support.deployed import until
from tests.support.processes import working_in

from storehook.operations import Run, RunKey
from storehook_cli.local.demo_store import STORE_HASH
from storehook_cli.local.stand_in import StandIn
from storehook_cli.stack.deployment import Deployment, on_this_machine

STOREHOOK = Path(sys.prefix) / "bin" / "storehook"

ACTION = """
from storehook import Context, Params, action

@action(webhooks=["store/{scope}"])
def bill(params: Params, ctx: Context) -> None:
    {does}
"""

MESSAGE = "Please deliver on Friday"


@dataclass
class Running:
    """`storehook run`, in a folder of its own."""

    folder: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    @property
    def said(self) -> str:
        """Text in its terminal."""
        return (self.folder / "terminal").read_text()

    def shows(self, text: str, *, after: int) -> str:
        """Wait for a text in the terminal, and return the output since a moment."""
        return until(lambda: text in self.said[after:] and self.said[after:], 90)

    def write(self, scope: str, does: str) -> int:
        """Edit the action; gives the length of what the terminal showed before."""
        before = len(self.said)
        file = self.folder / "functions/worker/actions/bill.py"
        file.write_text(ACTION.format(scope=scope, does=does))
        return before

    def storehook(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Another call of the command, in the same folder."""
        environment = self.environment | variables
        return subprocess.run(
            [STOREHOOK, *words], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of_bundle(tmp_path_factory.mktemp("loop"))
    actions = folder / "functions/worker/actions"
    for sample in actions.glob("sync_*.py"):
        sample.unlink()
    (actions / "bill.py").write_text(ACTION.format(scope="order/updated", does="print('the first code')"))
    return folder


@contextmanager
def started(folder: Path, environment: dict[str, str]) -> Generator[Running]:
    """`storehook run`, once it is up. Ctrl-C ends it."""
    with (folder / "terminal").open("wb") as terminal:
        process = subprocess.Popen(
            [STOREHOOK, "run"], cwd=folder, env=environment, stdout=terminal, stderr=terminal, start_new_session=True
        )
        running = Running(folder, process, environment)
        try:
            until(lambda: "Press Ctrl-C to stop" in running.said or process.poll() is not None, 240)
            assert process.poll() is None, running.said
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    ports = {name: str(free_port()) for name in ("STOREHOOK_AWS_PORT", "STOREHOOK_SANDBOX_PORT")}
    return os.environ | ports | {"COLUMNS": "200"}


@dataclass
class Kept:
    """State that the second start had of the first, whose process was killed while a run was held.

    Args:
        processes: command lines of what the killed process left.
        info: `stack.json` of the second start.
        state: state of the run at the second start.
        ended: its state once its store was resumed.
    """

    processes: list[str]
    info: dict[str, object]
    secrets: list[str]
    state: str
    messages: list[str]
    ended: str


@pytest.fixture(scope="module")
def restarted(folder: Path, environment: dict[str, str]) -> Generator[tuple[Running, Kept]]:
    """`storehook run`, killed while a run is held in a store whose order has changed, and started again."""
    state = folder / ".local"
    with started(folder, environment) as first:
        on_this_machine(state).secrets().put("erp", "key-1")
        held = hold_a_run(state)
        until(lambda: MESSAGE in (state / "stand-in.json").read_text())
        first.process.kill()
        first.process.wait()
        processes = working_in(folder)
    with started(folder, environment) as running:
        stack = on_this_machine(state)
        kept = Kept(
            processes=processes,
            info=json.loads((state / "stack.json").read_text()),
            secrets=[secret.name for secret in stack.secrets().all()],
            state=stack.runs().stored(held).state,
            messages=[order["customer_message"] for order in StandIn(state).ask("GET", "orders")],
            ended="",
        )
        stack.stores().resume(STORE_HASH)
        kept.ended = until(lambda: stack.runs().stored(held).has_ended and stack.runs().stored(held).state, 120)
        yield running, kept
    assert working_in(folder) == []  # Ctrl-C ends everything


@pytest.fixture(scope="module")
def running(restarted: tuple[Running, Kept]) -> Running:
    return restarted[0]


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


def test_a_start_after_a_kill_goes_on_with_what_waited(restarted: tuple[Running, Kept]) -> None:
    _, kept = restarted

    assert kept.processes != []
    assert {"api_url", "webhook_url", "sandbox_url", "outputs", "client_secret"} <= set(kept.info)
    assert kept.secrets == ["erp"]
    assert MESSAGE in kept.messages
    assert (kept.state, kept.ended) == ("held", "completed")


def test_an_edit_goes_live_with_its_scope_and_what_it_prints_is_shown(running: Running) -> None:
    live = running.shows("Live: bill", after=running.write("cart/created", "print('the second code')"))
    hooks = ("webhooks", "list", "--store", "demostore1", "--local")
    until(lambda: "store/cart/created" in running.storehook(*hooks).stdout)
    before = len(running.said)

    sent = running.storehook("send", "store/cart/created", "--local")

    assert sent.returncode == 0, sent.stderr + live
    assert "actions/bill.py changed. Updating" in live
    assert "the first code" not in running.shows("the second code", after=before)


def test_a_bad_edit_is_told_with_its_line_and_the_last_good_code_goes_on(running: Running) -> None:
    running.shows("Live: bill", after=running.write("order/updated", "print('good code')"))

    told = running.shows("Your edit is not live", after=running.write("order/updated", "print('bad code'"))
    before = len(running.said)
    running.storehook("send", "store/order/updated", "--local")

    assert "functions/worker/actions/bill.py:6: SyntaxError" in told
    assert running.shows("good code", after=before)


def test_code_with_which_no_function_starts_does_not_go_live(running: Running) -> None:
    running.shows("Live: bill", after=running.write("order/updated", "print('sound start')"))

    # `storehook check` imports the action as well, but not on Lambda.
    does = (
        "print('never')\n\nimport os\nif 'AWS_LAMBDA_FUNCTION_NAME' in os.environ:\n    raise OSError('no such table')"
    )
    told = running.shows("Your edit is not live", after=running.write("order/updated", does))
    before = len(running.said)
    running.storehook("send", "store/order/updated", "--local")

    assert "does not start with this code" in told
    assert "no such table" in told
    assert running.shows("sound start", after=before)


def test_an_edit_of_the_library_is_refused_with_the_command_that_deploys_it(running: Running) -> None:
    library = running.folder / "layers/core/storehook/errors.py"
    before = library.read_text()
    library.write_text(f"{before}# edited\n")
    try:
        done = running.storehook("deploy", "--local")
    finally:
        library.write_text(before)

    assert (done.returncode, "layers changed since `make run`" in done.stderr) == (1, True), done.stderr


def test_a_failing_run_is_told_with_the_command_that_shows_it(running: Running) -> None:
    running.shows("Live: bill", after=running.write("order/updated", "raise ConnectionError('no VAT')"))
    before = len(running.said)
    running.storehook("send", "store/order/updated", "--local")

    told = running.shows("runs show", after=before)
    command = next(line for line in told.splitlines() if "runs show" in line).split()[1:]

    assert "retrying, attempt 1 at actions/bill.py:6: ConnectionError: no VAT. Next attempt at" in told
    assert 'File "actions/bill.py", line 6, in bill' in told
    assert "ConnectionError" in running.storehook(*command).stdout


def test_deploying_puts_the_edit_in_as_well(running: Running) -> None:
    before = running.write("order/updated", "print('deployed code')")

    done = running.storehook("deploy", "--local")

    assert (done.returncode, "Live: bill" in done.stdout) == (0, True), done.stderr
    assert running.shows("Live: bill", after=before)


def test_a_second_run_in_the_folder_leaves_the_first_alone(running: Running) -> None:
    running.shows("Live: bill", after=running.write("order/updated", "print('sound code')"))
    others = {name: str(free_port()) for name in ("STOREHOOK_AWS_PORT", "STOREHOOK_SANDBOX_PORT")}

    attempts = [running.storehook("run", **variables) for variables in ({}, others)]

    assert [attempt.returncode for attempt in attempts] == [1, 1]
    assert all(f"Process {running.process.pid} already runs the stack" in attempt.stderr for attempt in attempts)
    assert running.storehook("stores", "list", "--local").returncode == 0
