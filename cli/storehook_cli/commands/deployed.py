"""`storehook output` and `storehook env`: facts about a deployed stack."""

from typing import Annotated

import typer

from storehook_cli.commands.parameters import AsJson
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import print_json, print_table, say


@on_stack
def output(
    deployment: Deployment,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Name of the output, such as WebhookUrl. Default: all of them.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print an output of the deployed stack.

    Without a name, lists all outputs.
    """
    if name is not None:
        value = deployment.output(name)
        return print_json(value) if as_json else say(value)
    values = {name: deployment.output(name) for name in sorted(deployment.outputs)}
    return print_json(values) if as_json else print_table(("OUTPUT", "VALUE"), values.items())


@on_stack
def env(deployment: Deployment) -> None:
    """Print the environment variables of the deployed functions, for `sam local invoke --env-vars`."""
    print_json(deployment.environment())
