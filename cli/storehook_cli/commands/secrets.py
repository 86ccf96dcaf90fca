"""`storehook secrets`: secrets of your actions, such as the API key of another service, and those of the stack."""

import sys
from dataclasses import asdict
from typing import Annotated, TextIO

import typer

from storehook.actions.secrets import is_secret_name
from storehook.operations.action_secrets import MAX_BYTES
from storehook_cli.commands import secret_exchange
from storehook_cli.commands.parameters import AsJson, Yes
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import instant, print_json, print_table, say

HEADS = ("NAME", "CHANGED")

app = typer.Typer(no_args_is_help=True, help="Set, list and delete your actions' secrets. Exchange the stack's own.")
app.add_typer(secret_exchange.app, name="exchange")


def secret_name_of(text: str) -> str:
    """Return a secret's name, if it is valid."""
    if is_secret_name(text):
        return text
    raise typer.BadParameter(
        f"{text!r} is not a valid name. Use up to 100 letters, digits, dots, hyphens and underscores."
    )


SecretName = Annotated[
    str, typer.Argument(metavar="NAME", callback=secret_name_of, help='Name of the secret, as in ctx.secrets["NAME"].')
]


@app.command("set")
@on_stack
def set_secret(deployment: Deployment, name: SecretName) -> None:
    """Set a secret for your actions.

    Prompts for the value without showing it, or reads it from a pipe. Drops one trailing newline.
    """
    action_secrets, text = deployment.secrets(), secret_text(sys.stdin)
    deployment.note("set secret", f"secret/{name}")
    action_secrets.put(name, text)
    say(f"Set {name}. Actions read the new value within a minute.")


@app.command("list")
@on_stack
def list_secrets(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List the names of secrets, with the time of their last change. Never shows a value."""
    listed = sorted(deployment.secrets().all(), key=lambda secret: secret.name)
    if as_json:
        print_json([asdict(secret) for secret in listed])
    else:
        none = f"No secret is set. Set one: {hint('secrets', 'set', 'NAME')}"
        print_table(HEADS, ((secret.name, instant(secret.changed_at)) for secret in listed), empty=none)


@app.command()
@on_stack
def delete(
    deployment: Deployment,
    name: SecretName,
    *,
    yes: Yes = False,
) -> None:
    """Delete a secret. This can't be undone."""
    action_secrets = deployment.secrets()
    if not yes:
        typer.confirm(f"Delete the secret {name}? This can't be undone.", abort=True, err=True)
    deployment.note("delete secret", f"secret/{name}")
    if not action_secrets.delete(name):
        raise CommandError(f"No secret is named {name}. List the secrets with `{hint('secrets', 'list')}`.")
    say(f"Deleted {name}. Within a minute, runs that read it fail and are retried.")


def secret_text(stdin: TextIO) -> str:
    """Prompt for a secret on a terminal. A piped input is the secret, except one trailing newline."""
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
