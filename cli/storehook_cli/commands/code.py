"""Commands about your own actions."""

from pathlib import Path
from typing import Annotated

import typer

from storehook_cli.authoring import new_action, project
from storehook_cli.commands.parameters import AsJson
from storehook_cli.views.printing import print_json, print_table, say

HEADS = ("SCOPE", "ACTIONS")

new = typer.Typer(no_args_is_help=True)


@new.callback()
def begin() -> None:
    """Begin something new in your project."""


def scopes(*, as_json: AsJson = False) -> None:
    """List the scopes that your actions want, and which.

    It reads functions/worker/actions in this folder.
    """
    registry = project.actions(Path.cwd())
    by_scope = {
        scope: [found.name for found in registry if scope in found.webhooks] for scope in sorted(registry.scopes())
    }
    if as_json:
        print_json(by_scope)
    else:
        print_table(HEADS, ((scope, ", ".join(names)) for scope, names in by_scope.items()))


@new.command()
def action(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the file and its function, as in send_invoice.")],
    *,
    scope: Annotated[str, typer.Option(metavar="SCOPE", help="What triggers it, as in store/order/updated.")],
) -> None:
    """Write a new action, and a test for it."""
    for written in new_action.write(Path.cwd(), name, scope):
        say(f"Wrote {written}")
    say("Try it: .venv/bin/pytest tests/actions; then make deploy, or make run.")
