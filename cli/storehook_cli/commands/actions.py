"""See the actions of the code at hand, and how their runs went."""

import time
from pathlib import Path

import typer

from storehook.operations.actions_service import ActionAnswer, action_answer
from storehook_cli.authoring import project
from storehook_cli.commands.parameters import AsJson
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import ago, print_json, print_table, waiting

HEADS = ("ACTION", "LANE", "LAST", "FAILED", "SCOPES")
NONE = "There is no action. Write one: storehook new action NAME --scope store/order/created"

app = typer.Typer(no_args_is_help=True)


@app.callback()
def actions() -> None:
    """See your actions, and how their runs went."""


@app.command("list")
@on_stack
def list_actions(deployment: Deployment, *, as_json: AsJson = False) -> None:
    """List your actions, with the last run of each.

    It reads functions/worker/actions in this folder, and the stack's runs of the last day: when the latest was created,
    how that went, and how many have failed.
    """
    registry = project.actions(Path.cwd())
    with waiting("Looking at the runs of the last day"):
        by_action = deployment.runs().by_action()
    found = [action_answer(action.name, action.webhooks, action.lane, by_action) for action in registry]
    if as_json:
        print_json(found)
    else:
        now = time.time()
        print_table(HEADS, (_row(action, now) for action in found), empty=NONE)


def _row(action: ActionAnswer, now: float) -> tuple[str, ...]:
    last = f"{ago(action.last_at, now)}, {action.last_state}" if action.last_at else "not in a day"
    failed = f"{action.failed}{' or more' if action.capped else ''}"
    return action.action, action.lane, last, failed, ", ".join(action.scopes) or "none: other actions run it"
