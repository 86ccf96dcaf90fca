"""Pause the runs of an action or a lane, and let them go on."""

from typing import Annotated

import typer

from storehook.runs.pauses import PausedKind, holder
from storehook_cli.commands.parameters import AsJson, Lane
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import print_json, say
from storehook_cli.views.stores import print_pauses

ActionOption = Annotated[str | None, typer.Option("--action", metavar="NAME", help="The name of its function.")]
LaneOption = Annotated[Lane | None, typer.Option("--lane", help="The lane.")]


@on_stack
def pause(
    deployment: Deployment,
    *,
    action: ActionOption = None,
    lane: LaneOption = None,
    reason: Annotated[str, typer.Option(help="For people.")] = "",
) -> None:
    """Hold all runs of an action or a lane until it is resumed."""
    kind, name = _named(action, lane)
    by = deployment.note("pause", holder(kind, name), reason)
    deployment.pauses().pause(kind, name, reason, by)
    say(f"Paused the {kind} {name}. Its runs are held: storehook runs paused")


@on_stack
def resume(deployment: Deployment, *, action: ActionOption = None, lane: LaneOption = None) -> None:
    """Let the runs of an action or a lane go on, oldest first."""
    kind, name = _named(action, lane)
    deployment.note("resume", holder(kind, name))
    deployment.pauses().resume(kind, name)
    say(f"Resumed the {kind} {name}. What was held goes on within a minute, oldest first.")


@on_stack
def paused(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List the actions and lanes that are paused."""
    found = deployment.pauses().all().pauses
    if as_json:
        print_json(found)
    else:
        print_pauses(found)


def _named(action: str | None, lane: Lane | None) -> tuple[PausedKind, str]:
    """What is meant.

    Raises:
        BadParameter: neither an action nor a lane is given, or both are, or no function can have the action's name.
    """
    if lane is not None and action is None:
        return "lane", lane
    if lane is None and action is not None and action.isidentifier():
        return "action", action
    raise typer.BadParameter("Name an action with --action, as its function is called, or a lane with --lane.")
