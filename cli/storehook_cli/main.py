"""The `storehook` command."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import BinaryIO

import click

from storehook_cli import bundle, demo, signing
from storehook_cli.local_stack import LocalStack, default_ports
from storehook_cli.progress import Progress


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="storehook")
def cli() -> None:
    """BigCommerce webhooks as Python functions in your own AWS account."""


@cli.command()
@click.option("--once", is_flag=True, help="End after the demo: exit code 0 if its run completed, else 1.")
def run(once: bool) -> None:
    """Run everything on this machine: local AWS, sandbox store, deployed bundle, one webhook.

    Stays up until Ctrl-C. STOREHOOK_AWS_PORT (4566) and STOREHOOK_SANDBOX_PORT (4580) choose the ports.
    """
    # A terminal that closes, or a `kill`, must end the processes that we started.
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    progress = Progress()
    aws_port, sandbox_port = default_ports()
    project = Path.cwd()
    stack = LocalStack(project, project / ".local", aws_port=aws_port, sandbox_port=sandbox_port, progress=progress)
    try:
        with stack:
            demo.show(stack)
            progress.say(f"\nFrom start to finished run: {progress.total():.0f} s")
            if not once:
                _stay(stack, progress)
    except KeyboardInterrupt:
        progress.say("\nStopped: nothing is left running.")


@cli.command()
def build() -> None:
    """Build the bundle for `sam deploy`: sam build, and bytecode that Lambda can use."""
    progress = Progress()
    with progress.step("Built .aws-sam/build"):
        bundle.build(Path.cwd())


@cli.command()
@click.argument("event", type=click.File("rb"))
@click.option("--secret-env", default="STOREHOOK_CLIENT_SECRET", show_default=True, help="Holds the client secret.")
def sign(event: BinaryIO, secret_env: str) -> None:
    """Print an ingest event from events/ with a fresh signature, for `sam local invoke Ingest -e -`."""
    click.echo(signing.freshly_signed(event.read(), secret_env))


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _stay(stack: LocalStack, progress: Progress) -> None:
    info = stack.info
    progress.say(f"""
  webhooks    {info.webhook_url}
  sandbox     {info.sandbox_url}/stores/{info.store_hash}/v2/orders
  local AWS   {info.aws_endpoint_url}
  all of it   .local/stack.json

Ctrl-C ends it.""")
    signal.pause()
