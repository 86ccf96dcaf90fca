"""The `storehook` command."""

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import BinaryIO

import click

from storehook.actions import LANES
from storehook.redrive import redrive
from storehook_cli import bundle, demo, signing
from storehook_cli.deployment import Deployment, on_aws, on_this_machine
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
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs with it ignored
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
@click.option("--config-env", default="default", show_default=True, help="The environment in samconfig.toml.")
def build(config_env: str) -> None:
    """Build the bundle for `sam deploy`: sam build, and bytecode that Lambda can use."""
    progress = Progress()
    with progress.step("Built .aws-sam/build"):
        bundle.build(Path.cwd(), ["--config-env", config_env])


@cli.command()
@click.argument("event", type=click.File("rb"))
@click.option("--local", is_flag=True, help="Sign with the secret of the stack of `make run`.")
def sign(event: BinaryIO, local: bool) -> None:
    """Print an ingest event from events/ with a fresh signature, for `sam local invoke Ingest -e -`.

    The client secret is read from STOREHOOK_CLIENT_SECRET, or asked for.
    """
    click.echo(signing.freshly_signed(event.read(), _client_secret(local)))


@cli.command()
@click.argument("name")
@click.option("--stack", default="storehook-dev", show_default=True, envvar="STOREHOOK_STACK", help="The stack's name.")
@click.option("--local", is_flag=True, help="The stack of `make run`, not one on AWS.")
def output(name: str, stack: str, local: bool) -> None:
    """Print one of the deployed stack's outputs, such as WebhookUrl or AppSecret."""
    click.echo(_deployment(stack, local).output(name))


@cli.command()
@click.option("--stack", default="storehook-dev", show_default=True, envvar="STOREHOOK_STACK", help="The stack's name.")
@click.option("--local", is_flag=True, help="The stack of `make run`, not one on AWS.")
def env(stack: str, local: bool) -> None:
    """Print the deployed functions' environment variables, for `sam local invoke --env-vars`."""
    click.echo(json.dumps(_deployment(stack, local).environment(), indent=2))


@cli.group()
def dlq() -> None:
    """Look after dead letters: the runs that have failed."""


@dlq.command("redrive")
@click.option("--lane", type=click.Choice(LANES), default="default", show_default=True, help="Whose dead letters.")
@click.option("--limit", type=click.IntRange(min=1), help="How many at most; all by default.")
@click.option("--stack", default="storehook-dev", show_default=True, envvar="STOREHOOK_STACK", help="The stack's name.")
@click.option("--local", is_flag=True, help="The stack of `make run`, not one on AWS.")
def dlq_redrive(lane: str, limit: int | None, stack: str, local: bool) -> None:
    """Send dead letters back to their queue: the same payload, the code deployed now, a fresh set of retries."""
    progress = Progress()
    letters = _deployment(stack, local).dead_letters(lane)
    with progress.step(f'Sent back the dead letters of the lane "{lane}"'):
        moved = redrive(letters, limit)
    progress.say(f"{moved} sent back." if moved else "There were none.")


def _client_secret(local: bool) -> str:
    if local:
        return on_this_machine(Path.cwd() / ".local").client_secret
    return os.environ.get("STOREHOOK_CLIENT_SECRET") or click.prompt("Client secret", hide_input=True, err=True)


def _deployment(stack: str, local: bool) -> Deployment:
    return on_this_machine(Path.cwd() / ".local") if local else on_aws(stack)


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
