"""Commands that tell how a stack is deployed."""

from typing import Annotated

import typer

from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import print_json, say


@on_stack
def output(
    deployment: Deployment,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as WebhookUrl or AppSecret.")],
) -> None:
    """Print one of the deployed stack's outputs."""
    say(deployment.output(name))


@on_stack
def env(deployment: Deployment) -> None:
    """Print the deployed functions' environment variables.

    They are for `sam local invoke --env-vars`.
    """
    print_json(deployment.environment())
