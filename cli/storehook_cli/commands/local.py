"""Commands for the developer's machine: run everything, build, sign a stored event."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from storehook_cli.authoring import signing
from storehook_cli.local import demo
from storehook_cli.local.local_stack import LocalStack, default_ports
from storehook_cli.stack.deployment import on_this_machine
from storehook_cli.stack.options import LOCAL_STATE
from storehook_cli.views.progress import Progress


def run(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="End after the demo: code 0 if its run completed, else 1.")
    ] = False,
) -> None:
    """Run everything on this machine.

    A local AWS, a sandbox store, the deployed bundle, and one webhook to see it work. Stays up until Ctrl-C.
    STOREHOOK_AWS_PORT (4566) and STOREHOOK_SANDBOX_PORT (4580) choose the ports.
    """
    # A terminal that closes, or a `kill`, must end the processes that we started.
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs with it ignored
    progress = Progress()
    aws_port, sandbox_port = default_ports()
    project = Path.cwd()
    stack = LocalStack(project, project / LOCAL_STATE, aws_port=aws_port, sandbox_port=sandbox_port, progress=progress)
    try:
        with stack:
            demo.show(stack)
            progress.say(f"\nFrom start to finished run: {progress.total():.0f} s")
            if not once:
                _stay(stack, progress)
    except KeyboardInterrupt:
        progress.say("\nStopped: nothing is left running.")


def sign(
    event: Annotated[
        typer.FileBinaryRead, typer.Argument(metavar="EVENT", help="A file of events/, or - for standard input.")
    ],
    *,
    local: Annotated[bool, typer.Option("--local", help="Sign with the secret of the stack of `make run`.")] = False,
) -> None:
    """Print a stored ingest event with a fresh signature.

    It is for `sam local invoke Ingest -e -`. The client secret is read from STOREHOOK_CLIENT_SECRET, or asked for.
    """
    typer.echo(signing.freshly_signed(event.read(), _client_secret(local)))


def _client_secret(local: bool) -> str:
    if local:
        return on_this_machine(Path.cwd() / LOCAL_STATE).client_secret
    return signing.given_secret()


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _stay(stack: LocalStack, progress: Progress) -> None:
    info = stack.info
    progress.say(f"""
  webhooks    {info.webhook_url}
  sandbox     {info.sandbox_url}/stores/{info.store_hash}/v2/orders
  install     {info.sandbox_url}/_sandbox/    install, open and uninstall the app in a browser
  local AWS   {info.aws_endpoint_url}
  all of it   .local/stack.json

Ctrl-C ends it.""")
    signal.pause()
