"""`storehook output` and `storehook env`: facts about a deployed stack."""

from typing import Annotated

import typer

from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import print_json, say


@on_stack
def output(
    deployment: Deployment,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the output, such as WebhookUrl or AppSecret.")],
) -> None:
    """Print an output of the deployed stack."""
    say(deployment.output(name))


@on_stack
def env(deployment: Deployment) -> None:
    """Print the environment variables of the deployed functions, for `sam local invoke --env-vars`."""
    print_json(deployment.environment())
