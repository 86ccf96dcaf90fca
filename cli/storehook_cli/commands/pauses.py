"""`storehook runs pause`, `resume` and `paused`: pauses of actions and lanes."""

from typing import Annotated

import typer

from storehook.operations import PausedKind, holder
from storehook_cli.commands.parameters import AsJson, Lane
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import print_answer, print_json, say
from storehook_cli.views.stores import print_pauses

ActionOption = Annotated[str | None, typer.Option("--action", metavar="NAME", help="Name of the action.")]
LaneOption = Annotated[Lane | None, typer.Option("--lane", help="The lane.")]


@on_stack
def pause(
    deployment: Deployment,
    *,
    action: ActionOption = None,
    lane: LaneOption = None,
    reason: Annotated[str, typer.Option(help="Why it is paused, as shown in the console and in `runs paused`.")] = "",
    as_json: AsJson = False,
) -> None:
    """Pause an action or a lane. Its runs are held until you resume it."""
    kind, name = _named(action, lane)
    by = deployment.note("pause", holder(kind, name), reason)
    deployment.pauses().pause(kind, name, reason, by)
    if as_json:
        return print_json({"kind": kind, "name": name, "reason": reason})
    return say(f"Paused the {kind} {name}. Its runs are held. To see how many: {hint('runs', 'paused')}")


@on_stack
def resume(
    deployment: Deployment, *, action: ActionOption = None, lane: LaneOption = None, as_json: AsJson = False
) -> None:
    """Resume an action or a lane. Held runs continue, oldest first."""
    kind, name = _named(action, lane)
    deployment.note("resume", holder(kind, name))
    deployment.pauses().resume(kind, name)
    if as_json:
        return print_json({"kind": kind, "name": name})
    return say(f"Resumed the {kind} {name}. Held runs continue within a minute, oldest first.")


@on_stack
def paused(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List paused actions and lanes."""
    pauses = deployment.pauses().all().pauses
    print_answer(pauses, print_pauses, as_json=as_json)


def _named(action: str | None, lane: Lane | None) -> tuple[PausedKind, str]:
    """Return the kind and name of the action or lane."""
    if lane is not None and action is None:
        return "lane", lane
    if lane is None and action is not None and action.isidentifier():
        return "action", action
    raise typer.BadParameter(
        "Name an action with --action, or a lane with --lane. An action has the name of its function."
    )
