"""Choose the stack that commands speak to."""

from pathlib import Path
from typing import Annotated

import typer

from storehook_cli.stack import context, sam_config
from storehook_cli.views.printing import say


def use(
    name: Annotated[
        str | None,
        typer.Argument(metavar="local|ENV", help="That of `make run`, or an environment in samconfig.toml."),
    ] = None,
) -> None:
    """Choose the stack that commands here speak to, or see which it is.

    Options of a command, and STOREHOOK_STACK, count before it.
    """
    if name is not None:
        context.choose(Path.cwd(), name)
    say(f"Commands in this folder speak to: {context.read(Path.cwd()) or sam_config.DEFAULT}")
