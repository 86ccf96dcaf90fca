"""Look after the secrets that your actions need, such as the key of another service's API."""

import sys
from dataclasses import asdict
from typing import Annotated, TextIO

import typer

from storehook.actions.secrets import is_secret_name
from storehook.operations.action_secrets import MAX_BYTES
from storehook_cli.commands.parameters import AsJson
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import instant, print_json, print_table, say

HEADS = ("NAME", "CHANGED")
NONE = "None yet. Set one: storehook secrets set NAME"

app = typer.Typer(no_args_is_help=True)


def secret_name_of(text: str) -> str:
    """A secret's name, if it can be one.

    Raises:
        BadParameter: it cannot.
    """
    if is_secret_name(text):
        return text
    raise typer.BadParameter("A secret's name has up to 100 letters, digits, dots, hyphens and underscores.")


SecretName = Annotated[
    str, typer.Argument(metavar="NAME", callback=secret_name_of, help='As in your code: ctx.secrets["NAME"].')
]


@app.callback()
def secrets() -> None:
    """Set, list and delete the secrets of your actions."""


@app.command("set")
@on_stack
def set_secret(deployment: Deployment, name: SecretName) -> None:
    """Set a secret that your actions read.

    It is asked for, and not shown. Or pipe it; a last line end is left out.
    """
    kept, text = deployment.secrets(), secret_text(sys.stdin)
    deployment.note("set secret", f"secret/{name}")
    kept.put(name, text)
    say(f"Set {name}. Actions have it within a minute.")


@app.command("list")
@on_stack
def list_secrets(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List the secrets, with when they were last set. None is shown."""
    found = sorted(deployment.secrets().all(), key=lambda each: each.name)
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        print_table(HEADS, ((each.name, instant(each.changed_at)) for each in found), empty=NONE)


@app.command()
@on_stack
def delete(
    deployment: Deployment,
    name: SecretName,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete a secret. It cannot be undone."""
    kept = deployment.secrets()
    if not yes:
        typer.confirm(f"Delete the secret {name}? It cannot be undone.", abort=True, err=True)
    deployment.note("delete secret", f"secret/{name}")
    if not kept.delete(name):
        raise CommandError(f"There is no secret {name}. `storehook secrets list` shows those that there are.")
    say(f"Deleted {name}. Runs that need it fail within a minute, and are tried again.")


def secret_text(stdin: TextIO) -> str:
    """Ask for a secret, if somebody is there to ask; else read it.

    Args:
        stdin: standard input. If it is piped, all of it is the secret, but for a line end after it.

    Raises:
        CommandError: it is no text, or empty, or longer than Parameter Store takes.
    """
    text = ""
    try:
        text = typer.prompt("Secret", hide_input=True, err=True) if stdin.isatty() else _piped(stdin)
        size = len(text.encode())
    except UnicodeError:
        size = 0
    if not 0 < size <= MAX_BYTES:
        raise CommandError(f"A secret is text of 1 to {MAX_BYTES} bytes. Type it at the prompt, or pipe it.")
    return text


def _piped(stdin: TextIO) -> str:
    return stdin.read(MAX_BYTES + 3).removesuffix("\n").removesuffix("\r")
