"""`storehook use`: choose the stack of later commands."""

from pathlib import Path
from typing import Annotated

import typer

from storehook_cli.stack import context, sam_config
from storehook_cli.views.printing import say


def use(
    name: Annotated[
        str | None,
        typer.Argument(metavar="local|ENV", help="The stack of `make run`, or an environment in samconfig.toml."),
    ] = None,
) -> None:
    """Choose or show the stack for commands in this folder.

    Command-line options and STOREHOOK_STACK take precedence.
    """
    if name is not None:
        context.choose(Path.cwd(), name)
    say(f"Commands in this folder use the stack of: {context.read(Path.cwd()) or sam_config.DEFAULT}")
