"""Commands for the developer's machine: `storehook run` and `storehook sign`."""

import signal
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import Annotated

import httpx
import typer
from botocore.exceptions import BotoCoreError, ClientError

from bigcommerce_sandbox.state import MAX_FILLED
from storehook_cli.authoring import checking, project, signing
from storehook_cli.authoring.going_live import WORKER_LOCK
from storehook_cli.authoring.importing import REQUIREMENTS
from storehook_cli.commands import debug as debugging
from storehook_cli.commands.deploy import go_live_shown
from storehook_cli.errors import CommandError
from storehook_cli.local import demo
from storehook_cli.local.edits import Edits, summary
from storehook_cli.local.following import Following
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack.deployment import Deployment, on_this_machine
from storehook_cli.stack.local_packages import LocalPackages
from storehook_cli.stack.locks import waiting_for
from storehook_cli.stack.options import LOCAL_STATE
from storehook_cli.views import pasting
from storehook_cli.views.progress import ProgressPrinter

LOOK = 0.25
"""Seconds between two checks for an edit."""

TAIL = 0.1
"""Seconds between two reads of the log."""

TROUBLE = (CommandError, BotoCoreError, ClientError, httpx.HTTPError)
"""Errors that are printed while the stack stays up."""


def run(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="End after the demo. Exit code 0 if its run completed, else 1.")
    ] = False,
    debug: Annotated[
        str | None,
        typer.Option(metavar="ACTION", help="Run it here, where breakpoint() stops. Needs `make run` elsewhere."),
    ] = None,
    aws_port: Annotated[
        int, typer.Option(envvar="STOREHOOK_AWS_PORT", min=1, max=65_535, help="Port of the local AWS.")
    ] = 4566,
    sandbox_port: Annotated[
        int, typer.Option(envvar="STOREHOOK_SANDBOX_PORT", min=1, max=65_535, help="Port of the stand-in store.")
    ] = 4580,
    size: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MAX_FILLED,
            help="Number of orders, of products and of customers. Default: a small shop.",
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Delete what the last start kept: runs, records, stores and secrets.")
    ] = False,
) -> None:
    """Run everything on this machine.

    Starts a local AWS and a stand-in store, deploys the bundle, and follows one event. Then deploys your edits in
    functions/worker, and shows the log lines of your actions, until Ctrl-C. The next start continues with the runs, the
    queues and the stores as they are at the end.
    """
    if debug is not None:
        return debugging.debug(Path.cwd(), debug, once=once)
    if aws_port == sandbox_port:
        raise typer.BadParameter(
            f"The local AWS and the stand-in store both got port {aws_port}. Use two ports.",
            param_hint="--sandbox-port",
        )
    # If the terminal closes, or somebody kills this process, the processes that it started must end.
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it in background jobs
    folder, progress = Path.cwd(), ProgressPrinter()
    with progress.busy("Checking your actions"):
        findings = checking.require_sound(folder)
    edits = Edits(folder / project.WORKER)
    ports = {"aws_port": aws_port, "sandbox_port": sandbox_port}
    stack = LocalStack(folder, folder / LOCAL_STATE, **ports, size=size, keeps=True, progress=progress)
    try:
        if fresh:
            stack.clear()
        with stack:
            is_live = not stack.continues or _continue(stack, size)
            shows_demo = once or not stack.continues
            succeeded = (not shows_demo or _demo(stack, findings.actions)) and is_live
            if not once:
                _stay(stack, edits)
    except KeyboardInterrupt:
        progress.say("\nStopped. Nothing is left running.")
    else:
        raise typer.Exit(0 if succeeded else 1)


def sign(
    event: Annotated[
        typer.FileBinaryRead, typer.Argument(metavar="EVENT", help="File in events/, or - for standard input.")
    ],
    *,
    local: Annotated[
        bool, typer.Option("--local", help="Sign with the client secret of the stack of `make run`.")
    ] = False,
) -> None:
    """Print a stored ingest event with a new signature.

    Use it with `sam local invoke Ingest -e -`. Reads the client secret from STOREHOOK_CLIENT_SECRET, or prompts for it.
    """
    typer.echo(signing.sign_event(event.read(), _client_secret(local)))


def _client_secret(local: bool) -> str:
    if local:
        return on_this_machine(Path.cwd() / LOCAL_STATE).client_secret
    return signing.read_client_secret()


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _continue(stack: LocalStack, size: int | None) -> bool:
    """Make the folder's code live, which may not be the code of the last start. Return whether it is live."""
    stack.progress.say(f"""
Continues with the runs, queues, records, stores and secrets of the last start. Not kept: faults and quotas of the
stand-in store. To start empty: {pasting.storehook("run", "--fresh")}
""")
    if size:
        stack.progress.failed("--size has no effect on the store of the last start. Add --fresh to start empty.")
    try:
        with stack.progress.busy("Updating the functions"):
            go_live_shown(stack.deployment(), stack.project, stack.progress)
    except TROUBLE as error:
        stack.progress.failed(f"{error}\nThe code of this folder is not live.")
        return False
    return True


def _demo(stack: LocalStack, actions: tuple[str, ...]) -> bool:
    """Show the demo, if its action exists. Return whether it succeeded or was skipped."""
    say = stack.progress
    if demo.SAMPLE not in actions:
        say.say(f"\nSkipped the demo: no action is named {demo.SAMPLE}. The stack is up after {say.total():.0f} s")
        return True
    try:
        demo.show(stack)
    except TROUBLE as error:
        say.failed(f"The demo failed. {error}")
        return False
    say.say(f"\nFrom start to completed run: {say.total():.0f} s")
    return True


def _stay(stack: LocalStack, edits: Edits) -> None:
    deployment = stack.deployment()
    following = Following(stack.emulator.functions_log, deployment.runs(), worker=stack.project / project.WORKER)
    stack.progress.say(f"""
  open the console   {pasting.storehook("console", "--local")}
  send an event      {pasting.storehook("send", "store/order/updated", "--local")}
  add an order       {pasting.storehook("sandbox", "new-order")}
  stand-in store     {stack.sandbox.url}/_sandbox/
  all addresses      cat {LOCAL_STATE}/stack.json

Edits in {project.WORKER} go live. Log lines of your actions appear below. Press Ctrl-C to stop.
""")
    with _watching(stack, deployment, edits):
        for line in following.lines(_wait):
            stack.progress.say(line)


def _wait() -> bool:
    time.sleep(TAIL)
    return True


@contextmanager
def _watching(stack: LocalStack, deployment: Deployment, edits: Edits) -> Generator[None]:
    stopped = Event()

    def watch() -> None:
        # The next edit reports an error. `storehook deploy --local` may install them as well.
        with suppress(CommandError), waiting_for(stack.state / WORKER_LOCK):
            packages = LocalPackages(stack.project / REQUIREMENTS, stack.state)
            packages.install()
            packages.remove_others()
        while not stopped.wait(LOOK):
            if edited := edits.settled():
                stack.progress.say(f"{summary(edited)} changed. Updating …")
                _try_to_go_live(deployment, stack, stopped)

    thread = Thread(target=watch, name="edits", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _try_to_go_live(deployment: Deployment, stack: LocalStack, stopped: Event) -> None:
    try:
        go_live_shown(deployment, stack.project, stack.progress)
    except TROUBLE as error:
        if not stopped.is_set():  # Ctrl-C ends a build as well
            stack.progress.failed(f"{error}\nYour edit is not live. The last good code keeps running.")
