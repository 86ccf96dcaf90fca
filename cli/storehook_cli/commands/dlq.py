"""Look after dead letters."""

from typing import Annotated

import typer

from storehook.redrive import redrive
from storehook_cli.deployment import Deployment
from storehook_cli.parameters import Lane
from storehook_cli.progress import Progress
from storehook_cli.stack_options import on_stack

app = typer.Typer(no_args_is_help=True)


@app.callback()
def dlq() -> None:
    """Look after dead letters: the runs that have failed."""


@app.command("redrive")
@on_stack
def send_back(
    deployment: Deployment,
    *,
    lane: Annotated[Lane, typer.Option(help="Whose dead letters.")] = "default",
    limit: Annotated[int | None, typer.Option(min=1, help="How many at most; all by default.")] = None,
) -> None:
    """Send dead letters back to their queue.

    Each is tried anew: the same payload, the code deployed now, a fresh set of retries.
    """
    progress = Progress()
    letters = deployment.dead_letters(lane)
    with progress.step(f'Sent back the dead letters of the lane "{lane}"'):
        moved = redrive(letters, limit)
    progress.say(f"{moved} sent back." if moved else "There were none.")
